// A metronome at one's own step rate and a little more, a beat for each step of either foot. Beats
// are placed ahead of time, further than a browser makes the timers of a hidden page wait, so that
// it goes on while one runs and the screen is off.
import { clock, tone, wake } from "./sound.js";

const LOOK_MS = 250;
const AHEAD_S = 2.5;
const LEAD_S = 0.1;

// Return the beats from a first one on that come before `until`, in seconds, and the next after.
export function beatsBefore(first, until, stepsPerMinute) {
  const apart = 60 / stepsPerMinute;
  const beats = [];
  let next = first;
  for (; next < until; next += apart) beats.push(next);
  return { beats, next };
}

class Metronome {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.rate = Number(root.dataset.slowest);
    this.part("toggle").addEventListener("click", () => (this.look ? this.stop() : this.start()));
    this.part("rate")?.addEventListener("input", (event) => this.set(Number(event.target.value)));
    root.hidden = false;
  }

  set(rate) {
    this.rate = rate;
    this.part("digits").textContent = String(rate);
    if (this.look) this.begin();
  }

  start() {
    wake();
    this.look = setInterval(() => this.place(), LOOK_MS);
    this.begin();
    this.show("Stop the metronome", `Metronome at ${this.rate} steps a minute.`);
  }

  begin() {
    this.hush();
    this.next = clock() + LEAD_S;
    this.place();
  }

  place() {
    const { beats, next } = beatsBefore(this.next, clock() + AHEAD_S, this.rate);
    this.placed = [...this.placed.slice(-20), ...beats.map((at) => tone(at, { pitch: 1000 }))];
    this.next = next;
  }

  placed = [];

  hush() {
    for (const beat of this.placed) beat.stop();
    this.placed = [];
  }

  stop() {
    clearInterval(this.look);
    this.look = null;
    this.hush();
    this.show("Start the metronome", "Stopped.");
  }

  show(word, said) {
    this.root.toggleAttribute("data-running", Boolean(this.look));
    this.part("word").textContent = word;
    this.part("said").textContent = said;
  }
}

export function startMetronomes() {
  for (const root of document.querySelectorAll("[data-metronome]")) new Metronome(root);
}
