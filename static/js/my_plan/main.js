// The plan's page with a script: the timer, the metronome, and what is logged without a network.
import { make } from "../measuring/dom.js";
import { arrange, isOfToday, today } from "./days.js";
import { keepForLater } from "./keeping.js";
import { Card } from "./logging.js";
import { startMetronomes } from "./metronome.js";
import { Queue, SENT } from "./queue.js";
import { startTimers } from "./timer.js";
import { sayWaiting } from "./waiting.js";

const AGAIN_MS = 30_000;
const root = document.querySelector("[data-plan]");
const { logUrl, workerUrl, logInUrl, person } = root.dataset;
const place = document.getElementById("not-sent");
const queue = await Queue.open(document.body.dataset.account, logUrl);
const cards = [];

async function throwAway(reference) {
  await queue.remove(reference);
  await show();
}

async function show() {
  const rows = await queue.rows();
  sayWaiting(place, rows, queue.stop, { logInUrl, throwAway });
  const waits = rows.filter((row) => !row.refused);
  for (const card of cards) {
    const row = waits.find((each) => cardOf(each) === card);
    if (row || card.root.querySelector("[data-waits]")) card.showWaiting(row);
  }
}

// What the server has by now stands on its page: that is opened anew, unless something is typed
// into another card, or a timer runs.
async function onChange(...outcomes) {
  await show();
  const sent = outcomes.filter((outcome) => outcome?.became === SENT);
  if (!sent.length) return;
  if (mayReload()) {
    location.reload();
    return;
  }
  for (const { row } of sent) cardOf(row)?.showSent(row);
}

// What waits is the account's, which may look after several: a card is one person's, of one day.
const cardOf = (row) =>
  row.person === person &&
  row.session.done_on === today().day &&
  cards.find((card) => card.root.dataset.card === row.session.exercise);

const mayReload = () =>
  !cards.some((card) => card.isTouched()) && !root.querySelector("[data-running]");

async function sendAgain() {
  if (!(await queue.rows()).length) return;
  await onChange(...Object.values(await queue.send()));
}

// A page that was left open over night shows the new day.
async function keepToDay() {
  if (document.hidden || isOfToday()) return;
  if (mayReload()) {
    location.reload();
    return;
  }
  turnToDay();
  if (queue) await show();
}

function turnToDay() {
  const touched = cards.filter((card) => card.isTouched());
  const left = touched.map((card) => card.root);
  arrange(root, left);
  for (const card of cards) if (!touched.includes(card)) card.begin();
}

// What only the server can do says so, in place of a browser's page of an error.
function needNetwork(event) {
  const form = event.target;
  if (navigator.onLine || form.matches("[data-log]")) return;
  event.preventDefault();
  form.querySelector("[data-needs-network]")?.remove();
  const words = "This needs the network. Please press again once there is one.";
  const attributes = { class: "invalid-feedback d-block", role: "alert" };
  form.append(make("p", { ...attributes, "data-needs-network": true }, words));
}

startTimers();
startMetronomes();
root.addEventListener("submit", needNetwork);
if (!isOfToday()) turnToDay();
document.addEventListener("visibilitychange", keepToDay);
if (queue) {
  for (const each of root.querySelectorAll("[data-card]:has([data-log])")) {
    cards.push(new Card(each, queue, onChange));
  }
  await show();
  await sendAgain();
  window.addEventListener("online", sendAgain);
  setInterval(sendAgain, AGAIN_MS);
}
await keepForLater(workerUrl);
