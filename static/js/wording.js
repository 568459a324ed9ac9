// A placeholder that is pressed goes where the cursor was last: in the subject or in the text.
const fields = [...document.querySelectorAll("[data-words]")];
let last = fields.at(-1);

const insert = (button) => {
  const isBlock = button.hasAttribute("data-block");
  const field = isBlock ? fields.at(-1) : last;
  const [start, end] = [field.selectionStart, field.selectionEnd];
  const before = field.value.slice(0, start);
  const after = field.value.slice(end);
  let words = button.dataset.insert;
  if (!isBlock && /[^\s“‘(]$/.test(before)) words = ` ${words}`;
  if (isBlock) {
    const above = before === "" || before.endsWith("\n") ? "" : "\n\n";
    const below = after === "" || after.startsWith("\n") ? "" : "\n\n";
    words = `${above}${words}${below}`;
  }
  field.setRangeText(words, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
};

for (const field of fields) {
  field.addEventListener("focus", () => {
    last = field;
  });
}
for (const button of document.querySelectorAll("[data-insert]")) {
  button.hidden = false;
  button.addEventListener("click", () => insert(button));
}
