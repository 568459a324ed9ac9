// After other times were swapped in: say so, and put the keyboard at their heading.
document.addEventListener("htmx:afterSettle", () => {
  const heading = document.getElementById("slots-heading");
  if (!heading) return;
  heading.focus();
  document.getElementById("slots-status").textContent = heading.textContent.trim();
});
