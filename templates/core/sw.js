// Keeps a bare page and its files, and nothing of anybody, for when there is no network.
const FILES = [{% for file in files %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PAGES = [{% for page in pages %}"{{ page|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const SHELL = "{{ shell|escapejs }}";
const CACHE = "{{ cache|escapejs }}";
const kept = async (what, how) => (await caches.open(CACHE)).match(what, how);

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll([...FILES, new Request(SHELL, { credentials: "omit" })])).then(() => self.skipWaiting())
  );
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The network first, always; only where there is none, what was kept.
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && PAGES.includes(url.pathname)) {
    event.respondWith(fetch(event.request).catch(() => kept(SHELL, { ignoreVary: true })));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(fetch(event.request).catch(() => kept(event.request, { ignoreVary: true })));
  }
});
