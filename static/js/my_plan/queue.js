// What was logged and is not on the server yet: kept in this browser under its account, sent one
// after another, and gone from here once the server has it. The server knows each by the reference
// that was made here, so that what is sent twice is stored once.
import { BrowserStore, SESSIONS } from "../browser_store.js";

const LIMIT_MS = 20_000;
export const SENT = "sent";
export const REFUSED = "refused"; // this one alone; the reason stands in its row

export class Queue {
  constructor(store, account, url) {
    Object.assign(this, { store, account, url, stop: "", last: Promise.resolve() });
  }

  // Return the queue, or null where the browser keeps nothing.
  static async open(account, url) {
    const store = await BrowserStore.open();
    return store && new Queue(store, account, url);
  }

  // The earliest first, as they are sent.
  async rows() {
    const rows = await this.store.ownedBy(this.account, SESSIONS);
    return rows.sort((one, other) => one.madeAt - other.madeAt);
  }

  add(row) {
    const madeAt = Date.now();
    return this.store.write(SESSIONS, () => ({ ...row, account: this.account, madeAt }));
  }

  // Storage may be full, or refused: then a write leaves nothing.
  async has(reference) {
    return (await this.rows()).some((row) => row.reference === reference);
  }

  remove(reference) {
    return this.store.remove(SESSIONS, () => reference);
  }

  // Send all; resolve to what became of each, by its reference. What waits is not in it, and `stop`
  // says why.
  send() {
    this.last = this.last.catch(() => {}).then(() => this.sendNow());
    return this.last;
  }

  async sendNow() {
    const outcomes = {};
    this.stop = "";
    for (const row of await this.rows()) {
      if (row.refused) continue;
      const answer = await this.exchange(row.session);
      this.stop = stopOf(answer);
      if (this.stop) break;
      if (answer.status < 300) {
        await this.remove(row.reference);
        outcomes[row.reference] = { became: SENT, row };
      } else {
        const refused = reasonOf(answer);
        await this.store.write(SESSIONS, () => ({ ...row, refused }));
        outcomes[row.reference] = { became: REFUSED, row, reason: refused };
      }
    }
    return outcomes;
  }

  async exchange(session) {
    // After a log-in the page's own token is old; the cookie has the new one.
    const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: {
          "X-CSRFToken": token,
          "X-Account": this.account,
          Accept: "application/json",
          "Content-Type": "application/json",
        },
        body: JSON.stringify(session),
        redirect: "manual",
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      if (response.type === "opaqueredirect") return { status: 401, body: {} };
      const isJson = response.headers.get("Content-Type")?.includes("json");
      return { status: response.status, body: isJson ? await response.json() : {} };
    } catch {
      return { status: 0, body: {} };
    }
  }
}

// Why nothing at all is taken just now, or "" where the answer is about this one alone.
function stopOf({ status, body }) {
  if (status === 0 || status >= 500 || status === 429) return "offline";
  if (status === 401 && body.code === "other_account") return "other_account";
  return status === 401 || status === 403 ? "logged_out" : "";
}

function reasonOf({ status, body }) {
  const errors = (body.errors ?? []).map((error) => error.message);
  return errors.join(" ") || body.detail || `The server refused it (${status}).`;
}
