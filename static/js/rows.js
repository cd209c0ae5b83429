// Lists for many decisions, by keyboard: j/k move, x chooses, o opens beside, a and r set what to do with those chosen.
// Where there is nothing to set, a sends those chosen (or the row one is at) and r leads to the return of that row.
const list = document.querySelector("#list");
const beside = document.querySelector("#beside");
const screen = document.querySelector("#screen, [data-screen]");
let at = -1;

const rows = () => [...(list?.querySelectorAll("tbody tr[data-row]") ?? [])];
const boxes = () => [...(list?.querySelectorAll("input[name=chosen], input[data-choice]") ?? [])];

function move(step) {
  const all = rows();
  if (!all.length) return;
  at = Math.max(0, Math.min(all.length - 1, at + step));
  all.forEach((row, place) => row.classList.toggle("is-now", place === at));
  all[at].querySelector("[data-open]")?.focus({ preventScroll: true });
  all[at].scrollIntoView({ block: "nearest" });
}

function count() {
  const chosen = boxes().filter((box) => box.checked).length;
  const told = screen?.querySelector("[data-chosen]");
  if (told) told.textContent = chosen.toLocaleString("th-TH-u-nu-latn");
}

const asPart = { headers: { "HX-Request": "true" } };

async function open(link) {
  const answer = await fetch(link.href, asPart);
  if (!answer.ok || answer.redirected) return location.assign(link.href);
  beside.innerHTML = await answer.text();
  beside.hidden = false;
  beside.focus();
}

// What is decided beside the list stays beside it; the list follows, and keeps what was chosen.
async function decide(form, button) {
  const answer = await fetch(form.action, { ...asPart, method: "POST", body: new FormData(form, button) });
  const text = await answer.text();
  // A whole page is not an answer to this: one is signed out, or something else is wrong that reloading shows.
  if (text.includes("<html")) return location.reload();
  beside.innerHTML = text;
  beside.scrollTop = 0;
  const fresh = await fetch(location.href, asPart);
  if (!fresh.ok || fresh.redirected) return;
  const chosen = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
  list.innerHTML = await fresh.text();
  boxes().forEach((box) => (box.checked = chosen.has(box.value)));
  rows()[at]?.classList.add("is-now");
  count();
}

function choose(verdict) {
  const select = screen?.elements.verdict;
  if (!select) return;
  select.value = verdict;
  (verdict === "return" ? screen.elements.reason : screen.querySelector("button")).focus();
}

function approve() {
  if (!boxes().some((box) => box.checked)) rows()[at]?.querySelector("input[name=chosen]")?.click();
  if (boxes().some((box) => box.checked)) screen.querySelector("[data-approve]").click();
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: () => rows()[at]?.querySelector("input[name=chosen]")?.click(),
  o: () => rows()[at]?.querySelector("[data-open]")?.click(),
  a: () => (screen?.querySelector("[data-approve]") ? approve() : choose("qualify")),
  r: () => (rows()[at]?.querySelector("[data-return]") ?? { click: () => choose("return") }).click(),
};

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = keys[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});
list?.addEventListener("change", count);
document.querySelector("[data-all]")?.addEventListener("change", (event) => {
  boxes().forEach((box) => (box.checked = event.target.checked));
  count();
});
list?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-open]");
  // On a narrow screen there is no beside: the link leads to the page.
  if (!link || !beside || event.ctrlKey || event.metaKey || !matchMedia("(min-width: 75rem)").matches) return;
  event.preventDefault();
  at = rows().indexOf(link.closest("tr"));
  move(0);
  open(link).catch(() => location.assign(link.href));
});
beside?.addEventListener("submit", (event) => {
  event.preventDefault();
  decide(event.target, event.submitter).catch(() => location.reload());
});
count();
