// Frames of several assessments, one row at a time: all columns step together. Without this script
// every row is shown.
for (const group of document.querySelectorAll("[data-in-step]")) {
  const rows = [...group.querySelectorAll(".in-step-row")];
  const bar = group.querySelector(".in-step-bar");
  const place = group.querySelector("[data-place]");
  let at = 0;

  function show() {
    rows.forEach((row, index) => {
      row.hidden = index !== at;
    });
    place.textContent = `${at + 1} of ${rows.length}`;
    for (const button of bar.querySelectorAll("[data-go]")) {
      const next = at + Number(button.dataset.go);
      button.disabled = next < 0 || next >= rows.length;
    }
  }

  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-go]");
    if (!button) return;
    at = Math.min(rows.length - 1, Math.max(0, at + Number(button.dataset.go)));
    show();
  });
  if (rows.length > 1) {
    bar.hidden = false;
    show();
  }
}
