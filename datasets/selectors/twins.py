"""Records that may be one thing, shown beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from datasets.choices import FieldKind, TwinState
from datasets.models import Dataset, Layer, Record, Twin
from datasets.permissions import Can
from datasets.selectors.pages import Cell, cells_of, correctable
from u2t.core.access import Actor


@dataclass(frozen=True, slots=True)
class Beside:
    """One field of two records; `name` is empty where its value cannot be taken over."""

    name: str
    label: str
    first: Cell | None
    second: Cell | None

    @property
    def differs(self) -> bool:
        """Tell whether the two say different things, or one says what the other does not."""
        return _said(self.first) != _said(self.second)


def can_be_found(dataset: Dataset) -> bool:
    """Tell whether a data set says what its things are called or where they lie."""
    return dataset.fields.filter(Q(is_naming=True) | Q(kind=FieldKind.POINT), is_retired=False).exists()


def twins_of(user: Actor, dataset: str) -> QuerySet[Twin]:
    """Return the pairs of a data set that the user may see; of those to be decided, where both still live."""
    found = Twin.objects.visible_to(user, to=Can.VIEW_TWIN).filter(dataset=dataset)
    waits = Q(state=TwinState.OPEN)
    found = found.filter(~waits | waits & Q(first__is_live=True, second__is_live=True))
    return found.select_related("first__place__parent", "decided_by")


def beside(twin: Twin, *, sees_personal: bool) -> list[Beside]:
    """Return the fields of both records, those that differ first."""
    fields = list(twin.dataset.fields.all())
    may_take = {field.name for field in correctable(fields)}
    sides = [
        {cell.name: cell for cell in cells_of(record, fields, sees_personal=sees_personal)}
        for record in _as_they_were(twin)
    ]
    order = [name for field in fields for name in [field.name] if name in sides[0] or name in sides[1]]
    rows = [
        Beside(name if name in may_take else "", _label(sides, name), sides[0].get(name), sides[1].get(name))
        for name in order
    ]
    return sorted(rows, key=lambda row: not row.differs)


def merged_with(user: Actor, record: Record) -> QuerySet[Twin]:
    """Return the pairs in which this record was kept or laid aside, as far as the user may see them."""
    found = Twin.objects.visible_to(user, to=Can.VIEW_TWIN).filter(state=TwinState.MERGED)
    return found.filter(Q(first=record) | Q(second=record)).order_by("pk")


def _as_they_were(twin: Twin) -> list[Record]:
    """Return both records, the one that was laid aside with the values of its newest layer."""
    records = [twin.first, twin.second]
    aside = twin.laid_aside_id
    if aside is not None:
        record = next(record for record in records if record.pk == aside)
        merged: dict[str, object] = {}
        for values in (
            Layer.objects.filter(record=aside, twin=twin).order_by("position").values_list("values", flat=True)
        ):
            merged |= values
        record.values = merged
    return records


def _label(sides: Sequence[dict[str, Cell]], name: str) -> str:
    return (sides[0].get(name) or sides[1][name]).label


def _said(cell: Cell | None) -> object:
    return None if cell is None else cell.value
