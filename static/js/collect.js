// Forms of the field in the browser: their lists, drafts and what waits lie on this device, until the server has them.
import { inTurn, keptFor, newKey, reasons, who, whoseName } from "u2t/kept";

const place = document.querySelector("#collect");
const read = (id) => JSON.parse(document.querySelector(`#collect-${id}`).textContent);
const words = read("words");
const isShell = "shell" in place.dataset;
const user = who(place.dataset.user);
const [forms, returned, works] = ["forms", "returned", "works"].map((name) => keptFor(user, `u2t-field-${name}`));
const asked = new URLSearchParams(location.search);
const isFilling = ["form", "work", "entry"].some((name) => asked.has(name));
const part = (name) => place.querySelector(`[data-${name}]`);
const day = new Intl.DateTimeFormat(document.documentElement.lang === "th" ? "th-TH-u-ca-buddhist-nu-latn" : "en-GB", { day: "numeric", month: "short", year: "numeric" });
const time = new Intl.DateTimeFormat(document.documentElement.lang === "th" ? "th-TH-u-ca-buddhist-nu-latn" : "en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const moment = (at) => {
  const text = time.format(new Date(at));
  return document.documentElement.lang === "th" ? `${text.replace(":", ".")} น.` : text;
};

function say(text, tone = "") {
  part("state").textContent = text;
  part("state").className = `apply-saved${tone ? ` is-${tone}` : ""}`;
}

function made(name, { text, ...given } = {}, ...children) {
  const element = Object.assign(document.createElement(name), given);
  if (text) element.textContent = text;
  element.append(...children.filter(Boolean));
  return element;
}

const link = (text, query, tone = "btn-primary") => made("a", { text, href: `?${query}`, className: `btn ${tone} btn-sm` });

function letGo(work) {
  const button = made("button", { type: "button", text: words.let_go, className: "btn btn-outline-danger btn-sm" });
  button.addEventListener("click", () => confirm(words.let_go_ask) && works.drop(work.key).then(show));
  return button;
}

// What is done with a row is told with its title: each row has the same words on its buttons.
function row(title, notes, ...actions) {
  for (const action of actions) if (action) action.ariaLabel = `${action.textContent} ${title}`;
  return made("li", { className: "list-group-item collect-row" }, made("div", {}, made("strong", { text: title }), ...notes), made("div", { className: "collect-actions" }, ...actions));
}

const note = (text, className = "form-hint mb-0") => made("p", { text, className });

function card(title, rows, empty) {
  if (!rows.length && !empty) return null;
  const body = rows.length ? made("ul", { className: "list-group list-group-flush" }, ...rows) : made("p", { className: "card-body mb-0", text: empty });
  return made("section", { className: "card mb-3" }, made("header", { className: "card-header" }, made("h2", { className: "card-title", text: title })), body);
}

const remarkLine = (remark) => note(`${remark.question || words.of_the_whole}: ${remark.text} (${remark.by})`, "mb-0");

const metaOf = (answers) => [...answers.documentElement.children].find((child) => child.localName === "meta");

// Forms of one kind are told apart by what they call their answers, with days as people say them.
function titleOf(work) {
  const meta = work.xml && metaOf(new DOMParser().parseFromString(work.xml, "text/xml"));
  const called = [...(meta?.children ?? [])].find((child) => child.localName === "instanceName")?.textContent ?? "";
  return [work.title, called.replace(/\b\d{4}-\d\d-\d\d\b/g, (text) => (Number.isNaN(Date.parse(text)) ? text : day.format(new Date(text)))).trim()].filter(Boolean).join(" · ");
}

// Until the server has answered, nothing is known of what is open.
let isLooking = navigator.onLine;

// A form opens without a network only when the page lies here, too. One of its files that did not arrive undoes it all:
// it is tried again, and until then no form is called ready.
let isKept = isShell;

