// What one person has on this device (queue.js), for scripts that are modules.
const WHO = "u2t:log:user";

// Without a network nobody is asked who it is: it is who was signed in here last (frame.js), and nobody else.
export function who(signedIn) {
  if (signedIn) localStorage.setItem(WHO, signedIn);
  return signedIn || localStorage.getItem(WHO) || "";
}

export const whoseName = () => localStorage.getItem("u2t:log:name") ?? "";

export const newKey = () =>
  crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export function keptFor(user, name) {
  const { keep, drop, kept } = globalThis.u2tQueue(name);
  return {
    put: (one) => keep({ ...one, user }),
    drop,
    all: () => kept(user),
    get: async (key) => (await kept(user)).find((one) => one.key === key),
  };
}

// One sender at a time, also over several tabs.
export const inTurn = (name, work) => (navigator.locks ? navigator.locks.request(name, work) : work());

export async function reasons(answer) {
  const said = await answer.json().catch(() => ({}));
  const fields = Object.values(said.errors ?? {}).flat().map((one) => one.message ?? one);
  return [said.detail, ...fields].filter((one) => typeof one === "string").join(" ") || said.title || String(answer.status);
}
