// The sheets of an XLSForm as tables: cells are typed or pasted from a spreadsheet, and sent as one piece. What the
// server says of a cell stands in it.
const form = document.querySelector("#sheets");
const read = (id) => JSON.parse(document.querySelector(`#sheets-${id}`).textContent);
const words = form.dataset;
const tables = read("tables");
// Of tables that were refused nothing is kept yet.
let isChanged = "bound" in words;

function made(name, given = {}, ...children) {
  const element = Object.assign(document.createElement(name), given);
  element.append(...children);
  return element;
}

const letter = (column) => String.fromCharCode(65 + (column % 26));
const place = (column) => (column >= 26 ? letter(Math.floor(column / 26) - 1) : "") + letter(column);

const CELL = "input, textarea";

// A cell of several lines needs a field of several lines: one of a single line drops the breaks.
function cell(value, label) {
  const lines = value.split("\n").length;
  const field = lines > 1 ? made("textarea", { value, rows: lines }) : made("input", { value, type: "text" });
  field.autocomplete = "off";
  field.setAttribute("aria-label", label);
  return field;
}

function put(field, text) {
  if (field.matches("textarea") || !text.includes("\n")) field.value = text;
  else field.replaceWith(cell(text, field.ariaLabel));
}

// The cells of a spreadsheet as they are pasted: one of several lines stands in quotation marks, which are doubled in it.
const SEVERAL_LINES = /"((?:[^"]|"")*\n(?:[^"]|"")*)"(?=[\t\n]|$)/y;

function cellsIn(text) {
  const lines = [[]];
  for (let from = 0; from <= text.length; ) {
    SEVERAL_LINES.lastIndex = from;
    const found = SEVERAL_LINES.exec(text);
    const end = found ? SEVERAL_LINES.lastIndex : from + text.slice(from).match(/^[^\t\n]*/)[0].length;
    lines.at(-1).push(found ? found[1].replaceAll('""', '"') : text.slice(from, end));
    if (text[end] === "\n") lines.push([]);
    from = end + 1;
  }
  return lines;
}

class Sheet {
  constructor({ name, headings, rows }) {
    this.name = name;
    this.head = made("tr", {}, made("th", { scope: "col", textContent: words.rownumber }));
    this.body = made("tbody");
    this.table = made("table", { className: "sheet" }, made("caption", { className: "visually-hidden", textContent: name }), made("thead", {}, this.head), this.body);
    headings.forEach((heading) => this.addColumn(heading));
    rows.forEach((row) => this.addRow(row));
    if (!rows.length) this.addRow();
    this.number();
    this.table.addEventListener("paste", (event) => this.paste(event));
    this.table.addEventListener("keydown", (event) => this.move(event));
  }

  get width() {
    return this.head.cells.length - 1;
  }

  addColumn(heading = "") {
    this.head.append(made("th", { scope: "col" }, cell(heading, `${this.name} ${place(this.width)}1`)));
    for (const row of this.body.rows) row.append(made("td", {}, cell("", "")));
  }

  addRow(values = [], before = null) {
    const cells = Array.from({ length: this.width }, (_, column) => made("td", {}, cell(values[column] ?? "", "")));
    const row = made("tr", {}, made("th", { scope: "row" }), ...cells);
    this.body.insertBefore(row, before);
    return row;
  }

  // Rows are called by their numbers, and the types of questions are offered in the column that takes them.
  number() {
    const typed = this.name === "survey" ? this.values(this.head).indexOf("type") : -1;
    [...this.body.rows].forEach((row, index) => {
      row.cells[0].textContent = index + 2;
      row.querySelectorAll(CELL).forEach((input, column) => {
        input.setAttribute("aria-label", `${this.name} ${place(column)}${index + 2}`);
        if (column === typed) input.setAttribute("list", "sheet-types");
      });
    });
    this.say();
  }

  // What is done with a row is done with the one in which the cursor stood last.
  get chosen() {
    return this.row?.isConnected ? this.row : null;
  }

  choose(row) {
    this.row?.classList.remove("is-chosen");
    this.row = row;
    row?.classList.add("is-chosen");
    this.say();
  }

  say() {
    if (!this.tools) return;
    const row = this.chosen;
    this.told.textContent = row ? `${words.rownumber} ${row.cells[0].textContent}` : words.none;
    const can = { above: row, up: row?.previousElementSibling, down: row?.nextElementSibling, remove: row };
    for (const [name, button] of Object.entries(this.tools)) button.disabled = !can[name];
  }

  act(name) {
    const row = this.chosen;
    const column = Math.max(0, [...row.cells].findIndex((box) => box.contains(this.last)) - 1);
    let next = row;
    if (name === "above") next = this.addRow([], row);
    else if (name === "up") row.previousElementSibling.before(row);
    else if (name === "down") row.nextElementSibling.after(row);
    else {
      next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      next ??= this.addRow();
    }
    isChanged = true;
    this.number();
    this.choose(next);
    next.querySelectorAll(CELL)[column]?.focus();
  }

  toolbar() {
    this.told = made("span", { className: "text-secondary" });
    this.told.setAttribute("aria-live", "polite");
    const button = (name) => {
      const one = made("button", { type: "button", className: "btn btn-sm", textContent: words[name], ariaLabel: `${words[name]} ${this.name}` });
      one.addEventListener("click", () => this.act(name));
      return one;
    };
    this.tools = Object.fromEntries(["above", "up", "down", "remove"].map((name) => [name, button(name)]));
    this.table.addEventListener("focusin", ({ target }) => {
      const row = target.closest("tbody tr");
      if (row) Object.assign(this, { last: target }).choose(row);
    });
    this.say();
    return made("div", { className: "sheet-tools" }, this.told, ...Object.values(this.tools));
  }

  at(row, column) {
    return this.table.rows[row]?.cells[column + 1]?.querySelector(CELL);
  }

  where(input) {
    const box = input.closest("th, td");
    return [box.parentElement.rowIndex, box.cellIndex - 1];
  }

  // Rows and columns that are missing for what is pasted are added.
  paste(event) {
    const lines = cellsIn(event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, ""));
    if (!event.target.matches(CELL) || (lines.length === 1 && lines[0].length === 1 && !lines[0][0].includes("\n"))) return;
    event.preventDefault();
    const [row, column] = this.where(event.target);
    while (this.width < column + Math.max(...lines.map((line) => line.length))) this.addColumn();
    while (this.table.rows.length < row + lines.length) this.addRow();
    this.number();
    lines.forEach((line, down) => line.forEach((text, right) => put(this.at(row + down, column + right), text)));
    this.at(row, column).focus();
    isChanged = true;
  }

  move(event) {
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    // The list of types is walked with the same keys, and so are the lines of a cell.
    if (!step || !event.target.matches(CELL) || event.shiftKey || event.altKey) return;
    if ((event.target.list || event.target.matches("textarea")) && event.key !== "Enter") return;
    event.preventDefault();
    const [row, column] = this.where(event.target);
    if (event.key === "Enter" && row + 1 === this.table.rows.length) {
      this.addRow();
      this.number();
    }
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
    return [...row.querySelectorAll(CELL)].map((input) => input.value.trim());
  }

  get data() {
    const kept = this.values(this.head).map((heading, column) => [heading, column]).filter(([heading]) => heading);
    const rows = [...this.body.rows].map((row) => this.values(row)).map((values) => kept.map(([, column]) => values[column] ?? ""));
    while (rows.length && rows.at(-1).every((value) => !value)) rows.pop();
    return { name: this.name, headings: kept.map(([heading]) => heading), rows };
  }
}

// What is asked most; any other type of XLSForm may be typed, and a list of choices stands behind select_one.
const TYPES = ["text", "integer", "decimal", "date", "time", "dateTime", "select_one ", "select_multiple ", "select_one_from_file tambons.csv", "select_one_from_file villages.csv", "select_one_from_file agencies.csv", "geopoint", "image", "file", "note", "calculate", "begin_group", "end_group", "begin_repeat", "end_repeat", "start", "end", "today"];
form.append(made("datalist", { id: "sheet-types" }, ...TYPES.map((value) => made("option", { value }))));

const sheets = tables.map((table) => new Sheet(table));
for (const sheet of sheets) {
  const row = made("button", { type: "button", className: "btn btn-sm", textContent: words.row, ariaLabel: `${words.row} ${sheet.name}` });
  const column = made("button", { type: "button", className: "btn btn-sm", textContent: words.column, ariaLabel: `${words.column} ${sheet.name}` });
  row.addEventListener("click", () => {
    const added = sheet.addRow();
    sheet.number();
    sheet.at(added.rowIndex, 0)?.focus();
  });
  column.addEventListener("click", () => {
    sheet.addColumn();
    sheet.number();
    sheet.at(0, sheet.width - 1)?.focus();
  });
  const scroll = made("div", { className: "sheet-scroll" }, sheet.table);
  const header = made("header", { className: "card-header" }, made("h2", { className: "card-title", textContent: sheet.name }));
  form.querySelector("[data-tables]").append(made("section", { className: "card mb-3" }, header, scroll, made("footer", { className: "card-footer sheet-foot" }, row, column, sheet.toolbar())));
}
for (const issue of read("issues")) sheets.find((sheet) => sheet.name === issue.sheet)?.tell(issue);
form.querySelector("[aria-invalid=true]")?.focus();
form.addEventListener("input", () => (isChanged = true));
addEventListener("beforeunload", (event) => isChanged && event.preventDefault());
form.addEventListener("submit", () => {
  isChanged = false;
  form.elements.sheets.value = JSON.stringify(sheets.map((sheet) => sheet.data).filter((data) => data.headings.length && (data.rows.length || data.name === "survey")));
});