async function keepPage() {
  if (isKept || !("serviceWorker" in navigator)) return;
  const found = await navigator.serviceWorker.register(place.dataset.worker);
  const coming = found.active ? null : (found.installing ?? found.waiting);
  if (coming) await new Promise((done) => coming.addEventListener("statechange", () => (found.active || coming.state === "redundant") && done()));
  isKept = Boolean(found.active);
  if (isKept && !isFilling) await show();
}

// What closes first stands first; the others as people count: "CBD 2" before "CBD 10".
const names = new Intl.Collator(document.documentElement.lang, { numeric: true });
const byClosing = (one, other) => one.closes_on.localeCompare(other.closes_on) || names.compare(one.title, other.title) || one.id - other.id;

async function show() {
  const [known, back, mine] = await Promise.all([forms.all(), returned.all(), works.all()]);
  const drafts = mine.filter((work) => work.state === "draft");
  const waiting = mine.filter((work) => work.state === "waiting");
  const busy = new Set(mine.map((work) => work.entry).filter(Boolean));
  const waits = (work) => row(titleOf(work), [note(moment(work.at)), work.error && note(work.error, "field-error mb-0")],
    work.error && work.isRefused && link(words.change, `work=${work.key}`), work.error && work.isRefused && letGo(work));
  const empty = isLooking ? words.looking : isShell && !known.length ? words.no_forms_kept : words.no_forms;
  const shown = made("div", {},
    ...[
      card(words.waiting, waiting.map(waits)),
      card(words.returned, back.filter((one) => !busy.has(one.entry)).map((one) => row(`${titleOf(one)} · ${one.place}`, one.remarks.map(remarkLine), link(words.correct, `entry=${one.entry}`)))),
      card(words.drafts, drafts.map((work) => row(titleOf(work), [note(moment(work.at)), work.error && note(work.error, "field-error mb-0")], link(words.go_on, `work=${work.key}`), letGo(work)))),
      card(words.to_fill, known.filter((form) => form.isOpen).sort(byClosing).map((form) => row(form.title, [note(`${form.round} · ${form.is_late ? words.late : words.closes} ${day.format(new Date(form.closes_on))}`), isKept && note(words.ready, "form-hint mb-0 collect-ready")], link(words.fill, `form=${form.id}`))), empty),
    ].filter(Boolean),
  );
  // What says the same stays, so that no press is lost to a drawing anew.
  if (shown.innerHTML !== part("lists").innerHTML) part("lists").replaceChildren(...shown.childNodes);
}

// Who signed in here after this page was opened (frame.js) neither sends what this page keeps nor leaves his own on it.
const isStillHere = () => who("") === user;
// Answers come in the language of the page, not in that of the device.
const HEADERS = { Accept: "application/json", "Accept-Language": document.documentElement.lang };
const ask = (address, options = {}) => fetch(address, { headers: HEADERS, ...options });

// Pictures and sounds of a form lie here with it as far as there is room for them, the small ones first; one that is as
// it was is not fetched again, one that is left out is fetched when it is looked at.
const ROOM = 20 * 1024 * 1024;

async function whole(pack, before) {
  let room = ROOM;
  let isWhole = true;
  const kept = [];
  for (const one of pack.shown) {
    room -= one.size;
    if (room < 0) break;
    const known = before?.kept?.find((file) => file.name === one.name && file.mark === one.mark);
    const given = known ? null : await fetch(one.address).catch(() => null);
    if (known) kept.push(known);
    else if (given?.ok) kept.push({ name: one.name, mark: one.mark, blob: await given.blob() });
    else isWhole = false;
  }
  return isWhole ? { ...pack, kept } : { ...pack, kept, hash: "" }; // it is asked for again next time
}

// Where there is no room a form is kept without its pictures, and answers go before them.
const keepForm = (form) => forms.put(form).catch(() => forms.put({ ...form, kept: [] }));
const keepWork = (work) =>
  works.put(work).catch(async () => {
    for (const form of await forms.all()) if (form.kept?.length) await forms.put({ ...form, kept: [] });
    return works.put(work);
  });

