// What lies on a device until the server has acknowledged it. All of it belongs to one person; another who uses the same
// device neither sees nor sends it.
const WHO = "u2t:log:user";

// Without a network nobody is asked who it is: it is who was signed in here last (frame.js), and nobody else.
export function who(signedIn) {
  if (signedIn) localStorage.setItem(WHO, signedIn);
  return signedIn || localStorage.getItem(WHO) || "";
}

export const whoseName = () => localStorage.getItem("u2t:log:name") ?? "";

export const newKey = () =>
  crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export class Kept {
  // `stores` are all of the database, as it is made at once; this is the one named `store`.
  constructor(database, stores, store, user) {
    Object.assign(this, { database, stores, store, user });
  }

  opened() {
    return new Promise((done, failed) => {
      const asked = indexedDB.open(this.database, 1);
      asked.onupgradeneeded = () => this.stores.forEach((name) => asked.result.createObjectStore(name, { keyPath: "key" }));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  }

  async within(mode, act) {
    const db = await this.opened();
    try {
      return await new Promise((done, failed) => {
        const turn = db.transaction(this.store, mode);
        const asked = act(turn.objectStore(this.store));
        turn.oncomplete = () => done(asked.result);
        turn.onerror = turn.onabort = () => failed(turn.error);
      });
    } finally {
      db.close();
    }
  }

  put(one) {
    return this.within("readwrite", (store) => store.put({ ...one, user: this.user }));
  }

  drop(key) {
    return this.within("readwrite", (store) => store.delete(key));
  }

  async get(key) {
    const found = await this.within("readonly", (store) => store.get(key));
    return found?.user === this.user ? found : undefined;
  }

  async all() {
    return (await this.within("readonly", (store) => store.getAll())).filter((one) => one.user === this.user);
  }
}

// One sender at a time, also over several tabs.
export const inTurn = (name, work) => (navigator.locks ? navigator.locks.request(name, work) : work());

export async function reasons(answer) {
  const said = await answer.json().catch(() => ({}));
  const fields = Object.values(said.errors ?? {}).flat().map((one) => one.message ?? one);
  return [said.detail, ...fields].filter((one) => typeof one === "string").join(" ") || said.title || String(answer.status);
}
