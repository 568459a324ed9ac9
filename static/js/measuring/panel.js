// The panel beside the frame: which leg and points, where each stands, the angles as they move.

import { find, make, options, refill, SIDES } from "./dom.js";
import { shown } from "./geometry.js";
import { seenIn, valuesOf } from "./values.js";

const EVENTS = {
  initial_contact: "At initial contact",
  midstance: "At midstance",
  toe_off: "At toe-off",
  deepest: "At the deepest point",
};

export class Panel {
  constructor(marking, { metrics, thresholds, incline_pct: inclinePct = 0 }) {
    Object.assign(this, { marking, metrics, inclinePct, clickSd: Number(thresholds.click_sd_px) });
    this.ranges = Object.fromEntries(
      Object.entries(metrics).map(([code, { lowest, highest }]) => [
        code,
        { lowest: Number(lowest), highest: Number(highest) },
      ]),
    );
    for (const button of document.querySelectorAll("[data-side]")) {
      button.addEventListener("click", () => marking.go({ side: button.dataset.side }));
    }
    find("point-set").addEventListener("change", ({ target }) => this.choose(target.value));
    find("gait-event").addEventListener("change", ({ target }) =>
      marking.go({ event: target.value }),
    );
  }

  choose(code) {
    const [event] = this.marking.record.sets.get(code).events;
    this.marking.go({ point_set: code, event });
  }

  // Return the sets that can be placed in a capture, the commonest first.
  setsFor(capture) {
    return [...this.marking.record.sets.values()].filter(
      (set) =>
        set.task === capture.task &&
        set.views.includes(capture.view) &&
        (!set.landmark_sets.length || set.landmark_sets.includes(capture.landmark_set)),
    );
  }

  // The values of the points as they lie now; the server's own where nothing has moved since.
  values() {
    const { step } = this.marking;
    return step ? this.valuesOf(step) : [];
  }

  valuesOf(step) {
    const { captures, sets } = this.marking.record;
    if (step.values.length) return step.values.map((each) => ({ ...each, isRecord: true }));
    const capture = captures.get(step.capture);
    const { metrics } = sets.get(step.point_set);
    return valuesOf(metrics, step.points, seenIn(capture, step.side, this.inclinePct), {
      roll: capture.roll_deg ?? 0,
      clickSd: this.clickSd,
      ranges: this.ranges,
    });
  }

  draw() {
    const { capture, place, set, step } = this.marking;
    find("marking").hidden = !place;
    if (!place) return;
    for (const button of document.querySelectorAll("[data-side]")) {
      button.setAttribute("aria-pressed", String(button.dataset.side === place.side));
    }
    options(
      find("point-set"),
      this.setsFor(capture).map(({ code, name }) => [code, name]),
      set.code,
    );
    options(
      find("gait-event"),
      set.events.map((event) => [event, EVENTS[event]]),
      place.event,
    );
    find("gait-event").hidden = set.events.length < 2;
    this.drawPoints();
    const values = this.values();
    this.drawValues(values);
    const problem = step?.refused || values.find((each) => each.problem)?.message || "";
    const box = find("refused");
    const text = problem && `Not saved. ${problem}`;
    if (box.textContent !== text) box.textContent = text;
    box.hidden = !problem;
  }

  drawPoints() {
    const { set, step, selected, line } = this.marking;
    const list = find("points");
    if (!set.points.length) {
      refill(list, make("li", {}, this.markButton(step)));
      find("hint").textContent =
        "Mark every contact of both feet, one after another; toe-offs too for contact time.";
      return;
    }
    refill(list, ...set.points.map((point, index) => this.pointRow(point, index)));
    const next = set.points[selected];
    const isCopied = step?.unsure.includes(next?.name);
    const copied = "Drag it to where it lies now, or press Enter if it lies right.";
    find("hint").textContent = line ? "" : isCopied ? copied : (next?.hint ?? "");
  }

  markButton(step) {
    const press = () => (step ? this.marking.removeStep(step) : this.marking.mark());
    const words = step ? "Take this mark away" : `Mark it here (Enter)`;
    return make("button", { type: "button", class: "btn btn-primary", onclick: press }, words);
  }

  pointRow({ name, label }, index) {
    const { step, selected, line } = this.marking;
    const at = step?.points[name];
    const state = !at ? "to place" : step.unsure.includes(name) ? "check it" : "placed";
    const kind = { "to place": "open", "check it": "unsure", placed: "placed" }[state];
    const isOn = !line && index === selected;
    return make(
      "li",
      {},
      make(
        "button",
        {
          type: "button",
          class: `point point-${kind}`,
          "aria-current": isOn ? "step" : null,
          onclick: () => this.marking.select(index),
        },
        make("span", { class: "point-mark", "aria-hidden": "true" }),
        make("span", { class: "point-name" }, label),
        make(
          "span",
          { class: "point-state" },
          at ? at.map((part) => part.toFixed(1)).join(", ") : state,
        ),
      ),
    );
  }

  drawValues(values) {
    const side = this.marking.place.side;
    find("values").replaceChildren(
      ...values
        .filter(({ problem }) => !problem)
        .map(({ metric, value, click_sd: error, isRecord }) => {
          const { plain_name: name, unit, mdc } = this.metrics[metric];
          const close = unit === "°" ? "°" : ` ${unit}`;
          const isVague = mdc !== null && error > Number(mdc);
          return make(
            "div",
            { class: "value", "data-metric": metric, "data-record": isRecord ? "yes" : null },
            make("span", { class: "value-name" }, name),
            make("span", { class: "value-number" }, `${shown(value)}${close}`),
            make("span", { class: "value-words" }, this.inWords(metric, value, side)),
            make(
              "span",
              { class: `value-error${isVague ? " value-vague" : ""}` },
              `± ${shown(error ?? 0)}${close}${isVague ? " low precision" : " click"}`,
            ),
          );
        }),
    );
  }

  inWords(metric, value, side) {
    const { positive, negative } = this.metrics[metric];
    const words = Number(shown(value)) === 0 ? "" : value > 0 ? positive : negative;
    const swing = SIDES[side === "L" ? "R" : "L"].toLowerCase();
    return words
      .replace("the swing side", `the ${swing} side`)
      .replace("the stance side", `the ${SIDES[side].toLowerCase()} side`);
  }
}
