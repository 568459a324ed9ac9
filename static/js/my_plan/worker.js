// Shows the plan's pages without a network. It reaches no other page: it is served below them. What
// it keeps is the pages that say for which account (the server's X-Kept-For), those of one account
// at a time, for a week; and the parts that they are made of, under the names of their versions.
const PAGES = "stance-plan-pages";
const PARTS = "stance-plan-parts";
const KEPT_FOR = "X-Kept-For";
const KEPT_AT = "X-Kept-At";
const KEPT_PARTS = "X-Kept-Parts"; // what the page is made of, by its addresses
const A_WEEK_MS = 7 * 24 * 3_600_000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(keep(event.data)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(request.mode === "navigate" ? page(request) : part(request));
});

async function page(request) {
  let answer;
  try {
    answer = await fetch(request);
  } catch {
    return (await keptPage(request.url)) ?? Response.error();
  }
  await take(request.url, answer);
  return answer;
}

// Keep a page that says for whom; whoever is sent away from one is not that account any more.
async function take(url, answer) {
  const account = answer.headers.get(KEPT_FOR);
  const isRefused = answer.type === "opaqueredirect" || answer.status === 401;
  if (isRefused) await caches.delete(PAGES);
  if (!answer.ok || answer.redirected || !account) return;
  const cache = await caches.open(PAGES);
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    if (kept?.headers.get(KEPT_FOR) !== account) await cache.delete(request);
  }
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(Date.now()));
  headers.set(KEPT_PARTS, JSON.stringify(partsOf(await cache.match(url))));
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  const text = await answer.clone().text();
  await cache.put(url, new Response(text, { headers }));
}

async function keptPage(url) {
  const cache = await caches.open(PAGES);
  const kept = await cache.match(url);
  if (!kept) return null;
  const age = Date.now() - Number(kept.headers.get(KEPT_AT));
  if (age < 0 || age > A_WEEK_MS) {
    await cache.delete(url);
    return null;
  }
  const text = await kept.text();
  return new Response(text.replace("<body", "<body data-kept"), { headers: kept.headers });
}

// Their names change with what is in them, so that the browser's own cache answers for most.
async function part(request) {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(PARTS);
    return (await cache.match(request.url)) ?? Response.error();
  }
}

const partsOf = (kept) => JSON.parse(kept?.headers.get(KEPT_PARTS) ?? "[]");

// All that a page is made of, and itself where it was opened before there was a worker. A part goes
// when no page that is kept names it any more.
async function keep({ page: url, parts }) {
  const pages = await caches.open(PAGES);
  if (!(await pages.match(url))) await take(url, await fetch(url));
  await note(pages, url, parts);
  const kept = await Promise.all((await pages.keys()).map((request) => pages.match(request)));
  const named = new Set([...parts, ...kept.flatMap(partsOf)]);
  const cache = await caches.open(PARTS);
  const known = (await cache.keys()).map((request) => request.url);
  await Promise.all(known.filter((each) => !named.has(each)).map((each) => cache.delete(each)));
  await Promise.all(
    parts.filter((each) => !known.includes(each)).map((each) => cache.add(each).catch(() => {})),
  );
  for (const client of await self.clients.matchAll()) client.postMessage("kept");
}

async function note(pages, url, parts) {
  const kept = await pages.match(url);
  if (!kept) return;
  const headers = new Headers(kept.headers);
  headers.set(KEPT_PARTS, JSON.stringify(parts));
  await pages.put(url, new Response(await kept.text(), { headers }));
}
