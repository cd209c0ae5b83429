"""People or rows of one name, found by what is known of a birth."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from workforce.naming import coarser_births

#: Two national IDs beside one's own are enough to say that there are others.
_ENOUGH = 3


class Born(Protocol):
    """Somebody of whom a birth and a national ID may be known."""

    digest: str | None
    birth: str


T = TypeVar("T", bound=Born)


@dataclass(slots=True)
class Namesakes(Generic[T]):
    """Those of each name, by their birth as it is known, and by all births that is within.

    Of each stretch only some are kept: a file in which everybody has one name is no slower than another.
    """

    known_as: dict[tuple[str, str], list[T]] = field(default_factory=dict)
    within: dict[tuple[str, str], list[T]] = field(default_factory=dict)

    def add(self, name: str, one: T) -> None:
        """Keep somebody to be found by a name."""
        _keep(self.known_as.setdefault((name, one.birth), []), one)
        for birth in coarser_births(one.birth):
            _keep(self.within.setdefault((name, birth), []), one)

    def of(self, name: str, one: Born) -> list[T]:
        """Return who has the name, a birth that may be the same, and not surely the same national ID."""
        return [
            other for other in self._near(name, one.birth) if not one.digest or other.digest != one.digest
        ]  # fmt: skip

    def _near(self, name: str, birth: str) -> Iterator[T]:
        yield from self.within.get((name, birth), ())
        for coarser in coarser_births(birth)[:-1]:
            yield from self.known_as.get((name, coarser), ())


def _keep(kept: list[T], one: T) -> None:
    """Keep the first without a national ID, and some with different ones."""
    if (one.digest is None or len(kept) < _ENOUGH) and all(other.digest != one.digest for other in kept):
        kept.append(one)
