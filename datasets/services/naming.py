"""The names of places as a register gives them, and back when an import of it is undone."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Left

from datasets.choices import FieldRole
from datasets.models import Dataset, Record, StagedRow
from tambon.choices import Level
from tambon.models import Agency, Allocation, Area, Membership
from u2t.core import clock
from u2t.core.models import ImportRun, RunState
from u2t.core.text import match_key, sort_key

_BATCH, _TAMBON_DIGITS = 5_000, 6
_NAMED = ("name_th", "sort_key", "search_key", "abolished_on")


class Names:
    """Names places, over whole sets; a name for functions that only services may call, inside their transaction."""

    @staticmethod
    def follow(dataset: Dataset, run: ImportRun, changed_places: Iterable[str]) -> int:
        """Give the places of which a run changed records the names of their newest live ones; return how many changed.

        What a place was called before a register first named it is kept with the run, for its undo.
        """
        before = _names_before(run)
        changed = 0
        touched = sorted(set(changed_places))
        for start in range(0, len(touched), _BATCH):
            places = touched[start : start + _BATCH]
            names = _names(dataset, places)
            changing = []
            for area in Area.objects.filter(code__in=places).select_for_update():
                was = area.name_th
                if _rename(area, names.get(area.code) or before.get(area.code, "")):
                    before.setdefault(area.code, was)
                    changing.append(area)
            Area.objects.bulk_update(changing, list(_NAMED), batch_size=1000)
            changed += len(changing)
        run.options = run.options | {"names": before}
        return changed

    @staticmethod
    def close_entered(run: ImportRun) -> int:
        """Close the places that only undone runs brought and that nobody uses; return how many."""
        earlier = Q(entered_by__subject=run.subject, entered_by__state=RunState.UNDONE)  # this one said the same
        entered = Area.objects.filter(Q(entered_by=run) | earlier, abolished_on__isnull=True).exclude(_is_used())
        closed = 0
        for level in (Level.VILLAGE, Level.MUNICIPALITY):  # a municipality is used by the villages in it
            closed += entered.filter(level=level).update(abolished_on=clock.today())
        return closed

    @staticmethod
    def reopen(run: ImportRun) -> int:
        """Open again the places that a run speaks of and that the undo of an earlier one closed; return how many.

        They have the name that this run gives them: that of the undone file was perhaps what was wrong with it.
        """
        staged = StagedRow.objects.filter(run=run)
        above = staged.annotate(above=Left("place", _TAMBON_DIGITS)).values("above")
        closed = Area.objects.filter(entered_by__state=RunState.UNDONE, abolished_on__isnull=False)
        found = list(
            closed.filter(Q(code__in=staged.values("place")) | Q(code__in=above)).select_for_update(of=("self",))
        )
        names = dict(staged.filter(place__in=[area.pk for area in found]).values_list("place", "place_name"))
        for area in found:
            _rename(area, names.get(area.pk) or area.name_th)
            area.entered_by = run
        Area.objects.bulk_update(found, [*_NAMED, "entered_by"], batch_size=1000)
        return len(found)


def _is_used() -> Q:
    """Tell of an area whether data, places, people or tambons of a university stand on it."""
    return (
        Q(Exists(Record.objects.filter(place=OuterRef("pk"), is_live=True)))
        | Q(Exists(Area.objects.filter(parent=OuterRef("pk"), abolished_on__isnull=True)))
        | Q(Exists(Agency.objects.filter(area=OuterRef("pk"))))
        | Q(Exists(Membership.objects.filter(area=OuterRef("pk"))))
        | Q(Exists(Allocation.objects.filter(tambon=OuterRef("pk"))))
    )


def _names_before(run: ImportRun) -> dict[str, str]:
    """Return what places were called before this run, or an earlier one that says the same, named them."""
    if run.state != RunState.UNDONE:
        return {}
    until = ImportRun.objects.filter(subject=run.subject, position__lte=run.position).order_by("position")
    names: dict[str, str] = {}
    for kept in until.values_list("options__names", flat=True):
        names |= kept or {}
    return names


def _names(dataset: Dataset, places: Collection[str]) -> dict[str, str]:
    """Return the name in the record of the latest period, by place."""
    column = dataset.fields.get(role=FieldRole.PLACE_NAME).name
    rows = Record.objects.filter(dataset=dataset, place__in=places, is_live=True).order_by("place", "-period")
    return dict(rows.distinct("place").values_list("place", f"values__{column}"))


def _rename(area: Area, name: str) -> bool:
    """Give an area its name, and open it again; return whether anything changed."""
    if not name or (area.name_th == name and area.abolished_on is None):
        return False
    area.name_th, area.sort_key, area.search_key, area.abolished_on = name, sort_key(name), match_key(name), None
    return True
