// On a phone what stands behind the chief findings is folded, and so lists itself; paper shows all.

const folds = [...document.querySelectorAll("[data-fold]")];
const asked = document.querySelector(":target");
if (window.matchMedia("(max-width: 40rem)").matches) {
  for (const fold of folds) fold.open = fold.contains(asked);
}
window.addEventListener("beforeprint", () => {
  const kept = document.querySelectorAll("[data-opens-on-paper]");
  for (const fold of [...folds, ...kept]) fold.open = true;
});