// The forms of today with their lists, and what was sent back with its photos: so much has to lie here beforehand.
async function refresh() {
  if (!isStillHere()) return;
  const listed = await ask(place.dataset.forms);
  if (!listed.ok) return;
  const open = await listed.json();
  const known = new Map((await forms.all()).map((form) => [form.id, form]));
  for (const form of open) {
    const before = known.get(form.id);
    if (before?.hash === form.hash && before.shown && before.language === document.documentElement.lang && before.isOpen) {
      await forms.put({ ...before, ...form });
      continue;
    }
    const packed = await ask(form.address);
    if (packed.ok) await keepForm({ ...form, ...(await whole(await packed.json(), before)), key: `${user}/${form.id}`, language: document.documentElement.lang, isOpen: true });
    if (!isFilling) await show();
  }
  await refreshReturned();
  const needed = new Set([...(await works.all()), ...(await returned.all())].map((one) => one.form));
  for (const form of known.values()) {
    if (open.some((one) => one.id === form.id)) continue;
    if (needed.has(form.id)) await forms.put({ ...form, isOpen: false });
    else await forms.drop(form.key);
  }
}

async function refreshReturned() {
  if (!isStillHere()) return;
  const answer = await ask(place.dataset.returned);
  if (!answer.ok) return;
  const listed = await answer.json();
  const known = new Map((await returned.all()).map((one) => [one.entry, one]));
  for (const one of listed) {
    await packOf(one.form, one.address);
    const before = known.get(one.entry);
    const kept = before?.instance === one.instance ? before.kept : [];
    for (const [name, address] of Object.entries(one.files)) {
      if (kept.some((file) => file.name === name)) continue;
      const file = await fetch(address);
      if (file.ok) kept.push({ name, blob: await file.blob() });
    }
    await returned.put({ ...one, kept, key: `${user}/${one.entry}` });
  }
  for (const one of known.values()) if (!listed.some((now) => now.entry === one.entry)) await returned.drop(one.key);
}

async function packOf(id, address) {
  const key = `${user}/${id}`;
  const known = await forms.get(key);
  if (known || isShell) return known;
  if (!address) await refresh().catch(() => {});
  if (!address) return forms.get(key);
  const answer = await ask(address);
  if (!answer.ok) return undefined;
  await keepForm({ ...(await whole(await answer.json())), key, isOpen: false });
  return forms.get(key);
}

// The answers under the name that stays theirs: a draft that is opened again would get a new one each time.
function named(xml, work) {
  const answers = new DOMParser().parseFromString(xml, "text/xml");
  const meta = metaOf(answers);
  const set = (name, value) => {
    let found = [...meta.children].find((child) => child.localName === name);
    if (!value) return found?.remove();
    found ??= meta.appendChild(answers.createElementNS(meta.namespaceURI, meta.prefix ? `${meta.prefix}:${name}` : name));
    found.textContent = value;
  };
  set("instanceID", work.instance);
  set("deprecatedID", work.deprecated);
  return new XMLSerializer().serializeToString(answers);
}

function post(work, file, isLast) {
  const body = new FormData();
  body.append("xml_submission_file", new Blob([work.xml], { type: "text/xml" }), "answers.xml");
  if (file) body.append("file", file.blob, file.name);
  body.append("is_incomplete", String(!isLast));
  return ask(place.dataset.entries, { method: "POST", body, headers: { ...HEADERS, "X-CSRFToken": place.dataset.token } });
}

// Who signed in anew in another tab has another token: an open page takes it, if it is still the same person.
async function renewed() {
  const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html").querySelector("#collect");
  if (page?.dataset.user !== user) return false;
  place.dataset.token = page.dataset.token;
  return true;
}

async function posted(...part) {
  const answer = await post(...part);
  const isStale = answer.status === 403 && (await reasons(answer.clone())).startsWith("CSRF");
  return isStale && (await renewed()) ? post(...part) : answer;
}

