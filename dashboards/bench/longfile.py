"""One very long file: checked, stored and taken back in a process of its own, which says the most memory it held.

`python -m dashboards.bench.longfile FILE CODE MAPS` uses the database that `DATABASE_URL` names.
"""

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

CODE, PLACED = "bench-long", "bench-placed"
_FIELDS = (("house", "text", "key"), ("people", "whole", "value"), ("rai", "decimal", "value"))


@dataclass(frozen=True, slots=True)
class Brought:
    """Seconds of each step, how many rows were stored and left after the undo, and memory in MB."""

    checking: float
    storing: float
    undoing: float
    stored: int
    left: int
    before: int
    peak: int


def build(folder: Path, lines: int) -> Path:
    """Write a file of so many rows of a data set that is made for it."""
    from dashboards.rolling.sql import rows  # noqa: PLC0415 - the program below sets Django up first

    place = _define(CODE, _FIELDS)
    tambons = [code for (code,) in rows("SELECT code FROM tambon_area WHERE level = 'tambon' ORDER BY code")]
    told = ((tambons[number % len(tambons)], *_cells(number)) for number in range(lines))
    return _written(folder / "long.csv", [place, "house", "people", "rai"], told)


def build_placed(folder: Path, lines: int) -> Path:
    """Write such a file that says of its places only where they lie, on a map that is made for it."""
    from dashboards.bench import ground  # noqa: PLC0415 - as above

    _define(PLACED, (*_FIELDS, ("at", "point", "value")))
    tambons = len(ground.draw())
    spots = (ground.spot(number, tambons) for number in range(lines))
    told = ((f"{north:.6f}", f"{east:.6f}", *_cells(number)) for number, (north, east) in enumerate(spots))
    return _written(folder / "placed.csv", ["latitude", "longitude", "house", "people", "rai"], told)


def _cells(number: int) -> tuple[Any, ...]:
    return f"h{number}", number % 9, f"{number % 90}.5"


def _define(code: str, fields: Iterable[tuple[str, str, str]]) -> str:
    """Make a data set with these fields; return the name of the one that names the place."""
    from datasets.models import Dataset  # noqa: PLC0415 - as above
    from datasets.services import catalogue  # noqa: PLC0415
    from tambon.system import system_user  # noqa: PLC0415

    by = system_user()
    facts = {"name_th": "-", "owner_th": "-", "place_level": "tambon"}
    dataset = catalogue.create(by=by, code=code, facts=facts)
    for name, kind, role in fields:
        version = Dataset.objects.get(pk=dataset.pk).version
        given = {"name": name, "kind": kind, "role": role, "label_th": name, "label_en": name}
        catalogue.add_field(by=by, dataset=dataset, version=version, facts=given)
    return dataset.fields.get(role="place").name


def _written(path: Path, headings: list[str], told: Iterable[tuple[Any, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings)
        writer.writerows(told)
    return path


def bring(path: Path, address: str, code: str) -> Brought:
    """Have the file brought, stored and undone by a process of its own."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "dashboards.bench.longfile", str(path), code, str(settings.MAPS)],
        check=False, capture_output=True, text=True,
        env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "u2t.settings"},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return Brought(**json.loads(done.stdout))


def _work(path: Path, code: str, maps: Path) -> dict[str, Any]:
    import django  # noqa: PLC0415 - only this process has not set it up

    django.setup()
    settings.MAPS = maps
    from dashboards.bench.workbook import peak_memory  # noqa: PLC0415 - as above
    from datasets.importing import intake  # noqa: PLC0415
    from datasets.models import Dataset, Record  # noqa: PLC0415
    from datasets.services import runs  # noqa: PLC0415
    from tambon.selectors.boundaries import polygons  # noqa: PLC0415
    from tambon.system import system_user  # noqa: PLC0415

    by, dataset = system_user(), Dataset.objects.get(pk=code)
    run = runs.open_run(by=by, dataset=dataset, name=path.name, period="2564")
    polygons()  # the libraries of the map are no part of what grows with the rows
    before, times = peak_memory(), [time.perf_counter()]
    run = intake.check(by=by, run=run, path=path)
    times.append(time.perf_counter())
    run = runs.store(by=by, run=run)
    times.append(time.perf_counter())
    stored = Record.objects.filter(dataset=dataset, is_live=True).count()
    times.append(time.perf_counter())
    runs.undo(by=by, run=run, reason="bench")
    times.append(time.perf_counter())
    return {
        "checking": times[1] - times[0], "storing": times[2] - times[1], "undoing": times[4] - times[3],
        "stored": stored, "left": Record.objects.filter(dataset=dataset, is_live=True).count(),
        "before": before, "peak": peak_memory(),
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_work(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))))
