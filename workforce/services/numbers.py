"""Running numbers: each is taken under the lock of its series, so that none is given twice and none is left out."""

from workforce.models import NumberSeries

#: The row of numbers of contracts.
CONTRACTS = "hiring"


class Numbers:
    """Takes numbers; a name for what only services may call, inside their transaction."""

    @staticmethod
    def take(*, university: str, kind: str, year: int, count: int = 1) -> int:
        """Take `count` numbers of a university's series in a Buddhist year; return the first of them."""
        NumberSeries.objects.get_or_create(university_id=university, kind=kind, year=year)
        series = NumberSeries.objects.select_for_update().get(university_id=university, kind=kind, year=year)
        first = series.last + 1
        series.last += count
        series.save(update_fields=["last"])
        return first
