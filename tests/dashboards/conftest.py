"""Figures that several tests of pages look at."""

import pytest

from tests.dashboards.showing import rate


@pytest.fixture
def known(nation):
    """Figures of two provinces, their amphoe and tambons, for one real year."""
    rate("nation", "TH", 300, 10_000, reporting=3, expected=5)
    rate("province", "63", 200, 4_000, reporting=2, expected=3)
    rate("province", "50", 100, 6_000, reporting=1, expected=2)
    rate("amphoe", "6301", 150, 2_000)
    rate("amphoe", "6302", 50, 2_000)
    rate("amphoe", "5001", 100, 6_000)
    rate("tambon", "630111", 150, 2_000)
    rate("tambon", "500101", 777, 6_000)
