"""Write one workbook and say how long it took and how much memory: `python -m … ours|reference FILE ROWS COLUMNS`."""

import sys
import time
from pathlib import Path

from dashboards.bench import reference
from u2t.core.exports import Column, Sheet, write_xlsx


def write_ours(path: Path, lines: int, columns: int) -> None:
    """Write the sheet of the reference through our own exports."""
    values = ([n * p if p % 3 else f"{n:06d}" for p in range(columns)] for n in range(1, lines + 1))
    write_xlsx(path, [Sheet("bench", [Column(f"column {p}", "") for p in range(columns)], values)])


def peak_memory() -> int:
    """Return the most memory this process ever held, in MB; `getrusage` would count the parent's before the exec."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    kind, out, line_count, column_count = sys.argv[1:]
    write = write_ours if kind == "ours" else reference.write_xlsx
    began = time.perf_counter()
    write(Path(out), int(line_count), int(column_count))
    taken = time.perf_counter() - began
    sys.stdout.write(f"{taken} {peak_memory()}\n")
