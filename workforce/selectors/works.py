"""How the lists of work of different documents meet: the crosswalk through areas of work."""

from collections import defaultdict
from dataclasses import dataclass

from workforce.choices import WorkScheme
from workforce.models import WorkArea, WorkItem


@dataclass(frozen=True, slots=True)
class AreaOfWork:
    """One area of work with the entries of each list that mean it, in the order of the lists."""

    area: WorkArea
    items: tuple[tuple[str, tuple[WorkItem, ...]], ...]


def crosswalk() -> list[AreaOfWork]:
    """Return every area with the entries that stand for it, in three queries."""
    found: defaultdict[tuple[str, str], list[WorkItem]] = defaultdict(list)
    for item in WorkItem.objects.prefetch_related("areas"):
        for area in item.areas.all():
            found[area.pk, item.scheme].append(item)
    return [
        AreaOfWork(area, tuple((str(scheme.label), tuple(found[area.pk, scheme.value])) for scheme in WorkScheme))
        for area in WorkArea.objects.all()
    ]


def items_by_scheme() -> list[tuple[str, str, list[WorkItem]]]:
    """Return every list with its entries, for who keeps them: its code, its name, and the entries by number."""
    found: defaultdict[str, list[WorkItem]] = defaultdict(list)
    for item in WorkItem.objects.prefetch_related("areas").order_by("scheme", "number"):
        found[item.scheme].append(item)
    return [(scheme.value, str(scheme.label), found[scheme.value]) for scheme in WorkScheme]
