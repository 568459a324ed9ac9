// The line that says how the draft stands: it also says when it could not be saved.
const draftState = () => document.getElementById("draft-state");
const say = (text) => {
  draftState().textContent = text;
};
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== draftState()) return;
  const { xhr } = event.detail;
  if (xhr.responseURL.includes("/accounts/")) {
    event.detail.shouldSwap = false;
    say("Not saved: you were logged out. Log in in another tab, then type on; nothing here is lost.");
  } else if (xhr.status === 409) {
    event.detail.shouldSwap = true; // saved elsewhere: the answer says so
    event.detail.isError = false;
  }
});
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    if (event.detail.target === draftState()) say("Not saved yet. It is tried again as you type.");
  });
}
