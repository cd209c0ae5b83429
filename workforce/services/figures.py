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
    def changed_everywhere() -> None:
        """Let everything be counted anew: a list that all the figures go through has changed."""
        marks.append(SOURCE, [("", "")], known_at=clock.now())

    @staticmethod
    def changed_for(contracts: "Iterable[Contract] | QuerySet[Contract]") -> None:
        """Let every tambon be counted anew where these contracts were or are at work, or others of their people.

        Who is placed for the first time depends on all the contracts of a person.
        """
        placed = Placement.objects.filter(contract__person__contracts__in=contracts).order_by()
        Figures.changed_in(placed.values_list("post__tambon_id", flat=True).distinct())
