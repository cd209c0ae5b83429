// Keeps the forms of the day log and of signing in, and nothing of anybody, for when there is no network.
const FILES = [{% for file in files %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
// For each page, the bare form that stands in for it.
const SHELLS = { {% for page, shell in shells %}"{{ page|escapejs }}": "{{ shell|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %} };
const CACHE = "u2t-log";

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
    event.respondWith(fetch(event.request).catch(() => caches.match(SHELLS[url.pathname], { ignoreVary: true })));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request, { ignoreVary: true })));
  }
});
