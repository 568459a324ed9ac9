// A stopwatch beside each field of seconds. Elapsed time is read from the clock, never counted in
// ticks, so it is right though the tab sleeps. The field is the record; the watch only fills it.
const TICK_MS = 100;
const KEPT_AS = "timer-sound";
const soundBox = document.querySelector("[data-timer-sound]");
let running = null;
let audio = null;

const wantsSound = () => soundBox?.querySelector("input").checked;

const beep = () => {
  if (!audio || !wantsSound()) return;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0.2, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
  tone.frequency.value = 880;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.4);
};

class Watch {
  constructor(root) {
    this.field = document.getElementById(root.dataset.timer);
    this.limit = Number(root.dataset.limit);
    this.part = (name) => root.querySelector(`[data-timer-${name}]`);
    this.toggle = this.part("toggle");
    this.cancelButton = this.part("cancel");
    this.toggle.addEventListener("click", () => (running === this ? this.stop() : this.start()));
    this.cancelButton.addEventListener("click", () => this.cancel());
    this.part("zero")?.addEventListener("click", () => this.record(0, "Recorded as 0 s."));
    this.field.addEventListener("input", () => running !== this && this.show());
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && running === this) this.cancel();
    });
    root.hidden = false;
    this.show();
  }

  seconds() {
    return Math.min((performance.now() - this.startedAt) / 1000, this.limit);
  }

  // The seconds shown: of the run that is on, or those in the field.
  show(seconds = Number(this.field.value) || 0) {
    this.part("digits").textContent = String(Math.floor(seconds));
    this.part("bar").style.setProperty("transform", `scaleX(${Math.min(seconds / this.limit, 1)})`);
  }

  say(text) {
    this.part("said").textContent = text;
  }

  start() {
    if (wantsSound()) {
      audio ??= new AudioContext(); // a press has to make it, or the browser keeps it silent
      audio.resume();
    }
    running = this;
    this.startedAt = performance.now();
    this.ticks = setInterval(() => this.tick(), TICK_MS);
    this.showRunning(true);
    this.say(`Running. It stops by itself at ${this.limit} s.`);
    this.show(0);
  }

  tick() {
    const seconds = this.seconds();
    this.show(seconds);
    if (seconds >= this.limit) {
      this.finish();
      this.record(this.limit, `Held ${this.limit} s.`);
      beep();
    }
  }

  stop() {
    const seconds = this.seconds();
    if (seconds >= this.limit) return this.tick();
    this.finish();
    const whole = Math.max(1, Math.floor(seconds)); // 0 is for what was never held
    return this.record(whole, `Stopped at ${whole} s.`);
  }

  cancel() {
    this.finish();
    this.show();
    this.say("Cancelled. Nothing was recorded.");
    this.toggle.focus();
  }

  finish() {
    clearInterval(this.ticks);
    running = null;
    this.showRunning(false);
  }

  showRunning(isOn) {
    this.part("word").textContent = isOn ? "Stop" : "Start";
    this.cancelButton.hidden = !isOn;
    for (const watch of watches) {
      watch.toggle.disabled = isOn && watch !== this;
      const zero = watch.part("zero");
      if (zero) zero.disabled = isOn;
    }
  }

  record(seconds, said) {
    this.field.value = String(seconds);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.show();
    this.say(said);
  }
}

const watches = [...document.querySelectorAll("[data-timer]")].map((root) => new Watch(root));

if (soundBox) {
  const box = soundBox.querySelector("input");
  box.checked = localStorage.getItem(KEPT_AS) === "on";
  box.addEventListener("change", () => localStorage.setItem(KEPT_AS, box.checked ? "on" : "off"));
  soundBox.hidden = false;
}
