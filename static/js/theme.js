// Light or dark before the first paint: the remembered choice, or else what the device prefers.
(() => {
  const key = "stance-theme";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => {
    try {
      return localStorage.getItem(key) || "device";
    } catch {
      return "device";
    }
  };
  const apply = (choice) => {
    document.documentElement.dataset.bsTheme =
      choice === "device" ? (dark.matches ? "dark" : "light") : choice;
    for (const button of document.querySelectorAll("[data-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === choice));
    }
  };
  apply(remembered());
  dark.addEventListener("change", () => apply(remembered()));
  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll(".theme-choice")) group.hidden = false;
    apply(remembered());
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme]");
    if (!button) return;
    try {
      localStorage.setItem(key, button.dataset.theme);
    } catch {
      /* a private window */
    }
    apply(button.dataset.theme);
  });
})();
