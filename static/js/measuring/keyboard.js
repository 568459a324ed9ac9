// Every key of the screen. Letters work wherever nobody types, or, where somebody wants that, on
// the frame alone, as arrows and Tab do: who speaks to the computer presses no key by accident.

import { find } from "./dom.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ON_FRAME_ALONE = "measuring-keys-on-frame-alone";
const TYPED = "input:not([type=range]):not([type=checkbox]), select, textarea, [contenteditable]";

const stepOf = (event) => {
  if (event.altKey) return 0.1;
  if (event.ctrlKey || event.metaKey) return 50;
  return event.shiftKey ? 10 : 1;
};

// `act(name)` does what a button does; `hands` moves the point or the crosshair.
export function listen(stage, act, hands) {
  const alone = find("keys-on-frame");
  alone.checked = localStorage.getItem(ON_FRAME_ALONE) === "yes";
  alone.addEventListener("change", () =>
    localStorage.setItem(ON_FRAME_ALONE, alone.checked ? "yes" : ""),
  );
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.target.closest?.(TYPED)) return;
    const isOnStage = event.target === stage.element;
    if (isOnStage && onStage(event)) return event.preventDefault();
    const isButton = event.target.closest?.("button, a, [role=tab]");
    if (anywhere(event, isButton)) event.preventDefault();
    return undefined;
  });
  document.addEventListener("keyup", ({ key }) => {
    if (key === " ") stage.isPanning = false;
  });

  function onStage(event) {
    const arrow = ARROWS[event.key];
    if (arrow) {
      const by = stepOf(event);
      hands.nudge(arrow[0] * by, arrow[1] * by);
      return true;
    }
    if (event.key === "Tab" && !event.ctrlKey && !event.altKey) {
      return hands.turn(event.shiftKey ? -1 : 1);
    }
    if (event.key === "Enter") {
      hands.enter();
      return true;
    }
    if (event.key === " ") {
      stage.isPanning = true;
      return true;
    }
    return false;
  }

  function anywhere(event, isButton) {
    if (event.key === " " || event.key === "Enter") return false;
    const isCommand = event.ctrlKey || event.metaKey;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (isCommand && key === "z") return act(event.shiftKey ? "redo" : "undo");
    if (isCommand && key === "y") return act("redo");
    if (isCommand || event.altKey) return false;
    if (key.length === 1 && alone.checked && event.target !== stage.element) return false;
    if (isButton && key === "Delete") return false;
    return act(KEYS[key]);
  }
}

const KEYS = {
  "[": "back",
  "]": "on",
  "{": "back10",
  "}": "on10",
  ",": "back",
  ".": "on",
  z: "undo",
  y: "redo",
  c: "carry",
  n: "next",
  l: "left",
  r: "right",
  "+": "in",
  "=": "in",
  "-": "out",
  "−": "out",
  0: "fit",
  Delete: "remove",
  "?": "keys",
};
