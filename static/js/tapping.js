// The step rate, tapped in step with the runner. The moments of the taps are sent along: the server
// computes the rate from them, and what is shown here is a preview.
const FEWEST = 20;
const MOST = 400;
const DOUBLE_MS = 150; // faster than any runner: one contact that fired twice
const PAUSE_MS = 2000; // slower than any runner: a new count
const UNEVEN = 1.6; // times the usual interval: one contact was missed

class Pad {
  constructor(root) {
    const field = (part) => document.getElementById(`id_${root.dataset.tapPad}_${part}`);
    this.fields = { spm: field("spm"), contacts: field("contacts"), method: field("method") };
    this.taps = field("taps");
    this.button = root.querySelector("[data-tap-button]");
    this.rate = root.querySelector("[data-tap-rate]");
    this.said = root.querySelector("[data-tap-said]");
    this.moments = [];
    this.listen();
    root.hidden = false;
  }

  listen() {
    const { button } = this;
    button.addEventListener("pointerdown", (event) => {
      if (event.button === 0) this.tap(event.timeStamp);
    });
    button.addEventListener("keydown", (event) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isPlain || !["t", "T", " ", "Enter"].includes(event.key)) return;
      event.preventDefault();
      if (!event.repeat) this.tap(event.timeStamp);
    });
    // A press of the space bar would click once more as it is let go.
    button.addEventListener("keyup", (event) => event.key === " " && event.preventDefault());
    // What is typed by hand is not tapped any more.
    for (const each of Object.values(this.fields)) {
      each.addEventListener("input", () => {
        this.taps.value = "";
        this.moments = [];
        this.rate.textContent = "–";
      });
    }
  }

  tap(moment) {
    const last = this.moments.at(-1);
    if (last !== undefined && moment - last < DOUBLE_MS) return;
    if (last !== undefined && moment - last > PAUSE_MS) this.moments = [];
    if (this.moments.length >= MOST) return;
    this.moments.push(moment);
    this.show();
    if (this.moments.length >= FEWEST) this.record();
  }

  spm() {
    const { moments } = this;
    return (60_000 * (moments.length - 1)) / (moments.at(-1) - moments[0]);
  }

  show() {
    const count = this.moments.length;
    this.rate.textContent = count > 3 ? String(Math.round(this.spm())) : "–";
    if (count < FEWEST) {
      // A word at the start and one at the end: read aloud at each tap it would drown the steps.
      if (count === 1) this.said.textContent = `Counting: go on to ${FEWEST} contacts or more.`;
    } else {
      const missed = this.isUneven()
        ? " The taps were uneven: one may be missing. Tap again to be sure."
        : "";
      this.said.textContent = `${count} contacts counted.${missed}`;
    }
    this.button.style.setProperty("--tapped", String(Math.min(count / FEWEST, 1)));
  }

  isUneven() {
    const apart = this.moments.slice(1).map((moment, at) => moment - this.moments[at]);
    const usual = [...apart].sort((one, other) => one - other)[Math.floor(apart.length / 2)];
    return Math.max(...apart) > UNEVEN * usual;
  }

  record() {
    const [first] = this.moments;
    this.fields.spm.value = this.spm().toFixed(1);
    this.fields.contacts.value = String(this.moments.length);
    this.fields.method.value = "visual";
    this.taps.value = this.moments.map((moment) => Math.round(moment - first)).join(" ");
    this.taps.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

for (const root of document.querySelectorAll("[data-tap-pad]")) new Pad(root);
