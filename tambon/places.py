"""The places a role can be held in, whatever table they are in."""

from typing import TypeAlias

from tambon.models import Agency, Area, Network, Unit, University

Place: TypeAlias = Area | Network | University | Unit | Agency

_COLUMNS: dict[type, str] = {
    Area: "area",
    Network: "network",
    University: "university",
    Unit: "unit",
    Agency: "agency",
}


def column_of(place: Place) -> str:
    """Return the column of `Membership` that holds a place like this."""
    return _COLUMNS[type(place)]


def kind_of(place: Place) -> str:
    """Return the kind of a place as roles speak of it: the level of an area, else the name of the table."""
    return place.level if isinstance(place, Area) else column_of(place)
