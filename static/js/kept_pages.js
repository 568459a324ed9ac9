// The pages that a worker keeps for the account that opened them (my_plan/worker.js): gone at a
// log-out, and as soon as another account is seen in this browser.
const PAGES = "stance-plan-pages";
const KEPT_FOR = "X-Kept-For";

export async function forgetPages() {
  if ("caches" in window) await caches.delete(PAGES).catch(() => {});
}

export async function forgetPagesOfOthers(account) {
  if (!("caches" in window) || !(await caches.has(PAGES))) return;
  const cache = await caches.open(PAGES);
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    if (kept?.headers.get(KEPT_FOR) !== account) await cache.delete(request);
  }
}
