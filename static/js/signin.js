// Signing in without a network: the sign-in lies on the device with the moment it was made, until the server has it.
// Which day and whether it comes too late is the server's word; this says why it came late when the network was gone.
const queue = document.querySelector("#signin-queue");
const form = document.querySelector("#signin-form");
const state = form?.querySelector("[data-state]");
const words = queue.dataset;
const isShell = "shell" in words;
const SHIFT = "u2t:signin:shift";
// Without a network nobody is asked who it is: it is who was signed in here last (frame.js), and nobody else.
const user = words.user || localStorage.getItem("u2t:log:user") || "";
const { keep, drop, kept, settle, keepPage } = globalThis.u2tQueue("u2t-signin");
const writer = document.querySelector("[data-writer]");
if (writer) writer.textContent = user ? `${writer.dataset.writer} ${localStorage.getItem("u2t:log:name") ?? ""}` : words.nobody;
// A phone whose clock is wrong still knows the day: how far it is from the server was seen when there was a network.
if (words.now) localStorage.setItem(SHIFT, String(Date.parse(words.now) - Date.now()));
if (words.user && form) localStorage.setItem("u2t:signin:user", words.user);
let changing = null;
let changingOn = "";

const dayNow = () => new Date(Date.now() + Number(localStorage.getItem(SHIFT) ?? 0)).toLocaleDateString("sv-SE", { timeZone: "Asia/Bangkok" });
const said = new Intl.DateTimeFormat(document.documentElement.lang === "th" ? "th-TH-u-ca-buddhist-nu-latn" : "en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const token = () => queue.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function say(text, tone = "") {
  if (!state) return;
  state.textContent = text;
  state.className = `apply-saved${tone ? ` is-${tone}` : ""}`;
}

// Sends one sign-in; it is dropped only when the server has it.
async function send(entry) {
  const body = new FormData();
  for (const name of ["key", "day", "device_at", "latitude", "longitude", "late_reason"]) if (entry[name]) body.append(name, entry[name]);
  if (entry.photo) body.append("photo", entry.photo, entry.photo.name);
  const answer = await fetch(words.signins, { method: "POST", headers: { "X-CSRFToken": token(), Accept: "application/json" }, body });
  if (answer.status >= 500) throw new Error(answer.status);
  if (!answer.ok) {
    entry.isLate = answer.status === 409;
    return globalThis.u2tRefused(answer, words.signedOut);
  }
  await settle(entry, true);
  return "";
}

// One sender at a time, also over several tabs. What could not be sent says for itself why it comes late.
async function sendAll() {
  if (isShell || !user) return;
  const work = async () => {
    for (const entry of await kept(user)) {
      try {
        entry.error = await send(entry);
      } catch {
        entry.late_reason ||= words.noNetwork;
      }
      if (entry.error !== "") await settle(entry);
    }
  };
  await (navigator.locks ? navigator.locks.request("u2t-signin", work) : work());
  await show();
}

function button(text, tone, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn btn-outline-${tone} btn-sm me-2`;
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function explain(entry) {
  changing = entry;
  changingOn = dayNow();
  const place = form.querySelector("[data-late]");
  place.hidden = false;
  form.elements.late_reason.value = entry.late_reason ?? "";
  form.elements.late_reason.focus();
}

function line(entry) {
  const item = document.createElement("li");
  item.className = "list-group-item";
  item.append(said.format(new Date(`${entry.day}T00:00:00Z`)), ` · ${new Date(entry.device_at).toLocaleTimeString("th-TH", { hour: "2-digit", minute: "2-digit" })}`);
  if (entry.error) {
    const why = document.createElement("p");
    why.className = "field-error mb-1";
    why.textContent = entry.error;
    item.append(why);
    if (entry.isLate && form) item.append(button(words.explain, "primary", () => explain(entry)));
    if (entry.error !== words.signedOut) item.append(button(words.letGo, "danger", () => confirm(words.letGoAsk) && drop(entry.key).then(show)));
  }
  return item;
}

async function show() {
  const entries = await kept(user);
  queue.hidden = !entries.length;
  queue.querySelector("ul").replaceChildren(...entries.map(line));
}

// A day is signed in to once: pressed again before the network is back, the first moment stays.
async function made() {
  const fields = form.elements;
  const day = dayNow();
  if (changingOn !== day) changing = null; // a page left open over night asks about today
  const old = changing ?? (await kept(user)).find((entry) => entry.day === day);
  return {
    key: old?.key ?? newKey(),
    revision: old ? (old.revision ?? 0) + 1 : 0,
    user,
    day: old?.day ?? day,
    device_at: old?.device_at ?? new Date().toISOString(),
    latitude: fields.latitude.value || old?.latitude,
    longitude: fields.longitude.value || old?.longitude,
    photo: fields.photo.files[0] ?? old?.photo,
    late_reason: fields.late_reason.value.trim() || old?.late_reason || (isShell ? words.noNetwork : ""),
  };
}

async function submit(event) {
  event.preventDefault();
  if (!user) return say(words.nobody, "refused");
  const entry = await made();
  await keep(entry);
  changing = null;
  say(words.sending);
  await sendAll();
  await show();
  const left = (await kept(user)).find((one) => one.key === entry.key);
  if (!left) return location.assign(words.next);
  say(left.error || words.kept, left.error ? "refused" : "offline");
  if (left.isLate) explain(left);
}

// A network that came back for a moment only, or to the page before its worker, tells nobody when it is there again.
async function again() {
  if (!navigator.onLine || !(await kept(user)).length) return;
  if (!isShell) return sendAll();
  await fetch(location.href, { method: "HEAD", cache: "no-store" });
  location.reload();
}

if (form) {
  const locate = form.querySelector("[data-locate]");
  if (navigator.geolocation) locate.hidden = false;
  locate.addEventListener("click", () => {
    say(words.looking);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.latitude.value = coords.latitude.toFixed(5);
        form.elements.longitude.value = coords.longitude.toFixed(5);
        say(`${form.elements.latitude.value}, ${form.elements.longitude.value}`);
      },
      () => say(words.failed),
      { timeout: 15000 },
    );
  });
}
if ("indexedDB" in window) {
  form?.addEventListener("submit", (event) => {
    form.elements.device_at.value = new Date().toISOString();
    submit(event).catch(() => form.submit());
  });
  addEventListener("online", () => (isShell ? location.reload() : sendAll()));
  setInterval(() => (keepPage(words.worker), again().catch(() => {})), isShell ? 5_000 : 30_000);
  show().then(sendAll);
  keepPage(words.worker);
}
