// A page that is kept as it is typed. Each change is copied in this browser at once, sent a moment
// later and when the page is left, and sent before “Save” goes through: a page leaves for the next
// only when the server has what was typed. The copy ends when it has; else it comes back with the
// page. The line beside the button says how that stands.

import { copies, drop, keep, keyOf, timeOf } from "./draft_copies.js";
import { make } from "./measuring/dom.js";

const SOON_MS = 1000;
const AGAIN_MS = 15_000;
const LONGEST_MS = 20_000;
const OWN = ["csrfmiddlewaretoken", "page", "revision", "submission"]; // not typed by anybody
const FAILED = {
  away: "Not saved yet: no answer from the server. It is tried again by itself.",
  log_in:
    "Not saved: you were logged out. Log in in another tab, then go on: nothing here is lost.",
  other_account:
    "Not saved: somebody else is logged in on this computer. Log in again in another tab, then " +
    "go on here; nothing here is lost.",
  reason: "Not saved: this file asks for your reason again. Give it in another tab, then type on.",
  refused: "Not saved: the server refused this page as it stands. Nothing here is lost.",
};

const form = document.querySelector("[data-draft-form]");
const line = document.getElementById("draft-state");
const { draftUrl } = form.dataset; // none where nothing is to be kept before it is sent
const path = location.pathname;
const account = document.body.dataset.account ?? "";
const pageOf = () => (form.elements.page ?? form.elements.submission).value;
let typed = 0; // how often something was typed, and up to where the server has it
let taken = 0;
let last = Promise.resolve();
let timer = 0;
let isGoing = false;
let isLetGo = false;

// After a log-in in another tab the form's token is old; the cookie has the new one.
function renewToken() {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  if (token) form.elements.csrfmiddlewaretoken.value = token[1];
  return form.elements.csrfmiddlewaretoken.value;
}

const fieldsNow = () => [...new FormData(form)].filter(([name]) => name !== OWN[0]);

function say(text) {
  line.textContent = text;
}

function noteTyped() {
  if (!draftUrl) return;
  typed += 1;
  keep({ path, page: pageOf(), title: document.title, fields: fieldsNow() });
  sendSoon(SOON_MS);
}

function sendSoon(ms) {
  clearTimeout(timer);
  timer = setTimeout(() => send(), ms);
}

function ask(submitter, options = {}) {
  const token = renewToken();
  const headers = { "X-CSRFToken": token };
  if (account) headers["X-Account"] = account;
  return fetch(draftUrl, {
    method: "POST",
    body: new URLSearchParams(new FormData(form, submitter)),
    headers,
    redirect: "manual",
    ...options,
  });
}

// Send what stands here after what is still on its way; resolve to how it went.
function send(submitter) {
  clearTimeout(timer);
  last = last.then(() => sendNow(submitter));
  return last;
}

async function sendNow(submitter) {
  const version = typed;
  let outcome = "away";
  try {
    const answer = await ask(submitter, { signal: AbortSignal.timeout(LONGEST_MS) });
    outcome = await outcomeOf(answer);
    if (outcome === "kept" || outcome === "conflict") line.innerHTML = await answer.text();
  } catch {
    outcome = "away";
  }
  if (outcome === "kept") {
    taken = version;
    if (typed === version) drop(keyOf(path, pageOf()));
  } else if (outcome !== "conflict") {
    say(FAILED[outcome]);
    if (outcome === "away" && typed !== taken) sendSoon(AGAIN_MS);
  }
  return outcome;
}

async function outcomeOf(answer) {
  if (answer.ok) return "kept";
  if (answer.type === "opaqueredirect") return "log_in";
  if (answer.status === 401) return (await answer.json()).code;
  if (answer.status === 409) return "conflict";
  if (answer.status === 403) return "reason";
  return answer.status === 429 || answer.status >= 500 ? "away" : "refused";
}

// --- a page that is opened again ------------------------------------------------------------

const textOf = (fields) => JSON.stringify(fields.filter(([name]) => !OWN.includes(name)).sort());

function restore() {
  const shown = textOf(fieldsNow());
  const left = copies(path).filter((copy) => {
    const isHere = textOf(copy.fields) === shown;
    if (isHere) drop(copy.key);
    return !isHere;
  });
  if (!left.length) return;
  fill(left[0].fields);
  drop(left[0].key);
  const when = timeOf(left[0]);
  const word = `What you typed here (${when}) had not been saved. It is back as you left it.`;
  const note = make("div", { class: "note", role: "status" }, make("div", {}, make("p", {}, word)));
  form.prepend(note);
  noteTyped();
}

// The page's own marks come back too: so the server knows which page had begun with what.
function fill(fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || field.name === OWN[0] || ["submit", "button"].includes(field.type)) continue;
    const own = values.get(field.name) ?? [];
    const what = field.type === "radio" || field.type === "checkbox" ? "checked" : "value";
    const before = field[what];
    if (what === "checked") field.checked = own.includes(field.value);
    else if (own.length) field.value = own.shift();
    if (field[what] === before || field.type === "hidden") continue;
    for (let part = field.closest("details"); part; part = part.parentElement.closest("details")) {
      part.open = true;
    }
  }
}

// --- what happens --------------------------------------------------------------------------------

form.addEventListener("input", noteTyped);

form.addEventListener("submit", async (event) => {
  renewToken();
  if (isLetGo || !draftUrl) return;
  event.preventDefault();
  if (isGoing) return;
  isGoing = true;
  say("Saving …");
  let outcome = await send(event.submitter);
  while (outcome === "kept" && typed !== taken) outcome = await send(event.submitter); // typed on
  isGoing = false;
  if (outcome !== "kept" && outcome !== "conflict") return;
  isLetGo = true;
  form.requestSubmit(event.submitter);
});

addEventListener("pagehide", () => {
  if (isLetGo || typed === taken) return;
  ask(undefined, { keepalive: true }).catch(() => {});
});
addEventListener("pageshow", () => {
  isLetGo = false;
});
for (const back of ["online", "focus"]) {
  addEventListener(back, () => typed !== taken && !isGoing && send());
}
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-leave-mine]")) drop(keyOf(path, pageOf()));
});
// The previews of a page are asked by htmx: with the token that holds now.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = renewToken();
  event.detail.parameters.set(OWN[0], renewToken());
});

if (draftUrl && !("cameBack" in form.dataset)) restore();
