// Counts a hold or a rest down. What is left is read from the clock, never counted in ticks; the
// tones are placed when it starts, so that they come in time on a phone that saves its battery.
import { clock, tone, wake } from "./sound.js";

const TICK_MS = 200;
const LAST_S = [3, 2, 1]; // seconds before the end that sound softly

let running = null;

// Return the whole seconds that are left, as a person counts: 1 until the very end.
export const secondsLeft = (endsAt, now) => Math.max(0, Math.ceil((endsAt - now) / 1000));

class Timer {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.buttons = [...root.querySelectorAll("[data-seconds]")];
    for (const button of this.buttons) {
      button.addEventListener("click", () => this.start(button.dataset));
    }
    this.part("stop").addEventListener("click", () => this.end("Stopped."));
    root.hidden = false;
  }

  start({ seconds, word }) {
    running?.end("Stopped.");
    running = this;
    wake();
    const length = Number(seconds);
    const end = clock() + length;
    this.tones = LAST_S.filter((left) => left < length).map((left) => tone(end - left));
    this.tones.push(tone(end, { pitch: 1175, length: 0.5 }));
    this.endsAt = performance.now() + 1000 * length;
    this.word = word;
    this.ticks = setInterval(() => this.tick(), TICK_MS);
    this.show(true);
    this.say(`${word}: ${seconds} seconds.`);
    this.tick();
  }

  tick() {
    const left = secondsLeft(this.endsAt, performance.now());
    this.part("digits").textContent = `${left} s`;
    if (left === 0) this.end(`${this.word}: done.`, false);
  }

  end(said, isSilenced = true) {
    clearInterval(this.ticks);
    if (isSilenced) for (const each of this.tones) each.stop();
    running = null;
    this.show(false);
    this.part("digits").textContent = "";
    this.say(said);
  }

  show(isOn) {
    this.root.toggleAttribute("data-running", isOn);
    const stop = this.part("stop");
    for (const button of this.buttons) button.hidden = isOn;
    stop.hidden = !isOn;
    if (isOn) stop.focus();
    else if (document.activeElement === stop || document.activeElement === document.body) {
      this.buttons[0].focus({ preventScroll: true });
    }
  }

  say(text) {
    this.part("said").textContent = text;
  }
}

export function startTimers() {
  for (const root of document.querySelectorAll("[data-timer]")) new Timer(root);
}
