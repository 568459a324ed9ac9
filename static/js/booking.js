// After other times were swapped in: say so, and put the keyboard at their heading.
document.addEventListener("htmx:afterSettle", () => {
  const heading = document.getElementById("slots-heading");
  if (!heading) return;
  heading.focus();
  document.getElementById("slots-status").textContent = heading.textContent.trim();
});

// The time that this tab keeps: counted down in its details, given back when somebody goes back.
const KEPT = "kept-time";

function countDown(box) {
  const left = document.getElementById("time-left");
  const status = document.getElementById("countdown-status");
  const end = Date.now() + Number(box.dataset.seconds) * 1000;
  let warnAt = Number(box.dataset.seconds) > 120 ? 120 : 0;

  function show() {
    const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const rest = String(seconds % 60).padStart(2, "0");
    left.textContent = ` (${Math.floor(seconds / 60)}:${rest} left)`;
    if (seconds === 0) {
      clearInterval(ticking);
      document.getElementById("still-kept").hidden = true;
      const over = document.getElementById("no-longer-kept");
      over.hidden = false;
      status.textContent = over.textContent.trim();
    } else if (seconds <= warnAt) {
      warnAt = 0;
      status.textContent = "This time is kept for you for two more minutes.";
    }
  }

  const ticking = setInterval(show, 1000);
  show();
}

const countdown = document.getElementById("countdown");
if (countdown) {
  sessionStorage.setItem(KEPT, countdown.dataset.hold);
  if (Number(countdown.dataset.seconds) > 0) countDown(countdown);
}

const finding = document.getElementById("finding");
window.addEventListener("pageshow", async (event) => {
  const token = sessionStorage.getItem(KEPT);
  const [arrival] = performance.getEntriesByType("navigation");
  const cameBack = event.persisted || arrival?.type === "back_forward";
  if (!finding?.dataset.releaseUrl || !token || !cameBack) return;
  sessionStorage.removeItem(KEPT);
  const body = new FormData(document.getElementById("times"));
  body.set("hold", token);
  await fetch(finding.dataset.releaseUrl, { method: "POST", body, redirect: "manual" });
  location.reload();
});
