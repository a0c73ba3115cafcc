// Keeps observation sheets readable without a network: the page as it last was, and its parts.
// What is typed is kept by the page itself (sheet.js), not here.

const CACHE = "objektiv-sheets-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const page = request.mode === "navigate";
  if (page || address.pathname.startsWith("/static/")) event.respondWith(answer(request));
});

async function answer(request) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request);
    if (fresh.ok && !fresh.redirected) await cache.put(request.url, fresh.clone());
    // Another person of the same phone must not find the sheet.
    else if (fresh.status === 403 || fresh.status === 404) await cache.delete(request.url);
    if (fresh.status < 500) return fresh;
    return (await cache.match(request.url, { ignoreVary: true })) ?? fresh;
  } catch (away) {
    const kept = await cache.match(request.url, { ignoreVary: true });
    if (kept) return kept;
    throw away;
  }
}
