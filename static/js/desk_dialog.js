// The desk's one dialog: a form of the server's in it, a time that is kept while it is open, and
// what is said when the network is gone.
const dialog = document.getElementById("desk-dialog");
const dialogBody = document.getElementById("dialog-body");
const undo = document.getElementById("desk-undo");
const LOST = "Not saved: the connection was lost. Please try again.";
let cameFrom = null;

function openDialog(url) {
  cameFrom = document.activeElement;
  dialogBody.replaceChildren();
  htmx.ajax("GET", url, { target: "#dialog-body", swap: "innerHTML" }).then(() => {
    if (!dialogBody.childElementCount) return; // refused, or no network: it was said elsewhere
    if (!dialog.open) dialog.showModal();
    dialogBody.querySelector("[autofocus], h2")?.focus();
  });
}

function say(text) {
  const line = document.createElement("p");
  line.className = "desk-lost";
  line.setAttribute("role", "alert");
  line.textContent = text;
  if (dialog.open) {
    for (const old of dialogBody.querySelectorAll(".desk-lost")) old.remove();
    dialogBody.prepend(line);
  } else {
    undo.replaceChildren(line);
  }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("a[data-dialog]");
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openDialog(opener.href);
  }
  if (event.target.closest("[data-close]")) {
    event.preventDefault();
    dialog.close();
  }
});

// What was kept for the caller is given back: nobody else would be offered it for ten minutes.
dialog.addEventListener("close", () => {
  const hold = dialogBody.querySelector("input[name=hold]")?.value;
  const token = dialogBody.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  if (hold && token) {
    const body = new URLSearchParams({ hold, csrfmiddlewaretoken: token });
    fetch(document.getElementById("desk").dataset.releaseUrl, {
      method: "POST",
      body,
      keepalive: true,
    }).finally(refreshBoard);
  }
  dialogBody.replaceChildren();
  const back = cameFrom?.isConnected ? cameFrom : document.getElementById("new-visit-button");
  back?.focus();
});

document.addEventListener("htmx:sendError", () => say(LOST));
document.addEventListener("htmx:timeout", () => say(LOST));
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const isForm = detail.xhr.status === 409 || detail.xhr.status === 422;
  if (isForm && detail.target.closest("#dialog-body, #desk-undo")) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status >= 500) say("Not saved: something went wrong. Please try again.");
  if (detail.xhr.status === 404) say("This is not there any more. Please refresh the day.");
});

// Said by the server's answer (HX-Trigger): something was changed, or had been before we asked.
document.addEventListener("desk:moved", () => {
  dialog.close();
  refreshBoard();
});
document.addEventListener("desk:changed", () => refreshBoard({ isAfterOurs: true }));

let undoEnds = 0;
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (!undo.contains(target)) return;
  const box = undo.querySelector("[data-seconds]");
  clearTimeout(undoEnds);
  if (box) undoEnds = setTimeout(() => undo.replaceChildren(), Number(box.dataset.seconds) * 1000);
});
// What was found goes when somebody turns to something else.
const finding = document.querySelector(".desk-find");
const forgetFound = () => document.getElementById("found-people").replaceChildren();
finding.addEventListener("keydown", (event) => event.key === "Escape" && forgetFound());
finding.addEventListener("focusout", ({ relatedTarget }) => {
  if (relatedTarget && !finding.contains(relatedTarget)) forgetFound();
});
for (const field of document.querySelectorAll("#day-filters select")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}
