// One form, drawn by web-forms from our XForm. What is typed goes back to `changed` as the answers stand, so that a draft
// can be kept; `sent` gets them when they are complete.
import { createApp, h } from "vue";
import { OdkWebForm, webFormsPlugin } from "@getodk/web-forms";

const WAIT = 400;
const FILE = "xml_submission_file";
const TYPES = { csv: "text/csv", xml: "text/xml", geojson: "application/geo+json" };

// web-forms shows its state to nobody but its own parts: the one that draws the heading is given the root of the answers.
function rootIn(node) {
  if (!node || typeof node !== "object") return null;
  const root = node.props?.form;
  if (root?.prepareInstancePayload) return root;
  const below = [node.component?.subTree, ...(Array.isArray(node.children) ? node.children : [])];
  for (const one of below) {
    const found = rootIn(one);
    if (found) return found;
  }
  return null;
}

async function answersIn(payload) {
  const [data] = payload.data;
  const files = [...data.entries()].filter(([name]) => name !== FILE).map(([name, blob]) => ({ name, blob }));
  return { xml: await data.get(FILE).text(), files };
}

// It would set the page around the form back to bare HTML; what the form needs of that is in collect.css.
function withoutReset(install) {
  const before = new Set(document.head.children);
  install();
  for (const made of document.head.children) {
    if (!before.has(made) && made.localName === "style" && made.textContent.includes("all: revert")) return made.remove();
  }
}

function months(style) {
  const said = new Intl.DateTimeFormat(document.documentElement.lang, { month: style, timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, month) => said.format(Date.UTC(2021, month, 1)));
}

function days(style) {
  const said = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: style, timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => said.format(Date.UTC(2021, 7, 1 + day)));
}

function calendar(lists) {
  return {
    ...lists, dateFormat: "dd/mm/yy",
    monthNames: months("long"), monthNamesShort: months("short"),
    dayNames: days("long"), dayNamesShort: days("short"), dayNamesMin: days("narrow"),
  };
}

// The language of the page, where the form has it.
function inLanguage(root) {
  const wanted = `(${document.documentElement.lang})`;
  const found = root.languages.find((one) => one.language?.includes(wanted));
  if (found && root.currentState.activeLanguage?.language !== found.language) root.setLanguage(found);
}

// The place on the page of a question, by where its answer stands.
function placeOf(node, path) {
  for (const child of node.currentState?.children ?? []) {
    if (child.currentState.reference?.replace(/\[\d+\]/g, "").endsWith(path)) return document.getElementById(`${child.nodeId}_container`);
    const found = placeOf(child, path);
    if (found) return found;
  }
  return null;
}

// The field of a day counts years of the common era and knows no other. On a Thai page it shows those of the Buddhist one:
// its `value` is changed on the way in and out, so that what web-forms reads and writes stays as it is. A year may be
// typed in either: no answer lies in the 25th century of the common era.
const DAY = /^(\d{1,2}\/\d{1,2}\/)(\d{4})\b/;
const inEra = (text, years, isMeant) => String(text).replace(DAY, (all, day, year) => (isMeant(Number(year)) ? day + (Number(year) + years) : all));
const plain = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");

function countInThai(host) {
  if (document.documentElement.lang !== "th") return;
  for (const field of host.querySelectorAll(".p-datepicker-input")) {
    if (Object.hasOwn(field, "value")) continue;
    const now = field.value;
    Object.defineProperty(field, "value", {
      configurable: true,
      get: () => inEra(plain.get.call(field), -543, (year) => year >= 2400),
      set: (text) => plain.set.call(field, inEra(text, 543, (year) => year < 2400)),
    });
    if (now) field.value = now;
  }
}

// Beside it the day stands as people say it.
const spoken = new Intl.DateTimeFormat("th-TH-u-ca-buddhist-nu-latn", { dateStyle: "long", timeZone: "UTC" });

function sayDays(host) {
  if (document.documentElement.lang !== "th") return;
  for (const field of host.querySelectorAll(".p-datepicker-input")) {
    const [, day, month, year] = field.value.match(/^(\d{1,2})\/(\d{1,2})\/(\d{4})\b/) ?? [];
    const text = year ? spoken.format(Date.UTC(year, month - 1, day)) : "";
    const place = field.closest(".p-datepicker");
    const known = place.nextElementSibling?.matches(".collect-day") ? place.nextElementSibling : null;
    if ((known?.textContent ?? "") === text) continue;
    if (known) known.textContent = text;
    else place.insertAdjacentElement("afterend", Object.assign(document.createElement("p"), { className: "form-hint collect-day", textContent: text }));
  }
}

