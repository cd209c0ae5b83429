"""Invented figures: plausible as a pattern, true of no place."""

import csv
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from dashboards.demonstration.allotment import BANGKOK, HOME
from dashboards.demonstration.chance import between, roll, spread
from dashboards.demonstration.tables import read

YEARS = (2563, 2564)
#: Poor people per hundred surveyed, before anything of the place is known.
_POOR = {"accessibility": 0.14, "education": 1.3, "health": 1.9, "income": 2.1, "living": 0.7}
_SILENT_NATION, _SILENT_PROVINCE, _STRANGE, _JUMPED = 40, 2, 6, 12
_JUMP = 4
#: The amphoe of ตาก with towns whose people live in communities; these are numbered from 51 on.
_TOWNS = ("01", "06")
_COMMUNITIES_AFTER = 50
#: The provinces of the brief where somebody looks for who is behind and what is strange.
_WATCHED = ("62", "63", "24", "52")


@dataclass(frozen=True, slots=True)
class Place:
    """A tambon as the files name it."""

    code: str
    name: str
    amphoe: str
    province: str


def tpmap(places: Iterable[Place], year: int) -> bytes:
    """Return a file as TPMAP gives it: surveyed population and five poverty rates per tambon, without Bangkok."""
    surveyed = [place for place in places if not place.code.startswith(BANGKOK)]
    silent, strange, jumped = _silent(surveyed, year), _strange(surveyed, year), _jumped(surveyed, year)
    header = ["tumbol_ID", "tumbol_name", "amphur_ID", "amphur_name", "province_ID", "province_name"]
    header += ["total_population", *(f"poverty_rate_{dimension}" for dimension in _POOR)]
    rows = (
        [*_names(place), *(_handful(place.code, year) if place.code in strange else _survey(place.code, year, jumped))]
        for place in surveyed
        if place.code not in silent
    )
    return _file(header, rows)


def dopa(places: Iterable[Place], year: int) -> bytes:
    """Return a file as the registration office gives it: registered people and households per tambon."""
    header = ["tambon_code", "name_th", "amphoe_th", "province_th", "total", "male", "female", "households"]
    rows = ([place.code, place.name, place.amphoe, place.province, *_registered(place.code, year)] for place in places)
    return _file(header, rows)


def villages(places: Iterable[Place], year: int) -> bytes:
    """Return a register of villages, and of the communities of towns: numbered, not named."""
    header = ["village_ID", "village_name", "amphur_name", "province_name", "households", "population"]
    return _file(header, (row for place in places for row in _villages(place, year)))


def _villages(place: Place, year: int) -> Iterator[list[object]]:
    town = place.code[2:4] in _TOWNS
    kinds = [("หมู่ที่", 0, 3 if town else round(between(5, 13, "moo", place.code)))]
    kinds += [("ชุมชนที่", _COMMUNITIES_AFTER, round(between(3, 7, "community", place.code)))] if town else []
    for word, after, count in kinds:
        for number in range(1, count + 1):
            code = f"{place.code}{after + number:02}"
            households = round(120 * spread(0.4, "village", code, year))
            people = round(households * between(2.3, 3.4, "village", code))
            yield [code, f"{word} {number}", place.amphoe, place.province, households, people]


def _names(place: Place) -> list[object]:
    return [place.code, place.name, place.code[:4], place.amphoe, place.code[:2], place.province]


def _file(header: list[str], rows: Iterable[list[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _registered(code: str, year: int) -> list[object]:
    total = _population(code, year)
    male = round(total * between(0.478, 0.505, "male", code))
    households = round(total / between(2.3, 3.2, "household", code))
    return [total, male, total - male, households]


def _population(code: str, year: int) -> int:
    town = 4 if code.startswith(BANGKOK) else 1.6 if code[2:4] == "01" else 1
    first = 6600 * town * spread(0.6, "population", code)
    growth = between(-0.012, 0.008, "growth", code[:2], year) + between(-0.006, 0.006, "growth", code, year)
    return round(first * (1 + growth * (year - YEARS[0])))


def _handful(code: str, year: int) -> list[object]:
    """Return a few people, all of them poor: somebody has to look at it, nobody may drop it unseen."""
    people = 5 + int(roll("handful", code, year) * 8)
    return [people, *(100.0 if dimension == "income" else 0.0 for dimension in _POOR)]


def _survey(code: str, year: int, jumped: set[str]) -> list[object]:
    share = between(0.4, 0.72, "surveyed", code) * between(0.98, 1.02, "surveyed", code, year)
    people = round(_population(code, year) * share)
    chances = {dimension: _chance(code, dimension, year) for dimension in _POOR}
    if code in jumped:
        chances["income"] = min(0.9, chances["income"] * _JUMP)
    return [people, *(_rate(round(people * chance), people) for chance in chances.values())]


def _rate(poor: int, people: int) -> float:
    return poor * 100 / people


def _chance(code: str, dimension: str, year: int) -> float:
    town = 0.75 if code[2:4] == "01" else 1
    place = spread(0.35, dimension, code[:4]) * spread(0.45, dimension, code) * town
    trend = spread(0.06, "trend", dimension, code[:2]) * spread(0.1, "trend", dimension, code[:4])
    trend *= 0.94 * spread(0.08, "trend", dimension, code)
    return min(0.6, _POOR[dimension] / 100 * _hardship(code) * place * trend ** (year - YEARS[0]))


@cache
def _hardships() -> dict[str, float]:
    return {row["place"]: float(row["factor"]) for row in read("hardship")}


def _hardship(code: str) -> float:
    factors = _hardships()
    province = factors.get(code[:2], 1) * spread(0.2, "hardship", code[:2])
    return math.pow(province, 1.4) * factors.get(code[:4], 1)


def _silent(places: list[Place], year: int) -> set[str]:
    """Choose the tambons that did not report: some of the nation, and some where the brief looks."""
    return set(_drawn(places, "silent", year, nation=_SILENT_NATION, watched=_SILENT_PROVINCE))


def _strange(places: list[Place], year: int) -> set[str]:
    """Choose the tambons whose figures nobody can believe."""
    return set(_drawn(places, "strange", year, nation=_STRANGE, watched=1))


def _jumped(places: list[Place], year: int) -> set[str]:
    """Choose the tambons where the latest year is far above the one before."""
    return set(_drawn(places, "jumped", year, nation=_JUMPED, watched=1)) if year == YEARS[-1] else set()


def _drawn(places: list[Place], what: str, year: int, *, nation: int, watched: int) -> Iterator[str]:
    order = sorted((place.code for place in places if place.code != HOME), key=lambda code: roll(what, code, year))
    yield from order[:nation]
    for province in _WATCHED:
        yield from [code for code in order if code.startswith(province)][:watched]
