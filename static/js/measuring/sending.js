// What was changed and is not on the server yet: kept on this computer, sent in order, each once.
// Every change is a PUT or DELETE at an address made here, so that sending it twice does no harm.
// A change is forgotten once the server has it, or when the person throws it away: never before.

import { BrowserStore, CHANGES } from "../browser_store.js";

const WAITS_MS = [1000, 2000, 5000, 15_000, 30_000];
const SETTLE_MS = 150; // while a point is being dragged, only where it comes to rest is sent
const NOT_YET = new Set(["safety_first", "by_eye_first", "reason_needed"]); // of all, for a while

export class Sending extends EventTarget {
  constructor(assessment, account) {
    super();
    Object.assign(this, { assessment, account });
    this.waiting = [];
    this.state = "idle"; // idle, sending, offline, logged_out, other_account, held, closed
    this.reason = ""; // the server's own words, while it takes nothing
    this.failures = 0;
  }

  // Read what an earlier page left behind; it is sent like the rest, even what was refused.
  async open() {
    this.store = await BrowserStore.open();
    const own = (await this.store?.ownedBy(this.account, CHANGES)) ?? [];
    this.waiting = own.filter((change) => change.assessment === this.assessment);
    for (const change of this.waiting)
      Object.assign(change, { account: this.account, refused: "" });
    addEventListener("online", () => this.retry());
    addEventListener("focus", () => this.retry());
    this.tell();
  }

  // `about` is the reference of what is changed; an unsent change of the same address is replaced.
  put(url, body, about) {
    const same = this.waiting.find(
      (change) => change.url === url && change.method === "PUT" && !change.isOnItsWay,
    );
    if (!same) return this.add({ method: "PUT", url, body, about });
    const revision = same.refused ? body.revision : same.body.revision;
    Object.assign(same, { body: { ...body, revision }, refused: "" });
    return this.keep(same);
  }

  // What lies below the address is gone with it.
  remove(url, about) {
    for (const change of this.waiting.filter((each) => each.url.startsWith(url))) {
      if (!change.isOnItsWay) this.forget(change);
    }
    return this.add({ method: "DELETE", url, about });
  }

  picture(url, blob, about) {
    if (this.waiting.some((change) => change.url === url)) return undefined;
    return this.add({ method: "PUT", url, blob, about });
  }

  add(change) {
    const { assessment, account } = this;
    Object.assign(change, { assessment, account, page: location.pathname, refused: "" });
    this.waiting.push(change);
    return this.keep(change);
  }

  keep(change) {
    change.readyAt = Date.now() + SETTLE_MS;
    this.write(change);
    this.tell();
    this.soon(SETTLE_MS);
  }

  async write(change) {
    const number = await this.store?.write(CHANGES, () => {
      if (!this.waiting.includes(change)) return undefined;
      const { isOnItsWay, ...stored } = change;
      return stored;
    });
    if (number) change.number = number;
  }

  forget(change) {
    this.waiting = this.waiting.filter((each) => each !== change);
    this.store?.remove(CHANGES, () => change.number);
    this.tell();
  }

  // --- what cannot be sent as it stands ---------------------------------------------------------

  // A refused change waits for its person; what lies below a refused clip waits with it.
  isStuck(change) {
    if (change.refused) return true;
    return this.waiting.some(
      (other) =>
        other.refused && other.method === "PUT" && other !== change && isBelow(change, other),
    );
  }

  get unsent() {
    return this.waiting.filter((change) => !this.isStuck(change));
  }

  get stuck() {
    return this.waiting.filter((change) => this.isStuck(change));
  }

  refuse(change, reason) {
    change.refused = reason;
    this.write(change);
    this.tell();
  }

  tryAgain() {
    for (const change of this.waiting) change.refused = "";
    this.become("idle");
    this.retry();
  }

  // --- sending ----------------------------------------------------------------------------------

