// The sheets of an XLSForm as tables: cells are typed or pasted from a spreadsheet, and sent as one piece. What the
// server says of a cell stands in it.
const form = document.querySelector("#sheets");
const read = (id) => JSON.parse(document.querySelector(`#sheets-${id}`).textContent);
const words = form.dataset;
const tables = read("tables");

function made(name, given = {}, ...children) {
  const element = Object.assign(document.createElement(name), given);
  element.append(...children);
  return element;
}

const letter = (column) => String.fromCharCode(65 + (column % 26));
const place = (column) => (column >= 26 ? letter(Math.floor(column / 26) - 1) : "") + letter(column);

function cell(value, label) {
  const input = made("input", { value, type: "text", autocomplete: "off" });
  input.setAttribute("aria-label", label);
  return input;
}

class Sheet {
  constructor({ name, headings, rows }) {
    this.name = name;
    this.head = made("tr", {}, made("th", { scope: "col", textContent: words.rownumber }));
    this.body = made("tbody");
    this.table = made("table", { className: "sheet" }, made("caption", { className: "visually-hidden", textContent: name }), made("thead", {}, this.head), this.body);
    headings.forEach((heading) => this.addColumn(heading));
    rows.forEach((row) => this.addRow(row));
    if (!rows.length) this.addRow([]);
    this.table.addEventListener("paste", (event) => this.paste(event));
    this.table.addEventListener("keydown", (event) => this.move(event));
  }

  get width() {
    return this.head.cells.length - 1;
  }

  addColumn(heading = "") {
    this.head.append(made("th", { scope: "col" }, cell(heading, `${this.name} ${place(this.width)}1`)));
    for (const row of this.body.rows) row.lastElementChild.before(made("td", {}, cell("", `${this.name} ${place(this.width - 1)}${row.rowIndex + 1}`)));
  }

  addRow(values = []) {
    const number = this.body.rows.length + 2;
    const remove = made("button", { type: "button", textContent: "×", title: words.remove });
    remove.setAttribute("aria-label", `${words.remove} ${number}`);
    const cells = Array.from({ length: this.width }, (_, column) => made("td", {}, cell(values[column] ?? "", `${this.name} ${place(column)}${number}`)));
    const row = made("tr", {}, made("th", { scope: "row", textContent: number }), ...cells, made("td", {}, remove));
    remove.addEventListener("click", () => {
      row.remove();
      [...this.body.rows].forEach((left, index) => (left.cells[0].textContent = index + 2));
    });
    this.body.append(row);
    return row;
  }

  at(row, column) {
    return this.table.rows[row]?.cells[column + 1]?.querySelector("input");
  }

  where(input) {
    const box = input.closest("th, td");
    return [box.parentElement.rowIndex, box.cellIndex - 1];
  }

  // Rows and columns that are missing for what is pasted are added.
  paste(event) {
    const lines = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    if (!event.target.matches("input") || (lines.length === 1 && lines[0].length === 1)) return;
    event.preventDefault();
    const [row, column] = this.where(event.target);
    while (this.width < column + Math.max(...lines.map((line) => line.length))) this.addColumn();
    while (this.table.rows.length < row + lines.length) this.addRow();
    lines.forEach((line, down) => line.forEach((text, right) => (this.at(row + down, column + right).value = text)));
  }

  move(event) {
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches("input")) return;
    event.preventDefault();
    const [row, column] = this.where(event.target);
    if (event.key === "Enter" && row + 1 === this.table.rows.length) this.addRow();
    this.at(row + step, column)?.focus();
  }

  // A column is named by its heading, or by what stands before the language in it.
  tell({ row, column, message, remedy }) {
    const headings = this.values(this.head);
    const exact = headings.indexOf(column);
    const found = exact >= 0 ? exact : headings.findIndex((heading) => column && heading.split("::")[0] === column);
    const input = this.at((row || 1) - 1, Math.max(found, 0));
    if (!input) return;
    const said = made("p", { textContent: `${message} ${remedy}`.trim(), id: `said-${this.name}-${row}-${found}` });
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", said.id);
    input.parentElement.classList.add("is-wrong");
    input.parentElement.append(said);
  }

  values(row) {
    return [...row.querySelectorAll("input")].map((input) => input.value.trim());
  }

  get data() {
    const kept = this.values(this.head).map((heading, column) => [heading, column]).filter(([heading]) => heading);
    const rows = [...this.body.rows].map((row) => this.values(row)).map((values) => kept.map(([, column]) => values[column] ?? ""));
    while (rows.length && rows.at(-1).every((value) => !value)) rows.pop();
    return { name: this.name, headings: kept.map(([heading]) => heading), rows };
  }
}

const sheets = tables.map((table) => new Sheet(table));
for (const sheet of sheets) {
  const row = made("button", { type: "button", className: "btn btn-sm", textContent: words.row });
  const column = made("button", { type: "button", className: "btn btn-sm", textContent: words.column });
  row.addEventListener("click", () => sheet.at(sheet.addRow().rowIndex, 0)?.focus());
  column.addEventListener("click", () => sheet.addColumn());
  const scroll = made("div", { className: "sheet-scroll" }, sheet.table);
  const header = made("header", { className: "card-header" }, made("h2", { className: "card-title", textContent: sheet.name }));
  form.querySelector("[data-tables]").append(made("section", { className: "card mb-3" }, header, scroll, made("footer", { className: "card-footer d-flex gap-2" }, row, column)));
}
for (const issue of read("issues")) sheets.find((sheet) => sheet.name === issue.sheet)?.tell(issue);
form.querySelector("[aria-invalid=true]")?.focus();
form.addEventListener("submit", () => (form.elements.sheets.value = JSON.stringify(sheets.map((sheet) => sheet.data).filter((data) => data.headings.length && (data.rows.length || data.name === "survey")))));
