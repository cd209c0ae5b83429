"""Tell the figures that people at work have changed somewhere."""

from collections.abc import Iterable

from django.db.models import QuerySet

from u2t.core import clock, marks
from workforce.models import Contract, Placement

SOURCE = "workforce"


class Figures:
    """Appends marks; a name for what only services may call, inside their transaction."""

    @staticmethod
    def changed_in(tambons: Iterable[str]) -> None:
        """Let every month of these tambons be counted anew."""
        marks.append(SOURCE, [(tambon, "") for tambon in sorted(set(tambons))], known_at=clock.now())

    @staticmethod
    def changed_for(contracts: "Iterable[Contract] | QuerySet[Contract]") -> None:
        """Let every tambon where these contracts were or are at work be counted anew."""
        placed = Placement.objects.filter(contract__in=contracts).order_by()
        Figures.changed_in(placed.values_list("post__tambon_id", flat=True).distinct())
