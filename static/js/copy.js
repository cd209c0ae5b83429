// Copies the message beside a button; where the browser does not let us, the message is opened and marked to be copied.
const told = document.querySelector("[data-copied]");

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const text = button.parentElement.querySelector("textarea");
    try {
      await navigator.clipboard.writeText(text.value);
      button.lastChild.textContent = told.textContent;
      told.hidden = false;
    } catch {
      text.closest("details").open = true;
      text.focus();
      text.select();
    }
  });
}
