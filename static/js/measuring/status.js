// The line that says how saving stands, and notes that stay until they are read.

import { find, make } from "./dom.js";

const count = (changes) => (changes === 1 ? "1 change" : `${changes} changes`);

export function showSending(sending) {
  const line = find("sent-state");
  let wasUsed = false;
  sending.addEventListener("state", () => {
    const waiting = sending.waiting.length;
    wasUsed ||= waiting > 0;
    const [text, tone] = words(sending.state, waiting, wasUsed);
    if (line.textContent !== text) line.textContent = text;
    line.dataset.tone = tone;
  });
  addEventListener("beforeunload", (event) => {
    if (sending.waiting.length && sending.state !== "closed") event.preventDefault();
  });
}

function words(state, waiting, wasUsed) {
  if (state === "closed") return ["This assessment was closed: nothing more is saved.", "bad"];
  if (!waiting) return [wasUsed ? "Everything is saved" : "Nothing to save yet", "good"];
  if (state === "logged_out") {
    return [
      `${count(waiting)} kept on this computer. Log in again in another tab; nothing is lost.`,
      "bad",
    ];
  }
  if (state === "offline") {
    return [`${count(waiting)} kept on this computer, sent when the network is back`, "bad"];
  }
  return [`Saving ${count(waiting)} …`, "busy"];
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

// Two people changed one thing: ask whose stays. Resolves to true for theirs.
export function askWhose(conflict) {
  const dialog = find("conflict");
  find("conflict-text").textContent = conflict.text;
  find("conflict-mine").textContent = conflict.kind === "removed" ? "Add it again" : "Keep mine";
  find("conflict-theirs").textContent =
    conflict.kind === "removed" ? "Leave it out" : "Keep theirs";
  find("conflict-both").replaceChildren(...sidesOf(conflict));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue !== "mine"), { once: true });
  });
}

function sidesOf({ kind, step, theirs, mine }) {
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
