// Rows that are dragged into another order: their numbers follow, and “Save the order” sends them.
const list = document.querySelector("[data-ordered]");
const said = document.querySelector("[data-order-status]");
let dragged = null;

const numberAgain = () => {
  for (const [index, row] of [...list.children].entries()) {
    row.querySelector("input.place").value = index + 1;
  }
};

const placeAt = (y) =>
  [...list.children].find((row) => {
    const box = row.getBoundingClientRect();
    return row !== dragged && y < box.top + box.height / 2;
  }) ?? null;

const move = (event) => {
  if (!dragged) return;
  const before = placeAt(event.clientY);
  if (before !== dragged.nextElementSibling) list.insertBefore(dragged, before);
};

const drop = () => {
  if (!dragged) return;
  dragged.classList.remove("is-dragged");
  dragged = null;
  numberAgain();
  said.textContent = "Moved, and not saved yet.";
};

if (list) {
  for (const grip of list.querySelectorAll("[data-grip]")) {
    grip.hidden = false;
    grip.addEventListener("pointerdown", (event) => {
      dragged = grip.closest("li");
      dragged.classList.add("is-dragged");
      event.preventDefault();
    });
  }
  // Of the page, for a row that is put elsewhere loses what its grip had captured.
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
}
