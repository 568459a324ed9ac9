// The board: it keeps itself fresh, shows what was refused too, and takes one press as one press.
const QUIET_MS = 450;
const FRESH_MS = 60_000;
let swappedAt = -QUIET_MS;
const pressIsUnderWay = () => document.querySelector("#board form.htmx-request") !== null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (xhr.responseURL.includes("/accounts/")) {
    event.detail.shouldSwap = false;
    window.location.reload(); // logged out meanwhile: the log-in page leads back here
  } else if (target.id === "board" && pressIsUnderWay()) {
    event.detail.shouldSwap = false; // what was read before the press is old by now
  } else if (xhr.status === 409) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:afterSwap", () => {
  swappedAt = performance.now();
});
// A second, hasty press would hit the button that has just come in the first one's place.
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.closest("#board") || performance.now() - swappedAt > QUIET_MS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
setInterval(() => {
  if (document.hidden || pressIsUnderWay()) return;
  htmx.ajax("GET", window.location.pathname + window.location.search, {
    target: "#board",
    select: "#board",
    swap: "outerHTML show:none",
    headers: { "X-Asks-By-Itself": "yes" }, // nobody pressed anything
  });
}, FRESH_MS);