  retry() {
    if (this.state === "closed") return;
    this.failures = 0;
    this.soon(0);
  }

  soon(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), ms);
  }

  // One tab sends at a time; a second one of this assessment waits for the lock.
  async send() {
    if (this.isSending || this.state === "closed" || !this.unsent.length) return;
    this.isSending = true;
    try {
      const lock = `stance-measuring-${this.assessment}`;
      const one = () => this.sendFirst();
      while (this.unsent.length && (await (navigator.locks?.request(lock, one) ?? one())));
    } finally {
      this.isSending = false;
      this.tell();
    }
  }

  // Send the oldest change that can be sent; say whether to go on.
  async sendFirst() {
    const [change] = this.unsent;
    if (!change) return false; // thrown away while another tab was sending
    const early = change.readyAt - Date.now();
    if (early > 0) {
      this.soon(early);
      return false;
    }
    this.become("sending");
    change.isOnItsWay = true;
    const answer = await exchange(change);
    change.isOnItsWay = false;
    const stop = stopOf(answer);
    if (stop) return this.stop(stop, answer);
    this.failures = 0;
    if (answer.status < 400) this.forget(change);
    else if (this.waiting.includes(change)) this.refuse(change, reasonOf(answer));
    this.become("idle");
    this.dispatchEvent(new CustomEvent("answer", { detail: { change, ...answer } }));
    return true;
  }

  // Nothing is taken just now: all is kept, and tried again by itself unless it cannot help.
  stop(state, { body }) {
    const wait = state === "offline" ? this.failures : WAITS_MS.length;
    if (state === "offline") this.failures += 1;
    this.become(state, body.detail);
    if (state !== "closed") this.soon(WAITS_MS[Math.min(wait, WAITS_MS.length - 1)]);
    return false;
  }

  // Later changes of the same thing were made on top of the one that was just accepted.
  accepted(about, revision) {
    for (const change of this.waiting) {
      if (change.about === about && change.body) change.body.revision = revision;
    }
  }

  // Resolve when nothing is on its way any longer, or after `ms`.
  drained(ms) {
    this.retry();
    return new Promise((resolve) => {
      setTimeout(resolve, ms);
      this.addEventListener("state", () => this.unsent.length || resolve());
    });
  }

  become(state, reason = "") {
    Object.assign(this, { state, reason });
    this.tell();
  }

  tell() {
    this.dispatchEvent(new Event("state"));
  }
}

const isBelow = (change, other) => change.url !== other.url && change.url.startsWith(other.url);

// Why nothing at all is taken just now, or "" where the answer is about this change alone.
function stopOf({ status, body }) {
  if (status === 0 || status >= 500 || status === 429) return "offline";
  if (status === 401 && body.code === "other_account") return "other_account";
  if (NOT_YET.has(body.code)) return "held";
  if (status === 401 || status === 403) return "logged_out";
  return body.code === "closed" ? "closed" : "";
}

function reasonOf({ status, body }) {
  if (status === 404) {
    return "The server knows no such clip here, or this account may not open the file any more.";
  }
  const errors = (body.errors ?? []).map((error) => error.message).join(" ");
  return body.detail || errors || `The server refused it (${status}).`;
}

// Return { status, body }; status 0 is no answer at all.
async function exchange({ method, url, body, blob, account }) {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
  const headers = { "X-CSRFToken": token, "X-Account": account, Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (blob) headers["Content-Type"] = blob.type;
  const limit = AbortSignal.timeout(blob ? 60_000 : 20_000);
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body ? JSON.stringify(body) : blob,
      redirect: "manual",
      credentials: "same-origin",
      signal: limit,
    });
    if (response.type === "opaqueredirect") return { status: 401, body: {} };
    const isJson = response.headers.get("Content-Type")?.includes("json");
    return { status: response.status, body: isJson ? await response.json() : {} };
  } catch {
    return { status: 0, body: {} };
  }
}
