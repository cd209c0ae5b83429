"""From the code in a file to the place it means, and what has to be said about it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop

from datasets.choices import PlaceLevel
from datasets.selectors.places import kind_of
from tambon.choices import AreaKind, Level
from tambon.models import Area
from tambon.selectors.places import Ambiguous, Found, Missing, Places
from u2t.core.importing.issues import CellError
from u2t.core.text import match_key, normalise

_TAMBON_DIGITS = 6
_VILLAGE_DIGITS = 8
#: TPMAP numbers municipalities and other local units of an amphoe from 50 on.
_FIRST_UNIT = "50"
#: Translated when the finding is read.
_COMMUNITY, _MOO = gettext_noop("a community"), gettext_noop("a village")
_KIND_WORDS = {
    AreaKind.CITY: gettext_noop("a city municipality"),
    AreaKind.TOWN: gettext_noop("a town municipality"),
    AreaKind.SUBDISTRICT: gettext_noop("a subdistrict municipality"),
    AreaKind.OTHER_UNIT: gettext_noop("another local unit"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A place we have: enough of it to check a row."""

    code: str
    level: str
    name: str
    today: str | None
    is_abolished: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about a place that is accepted."""

    code: str
    values: dict[str, Any]


@dataclass(slots=True)
class Register:
    """Every place by its code, read once per check."""

    places: dict[str, Known] = field(default_factory=dict)
    _called: Places | None = None
    _by_names: dict[tuple[str, ...], str] = field(default_factory=dict)
    _undrawn: dict[str, list[str]] = field(default_factory=dict)
    _by_amphoe: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, level: str) -> "Register":
        """Read all places that data of this level may name, and the areas above them."""
        levels = [Level.PROVINCE, Level.AMPHOE, Level.TAMBON, Level.MUNICIPALITY]
        if level == PlaceLevel.VILLAGE:
            levels.append(Level.VILLAGE)
        rows = Area.objects.filter(level__in=levels).values_list("code", "level", "name_th", "today", "abolished_on")
        return cls({code: Known(code, level, name, today, day is not None) for code, level, name, today, day in rows})

    def code_by_names(self, tambon: str, amphoe: str, province: str) -> str:
        """Return the code of the one tambon with these names, as people write them.

        Raises:
            CellError: there is none, or there are several.
        """
        asked = (tambon, amphoe, province)
        if not all(map(match_key, asked)):  # one name alone may be that of a tambon far away
            raise CellError("names_incomplete")
        if asked not in self._by_names:
            found = self._names().resolve(tambon=tambon, amphoe=amphoe, province=province)
            if isinstance(found, Ambiguous):
                raise CellError("name_of_several", possible=_listed(found.candidates))
            if isinstance(found, Missing):
                alike = _listed(each for each in found.suggestions if each.level == Level.TAMBON)
                raise CellError("name_unknown_alike", alike=alike) if alike else CellError("name_unknown")
            self._by_names[asked] = found.code
        return self._by_names[asked]

    def is_called(self, code: str, name: str) -> bool:
        """Tell whether people call a place or an area so."""
        return match_key(name) == match_key(self.name_of(code)) or self._names().is_called(code, name)

    def _names(self) -> Places:
        """Read by what names areas are called once, for files that need it."""
        if self._called is None:
            self._called = Places.read()
        return self._called

    def code_around(self, held: str, name: str, drawn: Collection[str]) -> str:
        """Return the code of the tambon of today around a position; `held` is the area that the map draws there.

        Some tambons are on no map yet, because they were parts of others when it was made: within their amphoe only
        the name tells which is meant.

        Raises:
            CellError: no area is there, or several may be.
        """
        if not held:
            raise CellError("position_nowhere")
        lacking = self._lacking(held[:4], drawn)
        known = self.places.get(held)
        is_of_today = known is not None and not known.is_abolished
        if is_of_today and not lacking:
            return held
        possible = [*([held] if is_of_today else []), *lacking]
        named = [code for code in possible if name and match_key(name) == match_key(self.name_of(code))]
        if len(named) != 1:
            listed = ", ".join(map(self.shown, possible))
            raise CellError("position_uncertain", held=self.shown(held), possible=listed)
        return named[0]

    def may_hold(self, held: str, code: str, drawn: Collection[str]) -> bool:
        """Tell whether a place can lie where the map draws `held`; what is not drawn lies somewhere in its amphoe."""
        tambon = code[:_TAMBON_DIGITS]
        known = self.places.get(tambon)
        if held in {tambon, known.today if known else None}:
            return True
        return tambon not in drawn and held[:4] == (known.today or tambon if known else tambon)[:4]

    def shown(self, code: str) -> str:
        """Return the name of a place with its code."""
        found = self.places.get(code)
        return f"{found.name} ({code})" if found else code

    def _lacking(self, amphoe: str, drawn: Collection[str]) -> list[str]:
        """Return the tambons of an amphoe that the map does not draw; found once, as files have a million rows."""
        if amphoe not in self._undrawn:
            self._undrawn[amphoe] = [code for code in self._of_today(amphoe) if code not in drawn]
        return self._undrawn[amphoe]

    def _of_today(self, amphoe: str) -> list[str]:
        if not self._by_amphoe:
            for known in self.places.values():
                if known.level == Level.TAMBON and not known.is_abolished:
                    self._by_amphoe.setdefault(known.code[:4], []).append(known.code)
        return sorted(self._by_amphoe.get(amphoe, []))

    def is_place(self, code: str) -> bool:
        """Tell whether a row may be of this code; codes of provinces and amphoe lead totals."""
        known = self.places.get(code[:_TAMBON_DIGITS])
        return known is not None and known.level in {Level.TAMBON, Level.MUNICIPALITY}

    def name_of(self, code: str) -> str:
        """Return the name of a place, its code if it is not known."""
        found = self.places.get(code)
        return found.name if found else code

    def tambon(self, code: str, name: str) -> list[Remark]:
        """Accept the code of a tambon or local unit; return what is to be said about it.

        Raises:
            CellError: no place has this code.
        """
        _check_digits(code, _TAMBON_DIGITS)
        known = self.places.get(code)
        if known is None:
            return [self._unit(code, name)]
        if known.level == Level.MUNICIPALITY:
            return [self._taken_for(code, known.name)]
        return self._abolished(known) if known.is_abolished else []

    def village(self, code: str) -> list[Remark]:
        """Accept the code of a village, known or new, whose tambon is known."""
        _check_digits(code, _VILLAGE_DIGITS)
        if code in self.places:
            return []
        return self.tambon(code[:_TAMBON_DIGITS], "")

    def name_remark(self, code: str, name: str, *, renames: bool = False) -> Remark | None:
        """Say so if a name is not that of the place, or (`renames`) will be."""
        known = self.places.get(code)
        if known is None or not name or match_key(name) == match_key(known.name):
            return None
        if not renames and self.is_called(code, name):
            return None
        return Remark("place_renamed" if renames else "name_differs", {"code": code, "name": known.name})

    def is_municipality(self, code: str) -> bool:
        """Tell whether a village code lies in a municipality or other local unit, not in a tambon."""
        known = self.places.get(code[:_TAMBON_DIGITS])
        return known is None or known.level == Level.MUNICIPALITY

    def _abolished(self, known: Known) -> list[Remark]:
        if known.today and known.today != known.code:
            successor = f"{known.today} {self.name_of(known.today)}"
            return [Remark("code_abolished", {"successor": successor})]
        return [Remark("code_abolished_lost", {})]

    def _unit(self, code: str, name: str) -> Remark:
        amphoe = self.places.get(code[:4])
        if amphoe is None or amphoe.level != Level.AMPHOE or code[4:] < _FIRST_UNIT:
            raise CellError("code_unknown")
        return self._taken_for(code, name)

    def _taken_for(self, code: str, name: str) -> Remark:
        kind = _KIND_WORDS[kind_of(name)]
        values = {"name": normalise(name) or code, "kind": kind, "amphoe": self.name_of(code[:4])}
        return Remark("taken_for_municipality", values)


def _listed(found: Iterable[Found]) -> str:
    return ", ".join(f"{each.name} ({each.code})" for each in found)


def joined(code: str, amphoe: str, province: str) -> str:
    """Return the code of a tambon given in parts: 30, 20, 9 is 302009."""
    if len(code) > 2 or not code.isdigit():  # noqa: PLR2004 - a part has one or two digits
        return code
    above = amphoe if len(amphoe) == 4 else f"{province.zfill(2)}{amphoe.zfill(2)}" if province and amphoe else ""  # noqa: PLR2004
    return f"{above}{code.zfill(2)}" if above else code


def check_number(code: str, in_municipality: bool) -> None:  # noqa: FBT001 - one fact about the code
    """Stop at a number that is neither that of a หมู่ nor of a ชุมชน (ADR 0010).

    Raises:
        CellError: it is 00.
    """
    if code[_TAMBON_DIGITS:] == "00":
        raise CellError("village_zero", kind=_COMMUNITY if in_municipality else _MOO)


def _check_digits(code: str, digits: int) -> None:
    if not code:
        raise CellError("code_missing")
    if len(code) != digits or not (code.isascii() and code.isdigit()):
        raise CellError("code_malformed", digits=digits)
