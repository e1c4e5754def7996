/**
 * Keeps the program (never the data) on the device, so that the installed app opens without a network.
 *
 * Never: answers for /api. A figure from a cache would look alive; the pages show what is old themselves.
 */
const version = "__VERSION__";
const files = ["__FILES__"];
const cacheName = `callboard-${version}`;

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (!isServers(url.pathname)) event.respondWith(page(request));
  } else if (files.includes(url.pathname)) {
    event.respondWith(asset(request));
  }
});

/** The server's own addresses: data, machine endpoints and the API reference page. */
function isServers(path) {
  return /^\/(api|docs|metrics|healthz)(\/|$)/.test(path);
}

async function fill() {
  const cache = await caches.open(cacheName);
  await cache.addAll(files);
  await self.skipWaiting();
}

async function dropOlder() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith("callboard-") && name !== cacheName);
  await Promise.all(older.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** Network first: a new version shows at the next visit; the cached page serves without a network. */
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(cacheName);
    return (await cache.match("/")) ?? Response.error();
  }
}

/** Asset names carry their hash, so a cached one is never wrong. */
async function asset(request) {
  const cache = await caches.open(cacheName);
  return (await cache.match(request)) ?? fetch(request);
}
