"""The real file of 2565: every figure equals one computed from the file by a few lines that know nothing of the roll-up."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from dashboards.models import Rollup
from dashboards.rolling.check import differences
from dashboards.services import indicators, rollups
from datasets.models import Record
from datasets.services import definitions
from tambon.models import Area
from tambon.services import geography
from tambon.system import system_user

FILE = Path(settings.BASE_DIR).parent / "shared/data/tpmap2565_tambon_5dims_train.csv"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.integration,
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.exists(), reason="the folder of real data (../shared/data) is not here"),
]
DIMENSIONS = ("health", "living", "education", "income", "accessibility")


def counted_from_the_file(digits):
    found = Counter()
    with FILE.open(encoding="utf-8-sig") as stream:
        for row in csv.DictReader(stream):
            people = int(row["total_population"])
            area = row["tumbol_ID"][:digits] or "TH"
            found[area, "population.surveyed"] += people
            for name in DIMENSIONS:
                found[area, f"tpmap.poor.{name}"] += round(float(row[f"poverty_rate_{name}"]) * people / 100)
    return dict(found)


def test_figures_of_the_real_file_are_those_of_the_file(db):
    by = system_user()
    geography.load(by=by), definitions.sync(by=by), indicators.sync(by=by)
    call_command("import_dataset", "tpmap-tambon", str(FILE), "--period", "2565", stdout=io.StringIO())

    rollups.roll_up(by=by)

    for level, digits in {"nation": 0, "province": 2, "amphoe": 4}.items():
        shown = Rollup.objects.filter(level=level, period="2565", indicator__over_place="sum", programme="")
        found = {(r.area, r.indicator.code): int(r.value) for r in shown.select_related("indicator")}
        assert found == counted_from_the_file(digits), level
    nation = Rollup.objects.get(level="nation", indicator__code="tpmap.rate.income")
    assert float(nation.value) == pytest.approx(100 * float(nation.numerator / nation.denominator), abs=1e-9)
    assert nation.expected == Area.objects.current().filter(level="tambon").exclude(code__startswith="10").count()
    assert nation.reporting == len(
        set(Area.objects.filter(pk__in=Record.objects.values("place"), level="tambon").values_list("today", flat=True))
    )
    assert differences(5) == []
