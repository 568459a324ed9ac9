// How long an offer is still open, in the words that the page came with; told once near the end.
const left = document.getElementById("time-left");
if (left) {
  const endsAt = Date.now() + Number(left.dataset.secondsLeft) * 1000;
  const show = () => {
    const minutes = Math.ceil((endsAt - Date.now()) / 60_000);
    if (minutes <= 0) return window.location.reload(); // the page says what became of it
    left.textContent = minutes === 1 ? "less than a minute" : `${minutes} more minutes`;
    if (minutes === 2) left.setAttribute("role", "status");
    setTimeout(show, 5_000);
  };
  show();
}
