// What measuring, and a patient's plan, keep on this computer until the server has it: in
// IndexedDB, each thing under its account, and of measuring under its assessment. In a private
// window there may be no such store.

export const CHANGES = "changes"; // made, and not on the server
export const UNFINISHED = "unfinished"; // steps that are not all placed, or make no value
export const SESSIONS = "sessions"; // of a plan, logged and not on the server

export const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export class BrowserStore {
  constructor(database) {
    this.database = database;
    this.last = Promise.resolve();
    database.onversionchange = () => database.close(); // a newer page is being opened
  }

  // Return the store, or null where the browser gives none.
  static async open() {
    try {
      const opening = indexedDB.open("stance-measuring", 3);
      opening.onupgradeneeded = () => {
        const has = (name) => opening.result.objectStoreNames.contains(name);
        if (!has(CHANGES)) {
          opening.result.createObjectStore(CHANGES, { keyPath: "number", autoIncrement: true });
        }
        if (!has(SESSIONS)) opening.result.createObjectStore(SESSIONS, { keyPath: "reference" });
        if (!has(UNFINISHED)) opening.result.createObjectStore(UNFINISHED, { keyPath: "key" });
      };
      return new BrowserStore(await settled(opening));
    } catch {
      return null;
    }
  }

  in(name, mode) {
    return this.database.transaction(name, mode).objectStore(name);
  }

  // Return what an account has there; what an earlier version kept says no account.
  async ownedBy(account, name) {
    const all = await settled(this.in(name, "readonly").getAll());
    return all.filter((row) => (row.account ?? account) === account);
  }

  // Writes follow one another, so that nothing is stored after it was forgotten. `make` is asked
  // when its turn comes; undefined leaves all as it is.
  write(name, make) {
    this.last = this.last
      .then(async () => {
        const row = make();
        return row === undefined ? row : await settled(this.in(name, "readwrite").put(row));
      })
      .catch(() => {});
    return this.last;
  }

  remove(name, keyOf) {
    this.last = this.last
      .then(async () => {
        const key = keyOf();
        if (key !== undefined) await settled(this.in(name, "readwrite").delete(key));
      })
      .catch(() => {});
    return this.last;
  }
}
