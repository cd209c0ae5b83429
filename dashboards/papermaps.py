"""The places of a tambon on paper: its outline among its neighbours, a mark for each thing, a bar for distances."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from dashboards.selectors.profiles import Point
from tambon.models import Area
from tambon.selectors.boundaries import Surroundings, surroundings
from workforce.tambonsheet import Drawn

#: Points of the paper.
_WIDTH, _TALLEST = 460.0, 420.0
#: Of the width and height of the tambon, what is drawn around it.
_MARGIN = 0.06
_KM_OF_A_DEGREE = 111.32
#: Told apart in print and by people who see few colours; what is rarer shares the last.
_INKS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a5c00")
_OTHER_INK, _OTHER = "#5a6b7b", "ชนิดอื่น"
#: Of the longer side of the tambon: what lies farther off was placed wrongly, and would leave no room for the others.
_FAR = 1.0
_BARS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class _Frame:
    """A part of the earth on paper: west and north edge in degrees, points of the paper for a degree each way."""

    west: float
    north: float
    across: float
    down: float
    height: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - self.west) * self.across, (self.north - latitude) * self.down


def map_of(tambon: Area, points: Sequence[Point]) -> Drawn | None:
    """Return the map of a tambon; None without boundaries, or where nothing has a position."""
    found = surroundings(tambon.pk) if points else None
    if found is None:
        return None
    everything, points = points, _near(found, points)
    frame = _frame(found, points)
    inks = _inks(points)
    bar = max((km for km in _BARS if _wide(frame, km) <= _WIDTH / 4), default=_BARS[0])
    marks = "".join(_mark(frame, point, inks.get(point.kind, _OTHER_INK)) for point in points)
    areas = "".join(_area(frame, geometry, is_own=code == tambon.pk) for code, geometry in found.areas)
    return Drawn(
        svg=(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {frame.height:.0f}">'
            f'<rect width="100%" height="100%" fill="#f4f6f8"/>{areas}{marks}{_bar(frame, bar)}</svg>'
        ).encode(),
        keys=_keys(points, inks),
        note=f"แถบสีดำมุมล่างซ้ายยาว {bar:g} กม. · แนวเขต: {found.credit}"
        + (" (โดยประมาณ ไม่ใช่แนวเขตทางราชการ)" if found.is_approximate else "")
        + (f" · ไม่ได้แสดง {far:,} แห่งที่พิกัดอยู่ไกลจากตำบล" if (far := len(everything) - len(points)) else ""),
    )


def _near(found: Surroundings, points: Sequence[Point]) -> list[Point]:
    west, south, east, north = found.bounds
    far = max(east - west, north - south) * _FAR
    return [
        point
        for point in points
        if west - far <= point.longitude <= east + far and south - far <= point.latitude <= north + far
    ]


def _frame(found: Surroundings, points: Sequence[Point]) -> _Frame:
    west, south, east, north = found.bounds
    west, east = min([west, *(p.longitude for p in points)]), max([east, *(p.longitude for p in points)])
    south, north = min([south, *(p.latitude for p in points)]), max([north, *(p.latitude for p in points)])
    wide, tall = (east - west) * (1 + 2 * _MARGIN), (north - south) * (1 + 2 * _MARGIN)
    squeeze = cos(radians((south + north) / 2))
    down = min(_WIDTH / (wide * squeeze), _TALLEST / tall)
    across = down * squeeze
    left = (_WIDTH / across - wide) / 2  # a narrow tambon stands in the middle
    return _Frame(west - _MARGIN * (east - west) - left, north + _MARGIN * (north - south), across, down, tall * down)


def _area(frame: _Frame, geometry: Any, *, is_own: bool) -> str:
    rings = [ring for part in getattr(geometry, "geoms", [geometry]) for ring in (part.exterior, *part.interiors)]
    path = "".join(
        "M" + "L".join("{:.1f} {:.1f}".format(*frame.at(*at[:2])) for at in ring.coords) + "Z" for ring in rings
    )
    look = (
        'fill="#ffffff" stroke="#12355b" stroke-width="1.6"'
        if is_own
        else 'fill="none" stroke="#b9c4ce" stroke-width="0.7"'
    )
    return f'<path d="{path}" fill-rule="evenodd" {look}/>'


def _mark(frame: _Frame, point: Point, ink: str) -> str:
    x, y = frame.at(point.longitude, point.latitude)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{ink}" stroke="#ffffff" stroke-width="0.8"/>'


def _wide(frame: _Frame, km: float) -> float:
    return km / _KM_OF_A_DEGREE * frame.down


def _bar(frame: _Frame, km: float) -> str:
    return f'<rect x="10" y="{frame.height - 14:.1f}" width="{_wide(frame, km):.1f}" height="4" fill="#1f2933"/>'


def _inks(points: Sequence[Point]) -> dict[str, str]:
    often = [kind for kind, _count in Counter(point.kind for point in points).most_common()]
    return dict(zip(often, _INKS, strict=False))


def _keys(points: Sequence[Point], inks: dict[str, str]) -> list[tuple[str, str]]:
    counts = Counter(point.kind if point.kind in inks else _OTHER for point in points)
    named = [(inks[kind], f"{kind} ({counts[kind]:,})") for kind in inks]
    return [*named, (_OTHER_INK, f"{_OTHER} ({counts[_OTHER]:,})")] if counts[_OTHER] else named
