// The pages of an assessment: a running clock, and everything by keyboard.
const MINUTE = 60_000;
const LONGEST = 3 * 60 * MINUTE; // from then on the time it was begun says more

const clock = document.querySelector("[data-clock]");
if (clock) {
  const begunAt = new Date(clock.dataset.begunAt).getTime();
  const aim = Number(clock.dataset.aimMin) * MINUTE;
  const words = clock.querySelector("[aria-live]");
  const begun = words.textContent;
  const tick = () => {
    const passed = Date.now() - begunAt;
    const seconds = Math.floor((passed % MINUTE) / 1000);
    words.textContent =
      passed < 0 || passed >= LONGEST
        ? begun
        : `${Math.floor(passed / MINUTE)}:${String(seconds).padStart(2, "0")}`;
    clock.classList.toggle("flow-clock-over", passed > aim && passed < LONGEST);
  };
  tick();
  setInterval(tick, 1000);
}

// On a narrow screen the rail scrolls: the open step is in sight.
const current = document.querySelector(".rail [aria-current]");
const strip = current?.closest("ol");
if (strip) strip.scrollLeft = current.offsetLeft - strip.offsetLeft - 16;

const flowForm = document.querySelector("[data-flow-form]");

// Ctrl+Enter saves and goes on from wherever the focus is.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  const save = flowForm?.querySelector("[data-save]");
  if (!save) return;
  event.preventDefault();
  flowForm.requestSubmit(save);
});

// --- Rows of choices: a number chooses and goes to the next row, 0 takes the choice back ---------

const isShown = (row) => row.getClientRects().length > 0;
const focusOf = (row) => row.querySelector("input:checked") ?? row.querySelector("input");
const nextOf = (row) => {
  const rows = [...document.querySelectorAll("[data-segments]")].filter(isShown);
  return rows[rows.indexOf(row) + 1];
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest?.("[data-segments]");
  if (!row || !/^[0-9]$/.test(event.key)) return;
  const radios = [...row.querySelectorAll("input")];
  const graded = radios.filter((radio) => radio.value !== "");
  const radio =
    event.key === "0" ? radios.find((each) => each.value === "") : graded[event.key - 1];
  if (!radio) return;
  event.preventDefault();
  radio.checked = true;
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  const next = nextOf(row);
  if (next) focusOf(next).focus();
  else radio.focus();
});

// A page of rows begins at its first row without a choice, unless something is in question.
const firstOpen = [...document.querySelectorAll(".eye-key [data-segments]")].find(
  (row) => !row.querySelector("input:checked"),
);
if (firstOpen && !document.querySelector("main [aria-invalid='true']")) {
  focusOf(firstOpen).focus({ preventScroll: true });
}
