// Keeps the page for visits without a network. Written by the build; do not edit in dist/.
//
// One worker is one version: it answers with its own files and no others, so a page never mixes two.
// A newer version waits beside it until no page needs the old one, or until the visitor presses "Use it now"
// (keep.js). It never takes over by itself, because the page's memory may hold secrets.
"use strict";

// Path -> checksum. A file that does not match is not kept, and neither is this version.
const FILES = {{files}};
const HERE = new URL("./", location).pathname;
const FAMILY = `forum-planner ${registration.scope} `; // Other copies on this host have other scopes.
const CACHE = FAMILY + "{{version}}";

addEventListener("install", (event) => {
  // Past the host's own ideas of caching, except where a name changes with its content.
  const cache = (path) => (path.startsWith("assets/") ? "default" : "no-cache");
  const requests = Object.entries(FILES).map(
    ([path, integrity]) => new Request(path, { integrity, cache: cache(path) }),
  );
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
});

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith(FAMILY) && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => clients.claim()), // The page of the very first visit.
  );
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  const cache = await caches.open(CACHE);
  // Some ask for the page by its name; a host answers "./" with it.
  const home = request.mode === "navigate" && new URL(request.url).pathname === `${HERE}index.html`;
  const kept = await cache.match(home ? HERE : request, { ignoreSearch: true });
  // What is not kept: the icons for installing, the one-file copy, and the files of a page that is
  // still open in the version before.
  return kept ?? fetch(request);
}
