// Forms that lose nothing: what is typed lies on the device until the server has acknowledged it.
// Without this script the same forms are sent by their button.
const WAIT = 800;
const AGAIN = 5000;
const STALE = 412;
// Beside what was typed lies which version of the page it was typed on.
const BASE = "@version";

class Draft {
  constructor(form) {
    this.form = form;
    this.key = `u2t:draft:${form.dataset.user}:${form.dataset.draft}`;
    this.state = form.querySelector("[data-draft-state]");
    this.autosaves = "autosave" in form.dataset;
    this.busy = null;
    this.timer = 0;
    this.restore();
    form.addEventListener("input", (event) => this.typed(event.target));
    form.addEventListener("change", (event) => this.typed(event.target));
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.pending().length && this.autosaves && !this.moved && this.save());
    addEventListener("pagehide", () => clearTimeout(this.timer));
    for (const control of form.elements) if (this.isAhead(control)) this.typed(control);
  }

  // On a slow phone somebody types before this script has come.
  isAhead(control) {
    if (control.type === "checkbox") return control.checked !== control.defaultChecked;
    return /^(text|tel|email|number|textarea)$/.test(control.type) && control.value !== control.defaultValue;
  }

  // A national ID stays with the tab; on a shared device it must not outlive it.
  store(name) {
    return this.form.elements[name]?.dataset && "private" in this.form.elements[name].dataset ? sessionStorage : localStorage;
  }

  read(store) {
    try {
      return JSON.parse(store.getItem(this.key) || "{}");
    } catch {
      return {};
    }
  }

  kept() {
    const { [BASE]: _base, ...values } = { ...this.read(localStorage), ...this.read(sessionStorage) };
    return values;
  }

  pending() {
    return Object.keys(this.kept());
  }

  write(store, values) {
    try {
      if (Object.keys(values).length) store.setItem(this.key, JSON.stringify(values));
      else store.removeItem(this.key);
    } catch {
      // A full or forbidden storage must not stop anybody from typing.
    }
  }

  keep(name, value) {
    const store = this.store(name);
    this.write(store, { ...this.read(store), [name]: value });
  }

  forget(sent) {
    for (const store of [localStorage, sessionStorage]) {
      const left = Object.entries(this.read(store)).filter(([name, value]) => !(name in sent) || sent[name] !== value);
      this.write(store, left.some(([name]) => name !== BASE) ? Object.fromEntries(left) : {});
    }
  }

  value(name) {
    const control = this.form.elements[name];
    return control?.type === "checkbox" ? (control.checked ? "on" : "") : (control?.value ?? "");
  }

  // What was typed on an older version is put back, but stored only by a press: beside it stands what is stored now.
  restore() {
    const base = this.read(localStorage)[BASE];
    const moved = base !== undefined && base !== this.version();
    let found = false;
    for (const [name, value] of Object.entries(this.kept())) {
      const control = this.form.elements[name];
      if (!control || this.value(name) === value) continue;
      if (moved) this.beside(control, this.value(name));
      if (control.type === "checkbox") control.checked = value === "on";
      else control.value = value;
      found = true;
    }
    if (!found) return;
    this.moved = moved;
    if (moved) return this.say(this.form.dataset.moved, "refused");
    this.say(this.form.dataset.restored, "");
    if (this.autosaves) this.later(0);
  }

  version() {
    return this.form.elements.version?.value ?? "";
  }

  beside(control, stored) {
    const place = (control instanceof RadioNodeList ? control[0] : control).closest(".field, fieldset, label");
    const said = document.createElement("div");
    said.className = "field-stored";
    said.textContent = `${this.form.dataset.stored}: ${this.inWords(control, stored) || "–"}`;
    place?.append(said);
  }

  inWords(control, value) {
    if (control instanceof RadioNodeList) return [...control].find((one) => one.value === value)?.closest("label")?.textContent;
    if (control.options) return [...control.options].find((one) => one.value === value)?.textContent;
    return value;
  }

  typed(control) {
    if (!control.name || control.type === "hidden" || control.type === "file" || "unkept" in control.dataset) return;
    this.keep(control.name, this.value(control.name));
    if (this.moved) return;
    this.keep(BASE, this.version());
    if (this.autosaves) this.later(WAIT);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  say(text, tone) {
    if (!this.state) return;
    this.state.textContent = text;
    this.state.className = `apply-saved${tone ? ` is-${tone}` : ""}`;
  }

  // One request at a time; what is typed meanwhile is sent by the next.
  save() {
    clearTimeout(this.timer);
    this.busy ??= this.send().finally(() => (this.busy = null));
    return this.busy;
  }

  async send() {
    const sent = this.kept();
    this.stale = false;
    this.say(this.form.dataset.saving, "");
    let answer;
    try {
      answer = await fetch(this.form.action, {
        method: "POST",
        body: new FormData(this.form),
        headers: { "X-Draft": "1", Accept: "application/json" },
        redirect: "manual",
      });
    } catch {
      return this.failed();
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      this.say(this.form.dataset.signedOut, "offline");
      return null;
    }
    const body = await answer.json().catch(() => null);
    if (!body) return this.failed();
    this.stale = answer.status === STALE;
    if (body.problem) {
      if (this.stale && this.form.dataset.stale) this.say(`${body.problem} ${this.form.dataset.stale}`, "refused");
      else this.say([body.problem, ...(body.missing && body.missing.length > 1 ? body.missing : [])][0], "refused");
      return null;
    }
    return this.acknowledged(sent, body);
  }

  failed() {
    this.say(this.form.dataset.offline, "offline");
    if (this.autosaves) this.later(AGAIN);
    return null;
  }

  acknowledged(sent, body) {
    if (body.version) this.form.elements.version.value = body.version;
    if (this.moved) for (const said of this.form.querySelectorAll(".field-stored")) said.remove();
    this.moved = false;
    const refused = body.refused || {};
    const taken = Object.entries(sent).filter(([name]) => !(name in refused));
    if (this.autosaves || !Object.keys(refused).length) this.forget(Object.fromEntries(taken));
    this.mark(refused);
    this.renew(body.parts || {});
    const time = new Date().toLocaleTimeString("th-TH-u-nu-latn", { hour: "2-digit", minute: "2-digit" });
    if (Object.keys(refused).length) this.say(Object.values(refused)[0], "refused");
    else this.say(`${this.form.dataset.saved} ${time.replace(":", ".")}`, "");
    if (this.pending().length) this.keep(BASE, this.version());
    const typedSince = Object.entries(this.kept()).some(([name, value]) => !(name in refused) && sent[name] !== value);
    if (typedSince && this.autosaves) this.later(WAIT);
    return body;
  }

  // What is missing reads as it is now, not as it was when the page was opened. The pieces are the server's own markup.
  renew(parts) {
    for (const [name, markup] of Object.entries(parts)) {
      const made = new DOMParser().parseFromString(markup, "text/html").querySelector(`[data-part="${name}"]`);
      if (made) document.querySelector(`[data-part="${name}"]`)?.replaceWith(made);
    }
  }

  // Each sentence stands beside its field, as the server would have written it.
  mark(refused) {
    for (const old of this.form.querySelectorAll(".field-error")) old.remove();
    for (const field of this.form.querySelectorAll(".field-refused")) field.classList.remove("field-refused");
    for (const [name, sentence] of Object.entries(refused)) {
      const control = this.form.elements[name];
      const first = control instanceof RadioNodeList ? control[0] : control;
      const place = first?.closest?.(".field");
      if (!place) continue;
      place.classList.add("field-refused");
      const line = document.createElement("p");
      line.className = "field-error";
      line.id = `id_${name}_error`;
      line.textContent = sentence;
      place.append(line);
      first.setAttribute("aria-describedby", line.id);
    }
  }

  // A button that does more than save: nothing typed waits on the device any more, the page itself is sent. So it is from
  // a page that is out of date: it comes back with what was typed and what is stored.
  plainly(button) {
    if (!button) return this.form.submit();
    const pressed = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    this.form.append(pressed);
    this.form.submit();
  }

  async submit(event) {
    event.preventDefault();
    const button = event.submitter;
    if (this.busy) await this.busy;
    const body = await this.save();
    if (!body) return this.stale ? this.plainly(button) : undefined;
    if (button && "plain" in button.dataset) return this.plainly(button);
    const refused = Object.keys(body.refused || {});
    if (refused.length) {
      const control = this.form.elements[refused[0]];
      (control instanceof RadioNodeList ? control[0] : control)?.focus();
      return;
    }
    location.assign(body.next || this.form.dataset.next || location.href);
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form);

// Names of tambons, suggested while somebody writes one.
const list = document.querySelector("datalist[data-url]");
const field = document.querySelector("[data-suggest]");
let asking = 0;
field?.addEventListener("input", () => {
  clearTimeout(asking);
  asking = setTimeout(async () => {
    const answer = await fetch(`${list.dataset.url}?q=${encodeURIComponent(field.value)}`).catch(() => null);
    if (!answer?.ok) return;
    const { places } = await answer.json();
    list.replaceChildren(...places.map((name) => Object.assign(document.createElement("option"), { value: name })));
  }, 250);
});
