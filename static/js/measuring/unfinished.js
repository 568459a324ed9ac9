// Steps that are not all placed, or make no value: they are not sent, and survive a reload here.

import { UNFINISHED } from "../browser_store.js";

export class Unfinished {
  constructor(record, { store, account, assessment }) {
    Object.assign(this, { record, store, account, assessment });
    this.kept = new Map(); // what the store has of each step, by its reference
  }

  async open() {
    const own = (await this.store?.ownedBy(this.account, UNFINISHED)) ?? [];
    for (const { assessment, step } of own) {
      if (assessment !== this.assessment) continue;
      this.kept.set(step.reference, JSON.stringify(step));
      this.record.putBack(step);
    }
    this.record.addEventListener("change", () => this.keep());
    this.record.tell();
  }

  keep() {
    const { account, assessment, store } = this;
    const now = new Map(this.record.unfinished.map((step) => [step.reference, step]));
    for (const [key, step] of now) {
      const text = JSON.stringify(step);
      if (this.kept.get(key) === text) continue;
      this.kept.set(key, text);
      const row = { key, account, assessment, page: location.pathname, step: JSON.parse(text) };
      store?.write(UNFINISHED, () => row);
    }
    for (const key of this.kept.keys()) {
      if (now.has(key)) continue;
      this.kept.delete(key);
      store?.remove(UNFINISHED, () => key);
    }
  }
}
