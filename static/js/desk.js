// The board: it keeps itself fresh, shows what was refused too, and takes one press as one press.
const QUIET_MS = 450;
const FRESH_MS = 30_000;
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
let seen = "";
async function refreshBoard({ isAfterOurs = false } = {}) {
  if (pressIsUnderWay()) return;
  const headers = { "X-Asks-By-Itself": "yes", ...(seen && { "If-None-Match": seen }) };
  try {
    const url = document.getElementById("desk").dataset.url; // with its day, which “/desk/” chose
    const answer = await fetch(url, { headers, cache: "no-store" });
    if (answer.redirected) window.location.reload(); // logged out meanwhile
    const now = answer.headers.get("X-Clinic-Now");
    if (now) document.dispatchEvent(new CustomEvent("board:now", { detail: now }));
    if (answer.status === 304) document.getElementById("board-seen").textContent = now.slice(-5);
    if (answer.status !== 200 || pressIsUnderWay()) return;
    seen = answer.headers.get("ETag");
    const swap = { swapStyle: "outerHTML", show: "none" };
    const before = swappedAt;
    htmx.swap("#board", await answer.text(), swap, { select: "#board" });
    if (isAfterOurs) swappedAt = before; // the row stays as its press has left it: go on
    document.dispatchEvent(new CustomEvent("board:fresh"));
  } catch {
    // No network: the next turn asks again, and what is pressed says so itself.
  }
}
setInterval(() => document.hidden || refreshBoard(), FRESH_MS);
document.addEventListener("visibilitychange", () => document.hidden || refreshBoard());
