// web-forms speaks English only. It takes Vue from this module, which says its fixed phrases in the language of the page;
// what a form itself says is left as it is.
import * as vue from "vue-runtime";

export * from "vue-runtime";

const phrases = JSON.parse(document.querySelector("#collect-phrases").textContent);
const PROPS = ["label", "title", "alt", "placeholder", "message", "aria-label", "ariaLabel"];

export function inWords(text) {
  if (typeof text !== "string" || !text) return text;
  const core = text.trim();
  const number = core.match(/\d+(?:\.\d+)?/)?.[0];
  const file = core.match(/^(.+\.) File: \S*?([^/\s]+)$/);
  if (file && phrases[file[1]]) return `${phrases[file[1]]} ${file[2]}`;
  const found = phrases[core] ?? (number && phrases[core.replace(number, "#")]?.replace("#", number));
  return found ? text.replace(core, found) : text;
}

function props(given) {
  if (!given) return given;
  const changed = PROPS.filter((name) => typeof given[name] === "string" && inWords(given[name]) !== given[name]);
  return changed.length ? { ...given, ...Object.fromEntries(changed.map((name) => [name, inWords(given[name])])) } : given;
}

// Its calendar counts years of the common era; on a Thai page they are said in the Buddhist one, 543 later.
const YEARS = /p-datepicker-(?:select-year|year|decade)(?![\w-])/;
const inEra = (text) => text.replace(/\b\d{4}\b/g, (year) => Number(year) + 543);

function years(given, children) {
  if (document.documentElement.lang !== "th" || !YEARS.test(vue.normalizeClass(given?.class))) return children;
  if (typeof children === "string") return inEra(children);
  if (!Array.isArray(children)) return children;
  return children.map((child) => (child?.type === vue.Text && typeof child.children === "string" ? vue.createTextVNode(inEra(child.children), 1) : child));
}

const worded = (make) => (type, given, children, ...rest) => make(type, props(given), years(given, inWords(children)), ...rest);
export const createVNode = worded(vue.createVNode);
export const createBlock = worded(vue.createBlock);
export const createElementVNode = worded(vue.createElementVNode);
export const createElementBlock = worded(vue.createElementBlock);
export const createTextVNode = (text, ...rest) => vue.createTextVNode(inWords(text), ...rest);
export const toDisplayString = (value) => inWords(vue.toDisplayString(value));

// A draft is opened as an edit. web-forms then asks for positions on a map, whose background lies on another host, and
// offers the position of the device no more; a draft is filled in where it was begun.
export const provide = (key, value) => vue.provide(key, key.description === "isFormEditMode" ? vue.ref(false) : value);

// Of files it takes pictures only. Others are chosen here, between the words and the complaint that it draws itself.
const parts = {};
const FileControl = vue.defineComponent({
  props: ["question"],
  setup({ question }) {
    const called = vue.ref(""); // among the answers it gets a name of its own
    const take = (file) => {
      called.value = file?.name ?? "";
      question.setValue(file);
    };
    const choose = ({ target }) => target.closest(".question-container").querySelector("input[type=file]").click();
    return () => {
      const { value, readonly } = question.currentState;
      const { type, accept } = question.nodeOptions.media;
      const input = { type: "file", hidden: true, onChange: ({ target }) => target.files.length && take(target.files[0]) };
      const button = (text, onClick) => vue.h("button", { type: "button", class: "btn btn-sm", disabled: readonly, onClick }, inWords(text));
      return [
        vue.h(parts.ControlText, { question }),
        vue.h("input", { ...input, accept: ["audio", "video"].includes(type) ? accept : null, key: value?.name }),
        value && vue.h("p", { class: "mb-2 text-break" }, called.value || value.name),
        vue.h("div", { class: "d-flex gap-2" }, [button("Choose file", choose), value && button("Remove", () => take(null))]),
        vue.h(parts.ValidationMessage, { message: question.validationState.violation?.message.formatted }),
      ];
    };
  },
});

export function defineComponent(given) {
  if (given.__name === "UploadFileControl") return FileControl;
  const made = vue.defineComponent(given);
  if (["ControlText", "ValidationMessage"].includes(given.__name)) parts[given.__name] = made;
  return made;
}
