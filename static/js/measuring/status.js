// The line that says how saving stands, and notes that stay until they are read.

import { find, make, SIDES } from "./dom.js";

const many = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
const KEPT = "kept on this computer";

export function showSending(sending, record) {
  const line = find("sent-state");
  let wasUsed = false;
  const show = () => {
    const unfinished = record.unfinished.length;
    wasUsed ||= sending.waiting.length > 0;
    const [text, tone] = words(sending, unfinished, wasUsed);
    if (line.textContent !== text) line.textContent = text;
    line.dataset.tone = tone;
    find("unsaved-show").hidden = tone === "good" || tone === "busy";
  };
  sending.addEventListener("state", show);
  record.addEventListener("change", show);
  show();
  addEventListener("beforeunload", (event) => {
    const isLost = !sending.store && sending.waiting.length + record.unfinished.length > 0;
    if (isLost || (sending.unsent.length && sending.state !== "closed")) event.preventDefault();
  });
}

function words(sending, unfinished, wasUsed) {
  const { unsent, stuck, state } = sending;
  const kept = sending.store ? KEPT : "in this page alone: leave it open";
  const changes = many(unsent.length, "change");
  const parts = [];
  if (state === "closed" && unsent.length) parts.push(`${changes} not saved: this was signed`);
  else if (state === "logged_out" && unsent.length) {
    parts.push(`${changes} not saved, ${kept}. Log in again in another tab`);
  } else if (state === "other_account" && unsent.length) {
    parts.push(`${changes} not saved, ${kept} for you: somebody else is logged in`);
  } else if (state === "offline" && unsent.length) {
    parts.push(`${changes} not saved, ${kept}: no answer from the server`);
  } else if (state === "held" && unsent.length) {
    parts.push(`${changes} not saved, ${kept}: ${sending.reason}`);
  }
  const isTaken = state === "idle" || state === "sending";
  if (isTaken && unsent.length) parts.push(`Saving ${changes} …`);
  if (stuck.length) parts.push(`${many(stuck.length, "change")} refused, ${kept}`);
  if (unfinished) parts.push(`${many(unfinished, "step")} unfinished, not saved`);
  const isBad = stuck.length > 0 || (unsent.length > 0 && !isTaken);
  const tone = isBad ? "bad" : unfinished ? "open" : "busy";
  if (parts.length) return [parts.join("; "), tone];
  return [wasUsed ? "Everything is saved" : "Nothing to save yet", "good"];
}

export function showNote(text) {
  const box = find("notes");
  if ([...box.querySelectorAll("p")].some((each) => each.textContent === text)) return;
  const close = make(
    "button",
    {
      type: "button",
      class: "row-remove",
      "aria-label": "Put this note away",
      onclick: () => line.remove(),
    },
    "×",
  );
  const line = make("div", { class: "note note-attention" }, make("p", {}, text), close);
  box.append(line);
}

// Tell a screen reader what has just happened on the frame.
export function say(text) {
  find("said").textContent = text;
}

const WHOSE = { title: "Changed elsewhere", mine: "Keep mine", theirs: "Keep theirs" };
const WORDS = {
  removed: { mine: "Add it again", theirs: "Leave it out" },
  points: {
    title: "One point, two places",
    mine: "Use the new place for all",
    theirs: "Use the place that stands",
  },
};

// One thing is said in two ways: ask which stays. Resolves to “mine” or “theirs”, or to nothing
// where the question was put away.
export function askWhose(conflict) {
  const dialog = find("conflict");
  const words = { ...WHOSE, ...WORDS[conflict.kind] };
  find("conflict-title").textContent = words.title;
  find("conflict-mine").textContent = words.mine;
  find("conflict-theirs").textContent = words.theirs;
  find("conflict-text").textContent = conflict.text ?? whereOf(conflict.step);
  find("conflict-both").replaceChildren(...sidesOf(conflict));
  // Escape chooses nothing: it leaves two places of a point as they are, not saved, and else the
  // question open.
  dialog.oncancel = conflict.kind === "points" ? null : (event) => event.preventDefault();
  return answerOf(dialog);
}

// Ask before a clip goes, with all that goes with it. Resolves to true for “Remove it”.
export function askToRemove(clip, steps) {
  const measured = steps ? `, and with it ${many(steps, "step")}` : "";
  find("remove-text").textContent = `“${clip}” is taken out of this assessment${measured}.`;
  return answerOf(find("remove")).then((answer) => answer === "remove");
}

function answerOf(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}

const whereOf = ({ frame_number: frame, side }) =>
  `On frame ${frame}, ${SIDES[side].toLowerCase()} leg, two sets have the same point ` +
  "in different places. A frame has one place for it, and one value. Which one holds?";

function sidesOf({ kind, step, theirs, mine, beside }) {
  if (kind === "points") {
    const [placed, ...standing] = beside;
    return [
      column(`New: ${placed.title}`, placed.lines),
      ...standing.map(({ title, lines }) => column(`Standing: ${title}`, lines)),
    ];
  }
  if (kind === "step") return [column("Mine", pointsOf(step)), column("Theirs", pointsOf(theirs))];
  if (kind === "capture")
    return [column("Mine", declared(mine)), column("Theirs", declared(theirs))];
  return [];
}

const column = (title, lines) =>
  make("div", {}, make("h3", {}, title), ...lines.map((line) => make("p", {}, line)));

const pointsOf = ({ points }) =>
  Object.entries(points).map(
    ([name, at]) => `${name.replaceAll("_", " ")}: ${at.map((part) => part.toFixed(1)).join(", ")}`,
  );

const declared = ({
  view,
  state,
  mirrored,
  landmark_set: landmark,
  capture_fps: rate,
  horizon,
}) => [
  [state, view, landmark].join(", ").replaceAll("_", " "),
  `${mirrored ? "mirrored" : "not mirrored"}, ${rate ?? "no"} frames a second`,
  horizon ? "level line set" : "no level line",
];
