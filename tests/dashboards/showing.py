"""Figures for a page, and the page that shows them."""

from decimal import Decimal

from dashboards.services import rollups
from tambon.system import system_user
from tests.factories import dashboards as figures

RATE = {"over_place": "ratio", "scale": 100, "decimals": 1, "direction": "burden", "denominator": "total_population"}


def rate(level, area, numerator, denominator, **fields):
    """A poverty rate with its parts, of the indicator that dashboards open with."""
    indicator = figures.indicator("tpmap.rate.income", class_limits=[1, 2.5, 5, 8, 12], **RATE)
    parts = {"numerator": numerator, "denominator": denominator, "indicator": indicator}
    return figures.rollup(level, area, Decimal(numerator) * 100 / denominator, **parts | fields)


def counted_rates():
    """Rates of three amphoe and all that they make, rolled up from records: 7.5 % in 6301, 2.5 % in 6302, 1.7 % in 5001."""
    figures.indicator(
        "tpmap.rate.income",
        class_limits=[1, 2.5, 5, 8, 12],
        **RATE | {"dataset": "test", "numerator": "n"} | {"denominator": "d"},
    )
    for place, poor, people in (("630111", 150, 2_000), ("630201", 50, 2_000), ("500101", 100, 6_000)):
        figures.record(place, n=poor, d=people)
    rollups.roll_up(by=system_user())


def page(client, user, address, status=200):
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode()
