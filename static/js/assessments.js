// The line that says how the draft stands: it also says when it could not be saved.
const form = document.querySelector("[data-draft-form]");
const draftState = () => document.getElementById("draft-state");
const say = (text) => {
  draftState().textContent = text;
};
// After a log-in in another tab the form's token is old; the cookie has the new one.
const renewToken = () => {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  if (token) form.elements.csrfmiddlewaretoken.value = token[1];
};
form.addEventListener("submit", renewToken);
document.addEventListener("htmx:configRequest", (event) => {
  renewToken();
  event.detail.headers["X-CSRFToken"] = form.elements.csrfmiddlewaretoken.value;
  event.detail.parameters.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== draftState()) return;
  const { xhr } = event.detail;
  if (xhr.responseURL.includes("/accounts/")) {
    event.detail.shouldSwap = false;
    say(
      "Not saved: you were logged out. Log in in another tab, then type on; nothing here is lost.",
    );
  } else if (xhr.status === 409) {
    event.detail.shouldSwap = true; // saved elsewhere: the answer says so
    event.detail.isError = false;
  } else if (xhr.status === 403) {
    event.detail.isError = false;
    say("Not saved: this file asks for your reason again. Give it in another tab, then type on.");
  }
});
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    if (event.detail.target === draftState()) say("Not saved yet. It is tried again as you type.");
  });
}
