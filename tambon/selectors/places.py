"""From what a file says of a place, a code or names, to the area it means."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from tambon.choices import Level
from tambon.models import Area
from u2t.core.text import match_key, normalise

_ADMINISTRATIVE = (Level.PROVINCE, Level.AMPHOE, Level.TAMBON, Level.MUNICIPALITY)
_OTHER_NAMES = {"กทม": "10", "กรุงเทพ": "10", "กรุงเทพฯ": "10", "อยุธยา": "14", "ayutthaya": "14", "โคราช": "30"}
_CAPITAL_AMPHOE = frozenset({"เมือง", "mueang", "muang"})
_BANGKOK = "10"
_AMPHOE_DIGITS = 4
_MOST_SUGGESTIONS = 3
#: For so many different names others are suggested: nobody reads more, and a wrong column of a long file has millions.
_MOST_LIKES = 2_000
_NEAR_ENOUGH = 0.3
#: What is longer is no name; comparing it with every area would hold up its file.
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Found:
    """One area; `today` is the present one it is counted under, None where that is not known or not one."""

    code: str
    name: str
    level: str
    today: str | None
    abolished_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several areas fit; another name or the code would decide."""

    candidates: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """No area fits; `suggestions` are spelled most like what was asked."""

    suggestions: tuple[Found, ...] = ()


Resolution: TypeAlias = Found | Ambiguous | Missing


@dataclass(slots=True)
class Places:
    """Every area of administration in memory: read once, asked per row without a query."""

    by_code: dict[str, Found] = field(default_factory=dict)
    _by_key: dict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))
    _keys: dict[str, frozenset[str]] = field(default_factory=dict)
    _by_trigram: dict[str, set[str]] = field(default_factory=dict)
    _likes: dict[tuple[str, str, str], tuple[Found, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Places":
        """Read all areas, abolished ones included, in one query."""
        places = cls()
        rows = Area.objects.filter(level__in=_ADMINISTRATIVE).order_by("code")
        for code, level, name_th, name_en, today, ended in rows.values_list(
            "code", "level", "name_th", "name_en", "today", "abolished_on"
        ):
            places._add(Found(code, name_th, level, today, ended), (name_th, name_en))
        return places

    def _add(self, found: Found, names: Iterable[str]) -> None:
        keys = frozenset(match_key(name) for name in names if name)
        self.by_code[found.code] = found
        self._keys[found.code] = keys
        for key in keys:
            self._by_key[key].append(found)

    def resolve(
        self,
        *,
        code: str | None = None,
        tambon: str | None = None,
        amphoe: str | None = None,
        province: str | None = None,
    ) -> Resolution:
        """Return the area that a code means or, without one, the lowest of the names within those above it."""
        if code and (digits := normalise(code).upper().removeprefix("TH")):
            found = self.by_code.get(digits)
            return found or Missing(self._above(digits))
        names = [(Level.TAMBON, tambon), (Level.AMPHOE, amphoe), (Level.PROVINCE, province)]
        given = [(level, match_key(name)) for level, name in names if name and match_key(name)]
        return self._named(given[0][0], given[0][1], dict(given[1:])) if given else Missing()

    def knows(self, level: str, name: str) -> bool:
        """Tell whether any area of a level is called so."""
        return bool(self._called(Level(level), match_key(name)))

    def is_called(self, code: str, name: str) -> bool:
        """Tell whether people call this area so, in either language or for short."""
        key = match_key(name)
        return key in self._keys.get(code, ()) or self._is_amphoe(code, key) or self._is_province(code, key)

    def _above(self, code: str) -> tuple[Found, ...]:
        """Suggest the amphoe or province that an unknown code begins with."""
        return next(((self.by_code[code[:n]],) for n in (4, 2) if code[:n] in self.by_code), ())

    def _named(self, level: Level, key: str, above: dict[Level, str]) -> Resolution:
        fitting = [found for found in self._called(level, key) if self._lies_in(found.code, above)]
        fitting = [found for found in fitting if found.abolished_on is None] or fitting
        if not fitting:
            return Missing(self._alike(level, key, above))
        return fitting[0] if len(fitting) == 1 else Ambiguous(tuple(fitting))

    def _called(self, level: Level, key: str) -> list[Found]:
        named = [found for found in self._by_key.get(key, ()) if found.level == level]
        if level == Level.PROVINCE and key in _OTHER_NAMES:
            named.append(self.by_code[_OTHER_NAMES[key]])
        if level == Level.AMPHOE and key in _CAPITAL_AMPHOE:
            named += [found for code, found in self.by_code.items() if self._is_capital(code)]
        return named

    def _lies_in(self, code: str, above: dict[Level, str]) -> bool:
        amphoe, province = above.get(Level.AMPHOE), above.get(Level.PROVINCE)
        return (amphoe is None or self._is_amphoe(code[:4], amphoe)) and (
            province is None or self._is_province(code[:2], province)
        )

    def _is_amphoe(self, code: str, key: str) -> bool:
        return key in self._keys.get(code, ()) or (key in _CAPITAL_AMPHOE and self._is_capital(code))

    def _is_capital(self, code: str) -> bool:
        """People write อ.เมือง without the province; Bangkok has no such khet."""
        return len(code) == _AMPHOE_DIGITS and code.endswith("01") and not code.startswith(_BANGKOK)

    def _is_province(self, code: str, key: str) -> bool:
        return key in self._keys.get(code, ()) or _OTHER_NAMES.get(key) == code

    def _alike(self, level: Level, key: str, above: dict[Level, str]) -> tuple[Found, ...]:
        """Suggest what is spelled alike: within the named province if that is known, else anywhere."""
        if len(key) > _LONGEST_NAME:
            return ()
        provinces = [found.code for found in self._called(Level.PROVINCE, above.get(Level.PROVINCE, ""))]
        asked = (level, key, provinces[0] if provinces else "")
        if asked not in self._likes:
            if len(self._likes) >= _MOST_LIKES:
                return ()
            self._likes[asked] = self._nearest(*asked)
        return self._likes[asked]

    def _nearest(self, level: str, key: str, within: str) -> tuple[Found, ...]:
        if not self._by_trigram:
            self._index_trigrams()
        shared = Counter(code for trigram in _trigrams(key) for code in self._by_trigram.get(trigram, ()))
        rated = (
            (self._likeness(code, key), code)
            for code in shared
            if code.startswith(within) and self.by_code[code].level == level and self.by_code[code].abolished_on is None
        )
        best = sorted((-rate, code) for rate, code in rated if rate >= _NEAR_ENOUGH)
        return tuple(self.by_code[code] for _rate, code in best[:_MOST_SUGGESTIONS])

    def _likeness(self, code: str, key: str) -> float:
        return max(likeness(key, other) for other in self._keys[code])

    def _index_trigrams(self) -> None:
        for code, keys in self._keys.items():
            for key in keys:
                for trigram in _trigrams(key):
                    self._by_trigram.setdefault(trigram, set()).add(code)


def likeness(one: str, other: str) -> float:
    """Return how much two keys share of their trigrams, from 0 to 1, as pg_trgm counts."""
    first, second = _trigrams(one), _trigrams(other)
    return len(first & second) / len(first | second)


def _trigrams(key: str) -> frozenset[str]:
    padded = f"  {key} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
