// A grid of numbers: Enter and the arrows move between the cells, as in a spreadsheet.
const grid = document.querySelector("[data-grid]");

function cellAt(row, column) {
  return grid.querySelector(`[data-at="${row}:${column}"]`);
}

grid?.addEventListener("keydown", (event) => {
  const [row, column] = (event.target.dataset.at ?? "").split(":").map(Number);
  if (Number.isNaN(row)) return;
  const steps = { Enter: [1, 0], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
  const step = steps[event.key];
  if (!step) return;
  event.preventDefault();
  const next = cellAt(row + step[0], column + step[1]) ?? (event.key === "Enter" ? cellAt(0, column + 1) : null);
  next?.focus();
  next?.select();
});
