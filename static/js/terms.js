// Show of each rule only the fields it asks for; without this script all of them stand there, each with its name.
for (const row of document.querySelectorAll("[data-row]")) {
  const code = row.querySelector("select[name$='-code']");
  if (!code) continue;
  const show = () => {
    for (const part of row.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== code.value;
  };
  code.addEventListener("change", show);
  show();
}
