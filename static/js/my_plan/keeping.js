// Have the worker keep this page for when there is no network, with all that it is made of.
const KEPT = "kept";

export async function keepForLater(workerUrl) {
  if (!("serviceWorker" in navigator) || document.body.dataset.kept !== undefined) return;
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener("message", ({ data }) => {
    if (data === KEPT) document.body.dataset.isKept = "";
  });
  try {
    await serviceWorker.register(workerUrl);
    const { active } = await serviceWorker.ready;
    active.postMessage({ page: location.href.split("#")[0], parts: parts() });
  } catch {
    // A private window, or none allowed: the page goes on with the network alone.
  }
}

const parts = () => [
  ...new Set(
    performance
      .getEntriesByType("resource")
      .filter(({ initiatorType }) => !["fetch", "xmlhttprequest", "beacon"].includes(initiatorType))
      .map(({ name }) => name)
      .filter((name) => name.startsWith(`${location.origin}/`)),
  ),
];