// What the server said of what it set aside, each sentence once.
const told = new Set();
const heard = () => [...told].join(" ") || words.sent;

// One file at a time; what arrived is not sent again. The same answers twice are one entry: their name is the same.
async function send(work) {
  const left = work.files.filter((file) => !work.arrived.includes(file.name));
  const parts = left.length ? left : [null];
  for (const [index, file] of parts.entries()) {
    const answer = await posted(work, file, index === parts.length - 1);
    work.isRefused = false;
    if (answer.status === 401) return words.signed_out;
    if (answer.status >= 500 || answer.status === 429) return words.later;
    if (!answer.ok) {
      const why = await reasons(answer);
      if (answer.status === 403) return why.startsWith("CSRF") ? words.stale : why;
      work.isRefused = true;
      return why;
    }
    if (file) work.arrived.push(file.name);
    const taken = await answer.json();
    if (taken.held.length && index === parts.length - 1) told.add(taken.told);
    work.isBegun = true;
    await works.put(work).catch(() => {}); // no room: what was sent may be sent again
  }
  await works.drop(work.key);
  if (work.entry) await returned.drop(`${user}/${work.entry}`); // it waits for its review, and not for a correction
  return "";
}

async function sendAll() {
  if (isShell || !user || !isStillHere()) return 0;
  let count = 0;
  await inTurn("u2t-field", async () => {
    for (const work of await works.all()) {
      if (work.state !== "waiting") continue;
      try {
        work.error = await send(work);
        if (work.error) await works.put(work).catch(() => {}); // no room: it is told again next time
        else count += 1;
      } catch {
        return; // no network: another time
      }
    }
  });
  return count;
}

async function sync() {
  const count = await sendAll();
  await refresh().catch(() => {});
  isLooking = false;
  if (!isFilling) await show();
  if (!isStillHere()) say(words.signed_out, "refused");
  if (count) say(heard(), "done");
}

// What is opened to be changed waits no longer to be sent; if it is just being sent, that is waited for.
async function keptWork(key) {
  const found = await works.get(key);
  if (!found?.isRefused) return found;
  return inTurn("u2t-field", async () => {
    const now = await works.get(key);
    if (now?.isRefused) await keepWork({ ...now, state: "draft" }).catch(() => {});
    return now;
  });
}

async function workAsked() {
  if (asked.has("work")) return keptWork(asked.get("work"));
  const fresh = { key: newKey(), state: "draft", instance: `uuid:${newKey()}`, deprecated: "", xml: "", files: [], arrived: [] };
  if (asked.has("form")) return { ...fresh, form: Number(asked.get("form")) };
  if (!isShell) await refreshReturned().catch(() => {});
  const entry = Number(asked.get("entry"));
  const begun = (await works.all()).find((work) => work.entry === entry && work.state === "draft");
  const back = await returned.get(`${user}/${entry}`);
  return begun ?? (back && { ...fresh, form: back.form, entry, deprecated: back.instance, xml: back.xml, files: back.kept });
}

async function showRemarks(work, fill) {
  const back = work.entry && (await returned.get(`${user}/${work.entry}`));
  if (!back?.remarks.length) return;
  const lines = back.remarks.map((remark) => {
    const go = made("button", { type: "button", text: words.go_to, className: "btn btn-link btn-sm" });
    go.addEventListener("click", () => fill.show(remark.path));
    return made("li", {}, remarkLine(remark), remark.path && go);
  });
  part("remarks").replaceChildren(made("section", { className: "notice notice-warn" }, made("div", {}, made("h2", { className: "h3", text: words.remarks }), made("ul", { className: "mb-0 ps-3" }, ...lines))));
}

// Answers of which the server has a part already cannot change under their name: they take the place of those.
function rename(work) {
  if (work.isBegun) Object.assign(work, { deprecated: work.instance, instance: `uuid:${newKey()}`, isBegun: false, arrived: [] });
}

