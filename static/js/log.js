// The day log loses nothing: what is typed, and what was stored without a network, lies on the device until the server
// has acknowledged it. The queue belongs to one person; another who uses the same device neither sees nor sends it.
const form = document.querySelector("#log-form");
const shown = document.querySelector("#log-queue");
const state = form.querySelector("[data-state]");
const WHO = "u2t:log:user";
const TYPED = ["day", "activity", "area", "item", "quantity", "detail", "result", "late_reason"];
const isShell = "shell" in form.dataset;
// Without a network nobody is asked who it is: it is who was signed in here last (frame.js), and nobody else.
const user = form.dataset.user || localStorage.getItem(WHO) || "";
if (form.dataset.user) localStorage.setItem(WHO, user);
const writer = form.querySelector("[data-writer]");
if (writer) writer.textContent = user ? `${writer.dataset.writer} ${localStorage.getItem("u2t:log:name") ?? ""}` : form.dataset.nobody;
const signsIn = document.querySelector("[data-signs-in]");
if (signsIn) signsIn.hidden = !user || localStorage.getItem("u2t:signin:user") !== user;
const draftKey = `u2t:log:${user}`;

const { keep, drop, kept, settle, keepPage } = globalThis.u2tQueue("u2t-log");
const queued = () => kept(user);
const said = new Intl.DateTimeFormat(document.documentElement.lang === "th" ? "th-TH-u-nu-latn" : "en-GB", { dateStyle: "medium", timeZone: "UTC" });

function say(text, tone = "") {
  state.textContent = text;
  state.className = `apply-saved${tone ? ` is-${tone}` : ""}`;
}

function remember() {
  const typed = Object.fromEntries(TYPED.map((name) => [name, form.elements[name]?.value ?? ""]));
  try {
    if (typed.activity || typed.detail || typed.result) localStorage.setItem(draftKey, JSON.stringify({ ...typed, key: form.elements.key.value }));
  } catch {
    // A full storage must not stop anybody from typing.
  }
}

function fill(values) {
  for (const [name, value] of Object.entries(values)) if (form.elements[name]) form.elements[name].value = value ?? "";
  if (values.late_reason) form.querySelector("[data-late]").hidden = false;
}

