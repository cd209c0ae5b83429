// Why the server did not take something. Who is signed out, or sits before the page of somebody else, signs in again and
// it is sent then; whoever is signed in is told the reason, and may throw it away.
globalThis.u2tRefused = async (answer, signedOut) => {
  const told = await answer.json().catch(() => ({}));
  if (answer.status === 401 || told.title?.startsWith("CSRF")) return signedOut;
  const fields = Object.values(told.errors ?? {}).flat().map((one) => one.message ?? one);
  return [told.detail, ...fields].filter((one) => typeof one === "string").join(" ") || told.title || String(answer.status);
};

// What lies on the device until the server has it: one store per kind of work, each entry with its `key` and its `user`.
// Who uses the device after somebody else neither sees nor sends what that one kept.
globalThis.u2tQueue = (name) => {
  const opened = () =>
    new Promise((done, failed) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("queue", { keyPath: "key" });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });

  const within = async (mode, act) => {
    const db = await opened();
    return new Promise((done, failed) => {
      const turn = db.transaction("queue", mode);
      const asked = act(turn.objectStore("queue"));
      turn.oncomplete = () => done(asked.result);
      turn.onerror = turn.onabort = () => failed(turn.error);
    });
  };

  return {
    keep: (entry) => within("readwrite", (queue) => queue.put(entry)),
    // What came of an entry that was being sent: one that was changed meanwhile keeps its newer text and learns of it,
    // one that was thrown away meanwhile stays so.
    settle: (entry, isDone = false) =>
      within("readwrite", (queue) => {
        const asked = queue.get(entry.key);
        asked.onsuccess = () => {
          const now = asked.result;
          if (!now) return;
          const isNewer = (now.revision ?? 0) !== (entry.revision ?? 0);
          if (isNewer) queue.put({ ...now, log: entry.log, sent: entry.sent, photos: now.photos?.filter((photo) => !entry.gone?.includes(photo.key)) });
          else if (isDone) queue.delete(entry.key);
          else queue.put(entry);
        };
        return asked;
      }),
    drop: (key) => within("readwrite", (queue) => queue.delete(key)),
    kept: async (user) => (await within("readonly", (queue) => queue.getAll())).filter((entry) => entry.user === user),
    // One of its files that did not arrive undoes the keeping of a page: whoever calls this tries it again.
    keepPage: (worker) => {
      if (!worker || !("serviceWorker" in navigator) || navigator.serviceWorker.controller) return;
      navigator.serviceWorker.register(worker).catch(() => {});
    },
  };
};