// A form that was sent is opened no more, also by who goes back to it: whoever comes back does not get to it again.
function toList(text, tone) {
  sessionStorage.setItem("u2t:field:said", text);
  sessionStorage.setItem("u2t:field:tone", tone);
  location.replace(location.pathname);
}

function nothingHere() {
  say(words.not_kept, "refused");
  part("lists").replaceChildren(made("a", { text: words.back, href: location.pathname, className: "btn btn-link px-0" }));
}

async function fill() {
  say(words.opening);
  navigator.storage?.persist?.().catch(() => {}); // drafts are not to go when the device wants room for other pages
  const work = await workAsked();
  const pack = work && (await packOf(work.form));
  if (asked.has("work") && (!work || (work.state === "waiting" && !work.isRefused))) return toList(work ? words.kept : words.gone, "offline");
  if (!pack) return nothingHere();
  rename(work);
  Object.assign(work, { title: pack.title, state: "draft", error: "", isRefused: false });
  part("fill").hidden = false;
  // What is typed later is kept later. A draft that another page sent meanwhile is there already: what is written on
  // here corrects that, as the same answers under one name cannot differ.
  let before = Promise.resolve();
  let wasKept = asked.has("work");
  const keep = (answers, state = "draft") => {
    before = before.catch(() => {}).then(async () => {
      if (wasKept && !(await works.get(work.key))) rename(Object.assign(work, { isBegun: true }));
      await keepWork({ ...Object.assign(work, answers, { state, xml: named(answers.xml, work) }), at: new Date().toISOString() });
      wasKept = true;
    });
    return before;
  };
  const changed = (answers) =>
    keep(answers).then(
      () => {
        history.replaceState(null, "", `?work=${work.key}`);
        say(words.draft_kept);
      },
      () => say(words.storage_full, "refused"),
    );
  const sent = async (answers) => {
    say(words.sending);
    try {
      await keep(answers, "waiting");
    } catch {
      // Nothing of it lies here: it goes from the page as it is, or stays on it.
      const why = await send(work).catch(() => words.storage_full);
      work.state = "draft";
      rename(work);
      if (why) {
        say(why, "refused");
        return false;
      }
    }
    await sendAll();
    const left = await works.get(work.key);
    toList(left ? words.kept : heard(), left ? "offline" : "done");
    return true;
  };
  const { Fill } = await import("u2t/fill");
  const shown = new Fill(part("odk"), { ...pack, draft: work.xml ? work : null, words: read("lists"), changed, sent });
  await shown.opened();
  part("hints").textContent = [/<bind[^>]*type="date"/.test(pack.xml) && document.documentElement.lang === "th" && words.common_era, /appearance="[^"]*map/.test(pack.xml) && words.map].filter(Boolean).join(" ");
  await showRemarks(work, shown);
  say(asked.has("form") ? "" : words.draft_kept);
}

// A network that came back to the page before its worker tells nobody; an open form is left alone.
async function again() {
  if (!navigator.onLine) return;
  keepPage().catch(() => {});
  if (!isShell) return (await works.all()).some((work) => work.state === "waiting") ? sync() : undefined;
  if (isFilling) return;
  await fetch(location.href, { method: "HEAD", cache: "no-store" });
  location.reload();
}

async function start() {
  const writer = part("writer");
  if (writer) writer.textContent = user ? `${words.written_by} ${whoseName()}` : words.nobody;
  if (!user) return say(words.nobody, "refused");
  addEventListener("online", () => again().catch(() => {}));
  setInterval(() => again().catch(() => {}), isShell ? 5_000 : 30_000);
  if ("serviceWorker" in navigator) keepPage().catch(() => {});
  else if (!isSecureContext) say(words.insecure);
  if (isFilling) return fill().catch((error) => say(words.cannot_open.replace("%(why)s", error.message), "refused"));
  await show();
  const [said, tone] = ["said", "tone"].map((name) => sessionStorage.getItem(`u2t:field:${name}`));
  sessionStorage.removeItem("u2t:field:said");
  if (said) say(said, tone);
  if (!isShell) await sync();
}

start();