const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// The bare form was kept days ago, with its day and its key: each time it opens it is for today, and a log of its own.
// Where the site lives on another day than the device (the demonstration), the difference was seen with a network.
const AHEAD = "u2t:log:ahead";
const deviceDay = () => Date.parse(new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Bangkok" }));

function begin() {
  if (!isShell) {
    const days = (Date.parse(form.elements.day.value) - deviceDay()) / 86_400_000;
    if (!form.querySelector(".field-error")) localStorage.setItem(AHEAD, String(Math.abs(days) > 1 ? days : 0));
    return;
  }
  const day = new Date(deviceDay() + Number(localStorage.getItem(AHEAD) ?? 0) * 86_400_000);
  form.elements.day.value = day.toISOString().slice(0, 10);
  form.elements.key.value = newKey();
}

function fresh() {
  localStorage.removeItem(draftKey);
  for (const name of ["activity", "area", "item", "quantity", "detail", "result", "late_reason", "photos"]) if (form.elements[name]) form.elements[name].value = "";
  form.elements.key.value = newKey();
}

const headers = () => ({ "X-CSRFToken": form.elements.csrfmiddlewaretoken?.value ?? "", Accept: "application/json", "Accept-Language": document.documentElement.lang });

// Photos that the server can never take, with its reasons: the log itself is stored. What is refused for another
// reason (the month is sent, a proxy is busy) stays on the device.
const NO_PICTURE = [413, 415, 422];
const refused = [];

const reasons = (answer) => globalThis.u2tRefused(answer, form.dataset.signedOut);

// Sends one entry: first the text, then each photo; each part is dropped only when the server has it.
async function send(entry) {
  if (!entry.log || entry.sent !== entry.revision) {
    const body = JSON.stringify({ ...entry.fields, area: entry.fields.area || null, item: entry.fields.item || null, quantity: entry.fields.quantity || null, key: entry.key, revision: entry.revision, written_at: entry.at });
    const answer = await fetch(form.dataset.logs, { method: "POST", headers: { ...headers(), "Content-Type": "application/json" }, body });
    if (!answer.ok) {
      entry.isLate = answer.status === 409;
      return reasons(answer);
    }
    entry.log = (await answer.json()).id;
    entry.sent = entry.revision;
    await settle(entry);
  }
  while (entry.photos.length) {
    const [photo] = entry.photos;
    const body = new FormData();
    body.append("key", photo.key);
    body.append("file", photo.blob, photo.name);
    if (entry.fields.late_reason) body.append("late_reason", entry.fields.late_reason);
    const answer = await fetch(`${form.dataset.logs}${entry.log}/photos/`, { method: "POST", headers: headers(), body });
    if (NO_PICTURE.includes(answer.status)) refused.push(`${photo.name}: ${await reasons(answer)}`);
    else if (answer.status >= 500) throw new Error(answer.status);
    else if (!answer.ok) {
      entry.isLate = answer.status === 409;
      const why = await reasons(answer);
      return why === form.dataset.signedOut ? why : `${photo.name}: ${why}`;
    }
    entry.gone = [...(entry.gone ?? []), photo.key];
    entry.photos.shift();
    await settle(entry);
  }
  await settle(entry, true);
  return "";
}

// One sender at a time, also over several tabs.
async function sendAll() {
  if (isShell || !user) return;
  const arrived = [];
  const work = async () => {
    for (const entry of await queued()) {
      try {
        entry.error = await send(entry);
        if (entry.error) await settle(entry);
        else arrived.push(`${said.format(new Date(entry.fields.day))} · ${entry.fields.activity}`);
        if (refused.length) say(refused.splice(0).join(" "), "refused");
      } catch {
        return; // no network: another time
      }
    }
  };
  await (navigator.locks ? navigator.locks.request("u2t-log", work) : work());
  if (arrived.length) say(`${form.dataset.arrived} ${arrived.join(", ")}`);
  await show();
}

function line(entry) {
  const item = document.createElement("li");
  item.className = "list-group-item";
  const photos = entry.photos.length ? ` · ${entry.photos.length} ${form.dataset.photos}` : "";
  item.append(`${said.format(new Date(entry.fields.day))} · ${entry.fields.activity}${photos}`);
  if (entry.error) {
    const why = document.createElement("p");
    why.className = "field-error mb-1";
    why.textContent = entry.error;
    const change = document.createElement("button");
    change.type = "button";
    change.className = "btn btn-outline-primary btn-sm";
    change.textContent = form.dataset.change;
    change.addEventListener("click", () => {
      fill({ ...entry.fields, key: entry.key });
      form.querySelector("[data-late]").hidden = !entry.isLate;
      if (entry.isLate) say(form.dataset.lateWords, "offline");
      form.elements.activity.focus();
    });
    const letGo = document.createElement("button");
    letGo.type = "button";
    letGo.className = "btn btn-outline-danger btn-sm ms-2";
    letGo.textContent = form.dataset.letGo;
    letGo.addEventListener("click", () => confirm(form.dataset.letGoAsk) && drop(entry.key).then(show));
    item.append(why, change);
    if (entry.error !== form.dataset.signedOut) item.append(letGo);
  }
  return item;
}

async function show() {
  const entries = await queued();
  shown.hidden = !entries.length;
  if (!entries.length) return;
  const title = document.createElement("h2");
  title.className = "card-title";
  title.textContent = form.dataset.waiting;
  const list = document.createElement("ul");
  list.className = "list-group list-group-flush";
  list.append(...entries.map(line));
  shown.replaceChildren(title, list);
}

// A network that came back for a moment only, or to the page before its worker, tells nobody when it is there again.
async function again() {
  if (!navigator.onLine || !(await queued()).length) return;
  if (!isShell) return sendAll();
  await fetch(location.href, { method: "HEAD", cache: "no-store" });
  if (!form.elements.photos.files.length) location.reload();
}

async function submit(event) {
  event.preventDefault();
  if (!user) return say(form.dataset.nobody, "refused");
  const fields = Object.fromEntries(TYPED.map((name) => [name, form.elements[name]?.value ?? ""]));
  const old = (await queued()).find((entry) => entry.key === form.elements.key.value);
  const photos = [...form.elements.photos.files].map((blob) => ({ key: crypto.randomUUID?.() ?? `${form.elements.key.value.slice(0, 24)}${Math.random().toString(16).slice(2, 14).padEnd(12, "0")}`, name: blob.name, blob }));
  const entry = { key: form.elements.key.value, user, fields, photos: [...(old?.photos ?? []), ...photos], at: old?.at ?? new Date().toISOString(), log: old?.log, sent: old?.sent, revision: old ? (old.revision ?? 0) + 1 : 0 };
  await keep(entry);
  fresh();
  say(form.dataset.sending);
  if (navigator.onLine) await sendAll();
  await show();
  const left = (await queued()).find((one) => one.key === entry.key);
  if (!left && refused.length) return say(refused.splice(0).join(" "), "refused");
  if (!left) return location.assign(form.dataset.next);
  say(left.error || form.dataset.kept, left.error ? "refused" : "offline");
}

if (!("amends" in form.dataset) && "indexedDB" in window) {
  begin();
  const typed = JSON.parse(localStorage.getItem(draftKey) || "null");
  if (typed && !form.querySelector(".field-error")) {
    fill(typed);
    say(form.dataset.typed);
  }
  form.addEventListener("input", remember);
  form.addEventListener("submit", (event) => submit(event).catch(() => form.submit()));
  addEventListener("online", () => (isShell ? location.reload() : sendAll()));
  setInterval(() => (keepPage(form.dataset.worker), again().catch(() => {})), isShell ? 5_000 : 30_000);
  show().then(sendAll);
  keepPage(form.dataset.worker);
  if (!isSecureContext) say(form.dataset.insecure);
}
