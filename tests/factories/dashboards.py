"""Plain indicators, records with their marks, observations and figures."""

from datetime import UTC, datetime
from decimal import Decimal

from dashboards.models import Indicator, Observation, Rollup
from datasets.models import Dataset, Record
from u2t.core import clock, marks

KNOWN = datetime(2021, 12, 8, 3, tzinfo=UTC)


def indicator(code="tpmap.rate.income", **fields):
    values = {
        "name_th": f"ตัวชี้วัด {code}",
        "name_en": f"Indicator {code}",
        "unit_th": "คน",
        "unit_en": "people",
        "dataset": "tpmap-tambon",
        "numerator": "poor_income",
    } | fields
    return Indicator.objects.get_or_create(code=code, defaults=values)[0]


def rollup(level, area, value=None, **fields):
    values = {
        "period": "2565",
        "origin": "real",
        "numerator": value,
        "value": value if value is None else Decimal(value),
        "reporting": 1,
        "expected": 1,
        "count": 1,
        "computed_at": KNOWN,
    } | fields
    values.setdefault("indicator", indicator())
    return Rollup.objects.create(level=level, area=area, **values)


def observation(place, numerator=None, **fields):
    values = {"period": "2565", "origin": "real", "numerator": numerator, "known_from": KNOWN} | fields
    values.setdefault("indicator", indicator())
    return Observation.objects.create(place=place, **values)


def counted(code="test.sum", **fields):
    """An indicator of the data set `test`."""
    return indicator(code, **({"dataset": "test", "numerator": "n"} | fields))


def record(place, period="2565", *, dataset="test", origin="real", key="", **values):
    """Store what a record says, and mark it, as an import does; no values undo it."""
    Dataset.objects.get_or_create(
        code=dataset, defaults={"name_th": dataset, "owner_th": "กรม", "place_level": "tambon"}
    )
    now = clock.now()
    Record.objects.update_or_create(
        dataset_id=dataset, place_id=place, period=period, origin=origin, key=key,
        defaults={"values": values, "is_live": bool(values), "changed_at": now},
    )  # fmt: skip
    marks.append(f"dataset:{dataset}", [(place, period)], known_at=now, origin=origin)
