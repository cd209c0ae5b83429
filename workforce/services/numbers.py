"""Running numbers: each is taken under the lock of its series, so that none is given twice and none is left out."""

from collections.abc import Collection

from workforce.models import Contract, NumberSeries

#: The row of numbers of contracts.
CONTRACTS = "hiring"
_MANY = 10_000


class Numbers:
    """Takes numbers; a name for what only services may call, inside their transaction."""

    @staticmethod
    def take(*, university: str, kind: str, year: int, count: int = 1) -> int:
        """Take `count` numbers of a university's series in a Buddhist year; return the first of them."""
        series = _locked(university, kind, year)
        first = series.last + 1
        series.last += count
        series.save(update_fields=["last"])
        return first

    @staticmethod
    def of_contracts(*, university: str, year: int, count: int = 1, given: Collection[str] = ()) -> list[str]:
        """Take the next numbers of contracts in a year: those that lists brought, or bring (`given`), are passed over.

        More are tried each time: a list may have brought the next thousands.
        """
        series = _locked(university, CONTRACTS, year)
        found: list[str] = []
        last, tried = series.last, min(count, _MANY)
        while len(found) < count:
            numbers = {f"{n}/{year}": n for n in range(last + 1, last + tried + 1)}
            rows = Contract.objects.filter(university=university, number__in=numbers)
            taken = {*rows.values_list("number", flat=True), *given}
            free = [number for number in numbers if number not in taken][: count - len(found)]
            found += free
            last = numbers[free[-1]] if len(found) == count else last + tried
            tried = min(2 * tried, _MANY)
        series.last = last
        series.save(update_fields=["last"])
        return found


def _locked(university: str, kind: str, year: int) -> NumberSeries:
    NumberSeries.objects.get_or_create(university_id=university, kind=kind, year=year)
    return NumberSeries.objects.select_for_update().get(university_id=university, kind=kind, year=year)
