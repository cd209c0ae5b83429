"""Plain indicators and figures."""

from datetime import UTC, datetime
from decimal import Decimal

from dashboards.models import Indicator, Observation, Rollup

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
