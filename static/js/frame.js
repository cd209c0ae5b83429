// The menu of a phone: it opens by address (#side) without any script; here the keyboard is minded.
const side = document.querySelector("#side");
const opener = document.querySelector(".top-menu");

addEventListener("hashchange", () => {
  if (location.hash === "#side") side?.querySelector("a, button")?.focus();
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && location.hash === "#side") {
    location.hash = "#content";
    opener?.focus();
  }
});

// A page that answers a press of its own that was out of date: what is pressed and opened next is of that page.
if (document.body.dataset.address) history.replaceState(null, "", document.body.dataset.address);

// Without a network the day log can ask nobody who it is: it is who was signed in here last, and nobody after that.
try {
  const { user, name } = document.body.dataset;
  if (user) {
    localStorage.setItem("u2t:log:user", user);
    localStorage.setItem("u2t:log:name", name ?? "");
  } else if (!document.querySelector("[data-shell]")) {
    localStorage.removeItem("u2t:log:user");
    localStorage.removeItem("u2t:log:name");
  }
} catch {
  // A browser that stores nothing has no queue either.
}

// The page changes in place: the switch of the language must come back to what is shown now. Where it did not, the server
// said where to: what answers a press has an address that can only be pressed.
const opened = location.pathname + location.search;
document.querySelector(".top-language")?.addEventListener("submit", (event) => {
  const now = location.pathname + location.search;
  if (now !== opened) event.target.elements.next.value = now;
});
document.addEventListener("htmx:afterSettle", (event) => {
  const told = document.querySelector(`#${event.target.id}-told`);
  if (told) told.textContent = told.dataset.word;
});

// How much work waits: asked beside the page, so that no page is slower for it.
async function count(place) {
  const answer = await fetch(place.dataset.waiting, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return;
  for (const [name, number] of Object.entries(await answer.json())) {
    for (const mark of document.querySelectorAll(`[data-count="${name}"]`)) {
      if (!number) continue;
      const word = document.createElement("span");
      word.className = "visually-hidden";
      word.textContent = ` ${mark.dataset.word}`;
      mark.replaceChildren(number.toLocaleString("th-TH-u-nu-latn"), word);
    }
  }
}
const menu = document.querySelector("[data-waiting]");
if (menu) count(menu).catch(() => {}); // offline: the page stands without counts

// A second click on a button that sends something sends nothing more: the first is on its way. A page that is shown
// again (a download, the way back) can be sent again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("method")?.toLowerCase() !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A browser writes the day of a field in the common era; beside it stands the day as it is said here.
const said = new Intl.DateTimeFormat(
  document.documentElement.lang === "th" ? "th-TH-u-ca-buddhist-nu-latn" : "en-GB",
  { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" },
);
function say(field, place) {
  const day = field.value ? new Date(`${field.value}T00:00:00Z`) : null;
  place.textContent = day && !Number.isNaN(day.valueOf()) ? said.format(day) : "";
}
function sayDays(root) {
  for (const field of root.querySelectorAll('input[type="date"]:not([data-said])')) {
    const place = document.createElement("output");
    place.className = "form-hint field-day";
    place.htmlFor = field.id;
    field.dataset.said = "yes";
    field.after(place);
    field.addEventListener("input", () => say(field, place));
    say(field, place);
  }
}
sayDays(document);
document.addEventListener("htmx:afterSettle", (event) => sayDays(event.target));
