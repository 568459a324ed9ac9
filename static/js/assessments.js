// A draft that was saved elsewhere answers 409 with a line that says so: show it too.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "draft-state" || event.detail.xhr.status !== 409) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
