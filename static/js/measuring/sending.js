// What was changed and is not on the server yet: kept on this machine, sent in order, each once.
// Every change is a PUT or DELETE at an address made here, so that sending it twice does no harm.

const STORE = "changes";
const WAITS_MS = [1000, 2000, 5000, 15_000, 30_000];
const SETTLE_MS = 150; // while a point is being dragged, only where it comes to rest is sent

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function openStore() {
  const opening = indexedDB.open("stance-measuring", 1);
  opening.onupgradeneeded = () =>
    opening.result.createObjectStore(STORE, { keyPath: "number", autoIncrement: true });
  return settled(opening);
}

export class Sending extends EventTarget {
  constructor(assessment) {
    super();
    this.assessment = assessment;
    this.waiting = [];
    this.state = "idle"; // idle, sending, offline, logged_out, closed
    this.failures = 0;
    this.kept = Promise.resolve();
  }

  // Read what an earlier page left behind; it is sent like the rest.
  async open() {
    try {
      this.store = await openStore();
      const all = await settled(this.changes("readonly").getAll());
      this.waiting = all.filter((change) => change.assessment === this.assessment);
    } catch {
      this.store = null; // a private window: changes live as long as the page
    }
    addEventListener("online", () => this.retry());
    addEventListener("focus", () => this.retry());
    this.tell();
    return [...this.waiting];
  }

  changes(mode) {
    return this.store.transaction(STORE, mode).objectStore(STORE);
  }

  // `about` is the reference of what is changed; an unsent change of the same address is replaced.
  put(url, body, about) {
    const same = this.waiting.find(
      (change) => change.url === url && change.method === "PUT" && !change.isOnItsWay,
    );
    if (same) {
      Object.assign(same, { body: { ...body, revision: same.body.revision } });
      return this.keep(same);
    }
    return this.add({ method: "PUT", url, body, about });
  }

  remove(url, about) {
    for (const change of this.waiting.filter((each) => each.url === url && !each.isOnItsWay)) {
      this.forget(change);
    }
    return this.add({ method: "DELETE", url, about });
  }

  picture(url, blob, about) {
    if (this.waiting.some((change) => change.url === url)) return undefined;
    return this.add({ method: "PUT", url, blob, about });
  }

  add(change) {
    Object.assign(change, { assessment: this.assessment, readyAt: Date.now() + SETTLE_MS });
    this.waiting.push(change);
    this.tell();
    return this.keep(change);
  }

  // Written one after another, so that a change is never stored after it was forgotten.
  keep(change) {
    change.readyAt = Date.now() + SETTLE_MS;
    this.kept = this.kept
      .then(async () => {
        if (!this.store || !this.waiting.includes(change)) return;
        const { isOnItsWay, ...stored } = change;
        change.number = await settled(this.changes("readwrite").put(stored));
      })
      .catch(() => {});
    this.soon(SETTLE_MS);
    return this.kept;
  }

  forget(change) {
    this.waiting = this.waiting.filter((each) => each !== change);
    this.kept = this.kept
      .then(
        () =>
          this.store && change.number && settled(this.changes("readwrite").delete(change.number)),
      )
      .catch(() => {});
    this.tell();
  }

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
    if (this.isSending || this.state === "closed" || !this.waiting.length) return;
    this.isSending = true;
    try {
      const lock = `stance-measuring-${this.assessment}`;
      const one = () => this.sendFirst();
      while (this.waiting.length && (await (navigator.locks?.request(lock, one) ?? one())));
    } finally {
      this.isSending = false;
      this.tell();
    }
  }

  // Send the oldest change; say whether to go on.
  async sendFirst() {
    const [change] = this.waiting;
    const early = change.readyAt - Date.now();
    if (early > 0) {
      this.soon(early);
      return false;
    }
    this.become("sending");
    change.isOnItsWay = true;
    const answer = await exchange(change);
    change.isOnItsWay = false;
    if (answer.status === 0 || answer.status >= 500 || answer.status === 429) {
      this.become("offline");
      this.soon(WAITS_MS[Math.min(this.failures, WAITS_MS.length - 1)]);
      this.failures += 1;
      return false;
    }
    if (answer.status === 401 || answer.status === 403) {
      this.become("logged_out");
      this.soon(WAITS_MS.at(-1));
      return false;
    }
    this.failures = 0;
    this.forget(change);
    const isClosed = answer.body.code === "closed";
    if (isClosed) for (const left of this.waiting) this.forget(left);
    this.become(isClosed ? "closed" : "idle");
    this.dispatchEvent(new CustomEvent("answer", { detail: { change, ...answer } }));
    return this.state !== "closed";
  }

  // Later changes of the same thing were made on top of the one that was just accepted.
  accepted(about, revision) {
    for (const change of this.waiting) {
      if (change.about === about && change.body) change.body.revision = revision;
    }
  }

  // Resolve when nothing waits any longer, or after `ms`.
  drained(ms) {
    this.retry();
    return new Promise((resolve) => {
      setTimeout(resolve, ms);
      this.addEventListener("state", () => this.waiting.length || resolve());
    });
  }

  become(state) {
    this.state = state;
    this.tell();
  }

  tell() {
    this.dispatchEvent(new Event("state"));
  }
}

// Return { status, body }; status 0 is no answer at all.
async function exchange({ method, url, body, blob }) {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
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
