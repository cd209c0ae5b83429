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
    drop: (key) => within("readwrite", (queue) => queue.delete(key)),
    kept: async (user) => (await within("readonly", (queue) => queue.getAll())).filter((entry) => entry.user === user),
  };
};
