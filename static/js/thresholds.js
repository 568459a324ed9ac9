// A button beside each threshold puts its default into the field; nothing is saved by it.
for (const button of document.querySelectorAll("[data-back-to-default]")) {
  const field = document.getElementById(button.dataset.backToDefault);
  const show = () => {
    button.hidden = field.value.trim() === field.dataset.default;
  };
  button.addEventListener("click", () => {
    field.value = field.dataset.default;
    field.focus();
    show();
  });
  field.addEventListener("input", show);
  show();
}
