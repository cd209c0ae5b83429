"""Boundaries: loaded from a file, or drawn around the points of the tambons."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tambon import maps
from tambon.choices import Level
from tambon.models import Area, BoundarySet, User
from tambon.permissions import Can
from tambon.selectors import boundaries
from u2t.core import audit
from u2t.core.access import require

_KEPT_SETS = 2


@dataclass(frozen=True, slots=True)
class Abolished:
    """A polygon of an abolished code; without a single successor it stays under the code it came with."""

    code: str
    name: str
    successor: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a set.

    Polygons read; codes that are no more or never were; tambons left without a polygon; and those whose cell was drawn
    near the middle of their amphoe, for want of a point.
    """

    polygons: int
    abolished: tuple[Abolished, ...]
    unknown: tuple[str, ...]
    without_polygon: tuple[tuple[str, str], ...]
    guessed: tuple[tuple[str, str], ...]
    bounds: tuple[float, float, float, float]


def load(*, path: Path | None = None, credit: str = "", by: User) -> BoundarySet:
    """Make the boundaries of a file, or cells around the points if there is none, the map in use.

    The files are complete before the row says so; who is just looking at the set before keeps its files.
    """
    require(by, Can.LOAD_BOUNDARIES)
    points = None if path else _points()
    frame = maps.cells(points.places) if points else maps.read(cast("Path", path))
    frame, report = _identified(frame, points.guessed if points else ())
    with transaction.atomic():
        found = BoundarySet.objects.create(
            source=path.name if path else _("Cells around the points of the tambons"),
            credit=credit or (boundaries.CREDIT_OF_HDX if path else boundaries.CREDIT_OF_CELLS),
            is_approximate=path is None,
            polygon_count=report.polygons,
            report=asdict(report),
            loaded_at=timezone.now(),
        )
        _draw(frame, found)
        BoundarySet.objects.filter(is_current=True).update(is_current=False)
        found.is_current = True
        found.save(update_fields=["is_current"])
        changes = {"source": (None, found.source), "polygon_count": (None, found.polygon_count)}
        audit.record(action="boundaries.loaded", target=found, by=by, changes=changes)
        transaction.on_commit(_forget_old_files)
    return found


def ensure(*, by: User) -> BoundarySet | None:
    """Draw approximate boundaries if there is no map in use whose files are there; return what was drawn."""
    require(by, Can.LOAD_BOUNDARIES)
    current = BoundarySet.objects.filter(is_current=True).first()
    if current is not None and (boundaries.folder_of(current.pk) / "tambon.pmtiles").is_file():
        return None
    return load(by=by)


def _points() -> boundaries.Points:
    points = boundaries.points()
    if not points.places:
        raise maps.BoundaryError(_("There are no tambons with points. Run load_areas first."))
    return points


def _identified(frame: maps.Polygons, guessed: tuple[tuple[str, str], ...]) -> tuple[maps.Polygons, Report]:
    """Put each polygon under today's code; leave out what is no tambon of ours, and say so."""
    rows = Area.objects.filter(level=Level.TAMBON).values_list("code", "today", "name_th", "abolished_on")
    known = {code: (today, name, ended) for code, today, name, ended in rows}
    codes = sorted(set(frame.code))
    ours = frame[frame.code.isin(known)]
    present = ours.assign(code=[known[code][0] or code for code in ours.code])
    if present.empty:
        raise maps.BoundaryError(_("None of the codes of the file is a tambon that we know."))
    drawn = set(present.code)
    return present, Report(
        polygons=len(frame),
        abolished=tuple(Abolished(c, known[c][1], known[c][0]) for c in codes if c in known and known[c][2]),
        unknown=tuple(code for code in codes if code not in known),
        without_polygon=tuple(
            (code, name) for code, (_today, name, ended) in sorted(known.items()) if ended is None and code not in drawn
        ),
        guessed=guessed,
        bounds=maps.bounds_of(present),
    )


def _draw(frame: maps.Polygons, found: BoundarySet) -> None:
    """Write the files aside, then put them in place at once."""
    folder = boundaries.folder_of(found.pk)
    aside = folder.with_name(f".{found.pk}")
    names = {code: (th, en) for code, th, en in Area.objects.values_list("code", "name_th", "name_en")}
    for left in (folder, aside):
        maps.remove(left)
    try:
        maps.write(frame, names=names, regions=boundaries.six_regions(), folder=aside)
        aside.rename(folder)
    finally:
        maps.remove(aside)


def _forget_old_files() -> None:
    kept = list(BoundarySet.objects.order_by("-is_current", "-pk").values_list("pk", flat=True)[:_KEPT_SETS])
    for pk in BoundarySet.objects.exclude(pk__in=kept).values_list("pk", flat=True):
        maps.remove(boundaries.folder_of(pk))