// Readers of screens are told what a number is asked for and what a button of three points does: web-forms says neither.
function name(host, words) {
  for (const field of host.querySelectorAll(".question-container input:not([type=checkbox]):not([type=radio]):not([type=file])")) {
    if (field.labels.length || field.hasAttribute("aria-label") || field.hasAttribute("aria-labelledby")) continue;
    const label = field.closest(".question-container").querySelector("label, .control-text")?.textContent.trim();
    if (label) field.setAttribute("aria-label", label);
  }
  for (const button of host.querySelectorAll("button.button-menu:not([aria-label])")) button.setAttribute("aria-label", words.actions);
  nameButtons(host);
}

// Many questions have the same buttons, such as one that chooses a file: each is told with its question.
let named = 0;

function nameButtons(host) {
  for (const button of host.querySelectorAll(".question-container button:not([aria-label], [aria-labelledby])")) {
    const label = button.closest(".question-container").querySelector("label, .control-text");
    if (!label || !button.textContent.trim()) continue;
    for (const one of [button, label]) one.id ||= `collect-named-${(named += 1)}`;
    button.setAttribute("aria-labelledby", `${button.id} ${label.id}`);
  }
}

function goTo(place) {
  place?.scrollIntoView({ block: "center" });
  place?.querySelector("input, textarea, button, [tabindex]")?.focus({ preventScroll: true });
}

export class Fill {
  constructor(host, { xml, lists, shown = [], kept = [], properties = {}, draft, words, changed, sent }) {
    this.host = host;
    this.changed = changed;
    this.timer = 0;
    this.done = false;
    const fetchFormAttachment = async (address) => {
      const name = decodeURIComponent(String(address).split("/").pop());
      const found = lists[name];
      if (found !== undefined) return new Response(found, { headers: { "Content-Type": TYPES[name.split(".").pop()] ?? "text/csv" } });
      const here = kept.find((file) => file.name === name);
      const there = shown.find((file) => file.name === name);
      if (here) return new Response(here.blob);
      return there ? fetch(there.address) : new Response(null, { status: 404 });
    };
    const known = { username: properties.username, email: properties.email };
    const editInstance = draft && {
      resolveInstance: async () => draft.xml,
      attachmentFileNames: draft.files.map((file) => file.name),
      resolveAttachment: async (name) => new Response(draft.files.find((file) => file.name === name).blob),
    };
    const onSubmit = async (payload) => {
      if (this.done || payload.status !== "ready") return;
      this.done = true;
      clearTimeout(this.timer);
      // What could neither be kept nor sent stays here, to be sent again.
      this.done = (await sent(await answersIn(payload))) !== false;
    };
    // A name for the device is made only where the form asks for it.
    const trackDevice = xml.includes('jr:preloadParams="deviceid"');
    const given = { formXml: xml, fetchFormAttachment, preloadProperties: known, trackDevice, editInstance: editInstance ?? null, onSubmit };
    this.app = createApp({ render: () => h(OdkWebForm, given) });
    withoutReset(() => this.app.use(webFormsPlugin));
    Object.assign(this.app.config.globalProperties.$primevue.config.locale, calendar(words));
    this.app.mount(host);
    const drawn = () => {
      name(host, words);
      countInThai(host);
    };
    new MutationObserver(drawn).observe(host, { childList: true, subtree: true });
    this.days = setInterval(() => sayDays(host), WAIT); // what is chosen in a calendar changes no element
    // A field of numbers changes by keys alone: it swallows them and tells of no input.
    for (const kind of ["input", "change", "click", "keyup", "focusout"]) host.addEventListener(kind, () => this.later());
    // Where something is to be mended web-forms goes to the top of the page, screens away from it: the first of it is
    // gone to instead.
    host.addEventListener("click", (event) => event.target.closest(".footer button") && setTimeout(() => goTo(host.querySelector(".question-container.highlight"))));
    // Lists and calendars open outside of the form.
    document.body.addEventListener("click", () => this.later());
    document.addEventListener("visibilitychange", () => document.hidden && this.keep());
  }

  get root() {
    return rootIn(this.host._vnode);
  }

  // Resolves when the form is drawn.
  async opened() {
    for (let tries = 0; tries < 600 && !this.root; tries += 1) {
      if (this.host.querySelector(".form-initialization-status.error")) break;
      await new Promise((done) => setTimeout(done, 50));
    }
    if (!this.root) throw new Error(document.querySelector(".form-load-failure-dialog")?.textContent ?? "");
    inLanguage(this.root);
    return this;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), WAIT);
  }

  async keep() {
    clearTimeout(this.timer);
    if (this.done || !this.root) return;
    const answers = await answersIn(await this.root.prepareInstancePayload({ payloadType: "monolithic" }));
    if (!this.done) await this.changed(answers);
  }

  show(path) {
    goTo(placeOf(this.root, path));
  }
}
