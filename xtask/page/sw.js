// Keeps the page for visits without a network. Written by the build; do not edit in dist/.
"use strict";

// Path -> checksum. A file that does not match is not kept, and neither is this version.
const FILES = {{files}};
const FAMILY = `forum-planner ${registration.scope} `; // Other copies on this host have other scopes.
const CACHE = FAMILY + "{{version}}";
const PATIENCE = 3000;

addEventListener("install", (event) => {
  // Past the host's own ideas of caching, except where a name changes with its content.
  const cache = (path) => (path.startsWith("assets/") ? "default" : "no-cache");
  const requests = Object.entries(FILES).map(
    ([path, integrity]) => new Request(path, { integrity, cache: cache(path) }),
  );
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(requests))
      .then(() => skipWaiting()),
  );
});

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith(FAMILY) && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  event.respondWith(request.mode === "navigate" ? page(request) : file(request));
});

// Everything but the page itself: its name changes with its content, so the kept one is right.
const file = async (request) => (await kept(request)) ?? fetch(request);

// The page: the newest if it comes soon, so that nobody works with yesterday's planner.
async function page(request) {
  const late = new Promise((_, refuse) => setTimeout(refuse, PATIENCE, new Error("late")));
  try {
    const fresh = await Promise.race([fetch(request), late]);
    if (fresh.ok || fresh.type === "opaqueredirect") return fresh;
    throw new Error(fresh.statusText);
  } catch {
    return (await kept(request)) ?? (await kept("./")) ?? fetch(request);
  }
}

const kept = async (request) => (await caches.open(CACHE)).match(request, { ignoreSearch: true });
