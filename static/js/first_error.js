// A form that came back: the first field in question has the focus, so that its error is read out.
const inQuestion = document.querySelector(
  "main :is(input:not([type='hidden']), select, textarea)[aria-invalid='true']",
);
if (inQuestion) {
  const folded = inQuestion.closest("details");
  if (folded) folded.open = true;
  inQuestion.focus();
}
