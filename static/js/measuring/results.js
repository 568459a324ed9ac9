// What was measured so far: the steps of this clip by leg, and all means, fresh and end of run.

import { find, make, refill, SIDES, sideMark } from "./dom.js";
import { shown } from "./geometry.js";

const STATES = { fresh: "Fresh", end_of_run: "End of run", none: "Not running" };

export class Results {
  constructor(marking, { metrics, thresholds }, { onGo }) {
    Object.assign(this, { marking, metrics, onGo, stable: Number(thresholds.stable_steps) });
    this.tabs = [find("tab-steps"), find("tab-summary")];
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => this.show(tab));
      tab.addEventListener("keydown", ({ key }) => {
        if (key !== "ArrowLeft" && key !== "ArrowRight") return;
        const other = this.tabs.find((each) => each !== tab);
        this.show(other);
        other.focus();
      });
    }
  }

  show(tab) {
    for (const each of this.tabs) {
      each.setAttribute("aria-selected", String(each === tab));
      each.tabIndex = each === tab ? 0 : -1;
      find(each.getAttribute("aria-controls")).hidden = each !== tab;
    }
  }

  draw() {
    const { place } = this.marking;
    const { summary } = this.marking.record;
    find("results").hidden = !place && !summary.length;
    find("tab-steps").hidden = !place;
    if (place && !this.hadPlace) this.show(find("tab-steps"));
    this.hadPlace = Boolean(place);
    if (place) refill(find("steps"), ...["L", "R"].map((side) => this.leg(side)));
    else this.show(find("tab-summary"));
    refill(find("summary"), ...this.all(summary));
  }

  rowsOf(metric, side, state) {
    return this.marking.record.summary.filter(
      (row) => row.metric === metric && (row.side || "") === side && row.state === state,
    );
  }

  // --- the steps of one leg ---------------------------------------------------------------------

  leg(side) {
    const { place, capture, set, record } = this.marking;
    const steps = record.stepsOf(place.capture, set.code).filter((step) => step.side === side);
    const stored = steps.filter((step) => step.stored).length;
    const means = set.metrics.flatMap((metric) => this.rowsOf(metric, side, capture.state));
    const warnings = [...new Set(means.flatMap((row) => row.warnings))];
    return make(
      "section",
      { class: "leg", "aria-label": `${SIDES[side]} leg`, "data-leg": side },
      make(
        "h3",
        {},
        sideMark(side),
        ` ${SIDES[side]} leg `,
        make(
          "span",
          { class: "leg-count" },
          set.points.length ? `${stored} of ${this.stable}` : `${stored}`,
        ),
      ),
      this.progress(stored, set),
      steps.length
        ? this.table(steps, set, means)
        : make("p", { class: "soft small" }, "No step yet."),
      ...warnings.map((text) => make("p", { class: "leg-warning" }, text)),
    );
  }

  progress(stored, set) {
    if (!set.points.length) return null;
    return make("progress", {
      class: "leg-progress",
      max: this.stable,
      value: Math.min(stored, this.stable),
      "aria-label": "Steps measured",
    });
  }

  table(steps, set, means) {
    const metrics = set.metrics.filter((code) => steps.some((step) => this.valueIn(step, code)));
    const mean = (code) => means.find((row) => row.metric === code)?.text ?? "";
    return make(
      "table",
      { class: "step-table" },
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          make("th", { scope: "col" }, "Frame"),
          ...metrics.map((code) => make("th", { scope: "col" }, this.metrics[code].plain_name)),
          make("td", {}),
        ),
      ),
      make("tbody", {}, ...steps.map((step) => this.row(step, metrics))),
      metrics.length && means.length
        ? make(
            "tfoot",
            {},
            make(
              "tr",
              {},
              make("th", { scope: "row" }, "Mean ± SD"),
              ...metrics.map((code) => make("td", {}, mean(code))),
              make("td", {}),
            ),
          )
        : null,
    );
  }

  valueIn(step, code) {
    return step.values.find((each) => each.metric === code && each.value !== null);
  }

  row(step, metrics) {
    const isHere = step === this.marking.step;
    const frame = `Frame ${step.frame_number}`;
    return make(
      "tr",
      { "aria-current": isHere ? "true" : null, "data-frame": step.frame_number },
      make(
        "th",
        { scope: "row" },
        make(
          "button",
          {
            type: "button",
            class: "row-go",
            "aria-label": `Go to frame ${step.frame_number}`,
            onclick: () => this.onGo(step),
          },
          String(step.frame_number),
        ),
      ),
      ...metrics.map((code) => {
        const value = this.valueIn(step, code);
        return make("td", {}, value ? shown(value.value) : "–");
      }),
      make(
        "td",
        { class: "row-end" },
        step.stored
          ? null
          : make("span", { class: "row-open" }, step.refused ? "not saved" : "unfinished"),
        make(
          "button",
          {
            type: "button",
            class: "row-remove",
            "aria-label": `Remove the step on ${frame.toLowerCase()}`,
            title: "Remove",
            onclick: () => this.marking.removeStep(step),
          },
          "×",
        ),
      ),
    );
  }

  // --- all means --------------------------------------------------------------------------------

  all(summary) {
    if (!summary.length)
      return [make("p", { class: "soft small" }, "Means appear with the first step.")];
    const metrics = [...new Set(summary.map((row) => row.metric))];
    const means = metrics.map((code) => {
      const rows = summary.filter((row) => row.metric === code);
      const states = Object.keys(STATES).filter((state) => rows.some((row) => row.state === state));
      return make(
        "section",
        { class: "mean", "data-metric": code },
        make("h3", {}, this.metrics[code]?.plain_name ?? code),
        make(
          "div",
          { class: "mean-states" },
          ...states.map((state) =>
            this.stateOf(
              rows.filter((row) => row.state === state),
              state,
            ),
          ),
        ),
      );
    });
    return [make("p", { class: "soft small" }, "Mean ± SD of the steps, and how many."), ...means];
  }

  stateOf(rows, state) {
    const warnings = [...new Set(rows.flatMap((row) => row.warnings))];
    return make(
      "div",
      {},
      make("h4", {}, STATES[state]),
      ...rows.map((row) =>
        make(
          "p",
          { class: "mean-row" },
          row.side ? sideMark(row.side) : null,
          make("span", {}, row.text),
        ),
      ),
      ...warnings.map((text) => make("p", { class: "leg-warning" }, text)),
    );
  }
}
