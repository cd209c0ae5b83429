"""Figures for a page, and the page that shows them."""

from decimal import Decimal

from tests.factories import dashboards as figures

RATE = {"over_place": "ratio", "scale": 100, "decimals": 1, "direction": "burden", "denominator": "total_population"}


def rate(level, area, numerator, denominator, **fields):
    """A poverty rate with its parts, of the indicator that dashboards open with."""
    indicator = figures.indicator("tpmap.rate.income", class_limits=[1, 2.5, 5, 8, 12], **RATE)
    parts = {"numerator": numerator, "denominator": denominator, "indicator": indicator}
    return figures.rollup(level, area, Decimal(numerator) * 100 / denominator, **parts | fields)


def page(client, user, address, status=200):
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode()
