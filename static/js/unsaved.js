// What is not saved and lies in this browser for whoever is logged in: said on every page, and
// asked about before a log-out, for the computer may be shared.

import { BrowserStore, CHANGES, SESSIONS, UNFINISHED } from "./browser_store.js";
import { copies, drop, timeOf } from "./draft_copies.js";
import { forgetPages, forgetPagesOfOthers } from "./kept_pages.js";
import { make } from "./measuring/dom.js";

const { account } = document.body.dataset;
const LOG_OUT = 'form[action$="/accounts/logout/"]';
const store = await BrowserStore.open();
const many = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

// Return a row for each page that has something: { words, href, drop }.
async function unsaved() {
  const pages = copies()
    .filter(({ path }) => path !== location.pathname)
    .map((copy) => ({
      words: `${copy.title.split(" · ")[0]}, typed ${timeOf(copy)}`,
      href: copy.path,
      drop: () => drop(copy.key),
    }));
  const [changes, steps, sessions] = await Promise.all(
    [CHANGES, UNFINISHED, SESSIONS].map((name) => store?.ownedBy(account, name) ?? []),
  );
  const measured = [...changes, ...steps];
  const assessments = [...new Set(measured.map((row) => row.assessment))];
  const own = (assessment) => measured.filter((row) => row.assessment === assessment);
  return [
    ...pages,
    ...assessments.map((each) => measuringRow(own(each))),
    ...(sessions.length ? [planRow(sessions)] : []),
  ];
}

function planRow(rows) {
  return {
    words: `My plan: ${many(rows.length, "exercise")} logged`,
    href: rows[0].page,
    drop: () => Promise.all(rows.map((row) => store.remove(SESSIONS, () => row.reference))),
  };
}

function measuringRow(rows) {
  const steps = rows.filter((row) => row.step);
  const changes = rows.filter((row) => !row.step);
  const parts = [
    changes.length && many(changes.length, "change"),
    steps.length && many(steps.length, "unfinished step"),
  ];
  return {
    words: `Measuring: ${parts.filter(Boolean).join(", ")}`,
    href: rows.find((row) => row.page)?.page ?? `/assessments/${rows[0].assessment}/measure/`,
    drop: () =>
      Promise.all(
        rows.map((row) =>
          row.step
            ? store.remove(UNFINISHED, () => row.key)
            : store.remove(CHANGES, () => row.number),
        ),
      ),
  };
}

const press = (kind, text, does) =>
  make("button", { type: "button", class: `btn ${kind}`, onclick: does }, text);

function lineOf(row, line) {
  const throwAway = async () => {
    await row.drop();
    line.remove();
    if (!document.querySelector(".unsaved-rows li")) document.getElementById("unsaved").remove();
  };
  line.append(
    make("a", { href: row.href }, row.words),
    make(
      "details",
      { class: "more" },
      make("summary", {}, "Throw away"),
      make("p", {}, "It is gone for good then."),
      press("btn-danger", "Throw it away", throwAway),
    ),
  );
  return line;
}

function show(rows) {
  const lines = rows.map((row) => lineOf(row, make("li")));
  document
    .getElementById("main")
    .prepend(
      make(
        "section",
        { class: "wrap messages", id: "unsaved", "aria-labelledby": "unsaved-words" },
        make(
          "div",
          { class: "note note-attention" },
          make(
            "div",
            {},
            make("h2", { id: "unsaved-words" }, "Not saved yet, on this computer"),
            make("p", {}, "Open it, and it is sent. Nobody else who logs in here sees it."),
            make("ul", { class: "unsaved-rows" }, ...lines),
          ),
        ),
      ),
    );
}

// Ask what becomes of it. Resolves to “keep”, “throw” or, for staying, nothing.
function askAboutLogOut(rows) {
  const answer = (value, kind, text) => make("button", { value, class: `btn ${kind}` }, text);
  const dialog = make(
    "dialog",
    { class: "dialog", "aria-labelledby": "log-out-words" },
    make("h2", { id: "log-out-words" }, "Not saved yet"),
    make(
      "p",
      {},
      "This lies on this computer alone. Kept, it comes back when you log in here again, and " +
        "nobody else who logs in sees it. What is typed ends after a week.",
    ),
    make("ul", {}, ...rows.map((row) => make("li", {}, row.words))),
    make(
      "form",
      { method: "dialog", class: "actions" },
      answer("keep", "btn-primary", "Keep it and log out"),
      answer("throw", "btn-danger", "Throw it away and log out"),
      answer("", "btn-quiet", "Stay logged in"),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
}

document.addEventListener("submit", async (event) => {
  if (!event.target.matches(LOG_OUT)) return;
  event.preventDefault();
  const rows = await unsaved();
  const answer = rows.length ? await askAboutLogOut(rows) : "keep";
  if (!answer) return;
  if (answer === "throw") await Promise.all(rows.map((row) => row.drop()));
  await forgetPages();
  event.target.submit();
});

await forgetPagesOfOthers(account);
// The plan's page says so itself, of whomever it is, and sends it.
const isToSay = ({ href }) =>
  !document.querySelector("[data-plan]") || href.split("?")[0] !== location.pathname;
const rows = (await unsaved()).filter(isToSay);
if (rows.length) show(rows);
