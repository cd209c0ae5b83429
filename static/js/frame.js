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

// Pickers with `data-submits` send their form at once; the button stays for those without scripts.
document.addEventListener("change", (event) => {
  const picker = event.target.closest("[data-submits]");
  if (picker) picker.form.requestSubmit();
});
