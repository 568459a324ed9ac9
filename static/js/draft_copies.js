// What was typed into a page and is not on the server yet: a copy in this browser, under the
// account and the page. Whoever has no account has a copy in the tab alone, which ends with it.

const PREFIX = "stance-typed:";
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
const account = document.body.dataset.account ?? "";

// The browser may refuse to keep anything.
const storage = (() => {
  try {
    return account ? localStorage : sessionStorage;
  } catch {
    return null;
  }
})();

const read = (key) => {
  try {
    return { ...JSON.parse(storage.getItem(key)), key };
  } catch {
    return { key, at: 0 };
  }
};

// Return this account's copies, the newest first; those of `path` where one is named. Whatever is
// older than a week ends here, whoever's it was.
export function copies(path) {
  if (!storage) return [];
  const keys = Object.keys(storage).filter((key) => key.startsWith(PREFIX));
  const all = keys.map(read);
  for (const old of all.filter(({ at }) => !(Date.now() - at < KEPT_MS))) drop(old.key);
  return all
    .filter((copy) => storage.getItem(copy.key) && copy.account === account)
    .filter((copy) => path === undefined || copy.path === path)
    .sort((one, other) => other.at - one.at);
}

// Two open pages of one form have a copy each.
export function keep({ path, page, title, fields }) {
  const copy = { account, path, title, at: Date.now(), fields };
  try {
    storage.setItem(keyOf(path, page), JSON.stringify(copy));
  } catch {
    // full, or forbidden: the page is sent in a moment all the same
  }
}

export const keyOf = (path, page) => `${PREFIX}${account}:${path}:${page}`;

export const drop = (key) => storage?.removeItem(key);

// When it was typed, in few words.
export function timeOf({ at }) {
  const typed = new Date(at);
  const isToday = typed.toDateString() === new Date().toDateString();
  const time = {
    hour: "numeric",
    minute: "2-digit",
    hour12: document.documentElement.dataset.clock === "12",
  };
  const day = isToday ? {} : { day: "numeric", month: "long" };
  return typed.toLocaleString("en-CA", { ...day, ...time }).replace(/([ap])\.m\./, "$1m");
}
