// Keeps bare pages and their files, and nothing of anybody, for when there is no network.
const FILES = [{% for file in files %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
// For each page, the bare one that stands in for it.
const SHELLS = { {% for page, shell in shells %}"{{ page|escapejs }}": "{{ shell|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %} };
const CACHE = "{{ cache|escapejs }}";
const kept = async (what) => (await caches.open(CACHE)).match(what, { ignoreVary: true });

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll([...FILES, ...[...new Set(Object.values(SHELLS))].map((shell) => new Request(shell, { credentials: "omit" }))])).then(() => self.skipWaiting())
  );
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The network first, always; only where there is none, what was kept.
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && url.pathname in SHELLS) {
    event.respondWith(fetch(event.request).catch(() => kept(SHELLS[url.pathname])));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(fetch(event.request).catch(() => kept(event.request)));
  }
});
