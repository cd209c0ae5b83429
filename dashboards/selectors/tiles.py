"""The tiles of the current boundaries."""

from dataclasses import dataclass

from tambon.models import BoundarySet


@dataclass(frozen=True, slots=True)
class Tiles:
    """Where the tiles are, who is to be credited, and whether the lines were drawn by hand."""

    pk: int
    credit: str
    is_approximate: bool

    def tiles(self, level: str) -> str:
        """Return the address of a level's tiles."""
        return f"/tambon/maps/{self.pk}/{level}.pmtiles"


def current_tiles() -> Tiles | None:
    """Return the tiles in use, or nothing before any boundaries were loaded."""
    found = BoundarySet.objects.filter(is_current=True).values_list("pk", "credit", "is_approximate").first()
    return Tiles(*found) if found else None
