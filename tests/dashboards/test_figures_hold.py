"""What holds of every figure, through the real road: file, import, roll-up, undo, report."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from dashboards.models import Indicator, Rollup
from dashboards.services import indicators, rollups
from datasets.models import Dataset
from datasets.services import definitions, runs
from tambon.system import system_user
from tests.datasets.conftest import row, store, text_of
from tests.factories import dashboards as make
from tests.factories import tambon as where
from u2t.core import clock
from u2t.core.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
DAY = datetime(2021, 12, 8, 3, tzinfo=UTC)


def figures(*columns):
    return set(Rollup.objects.values_list("level", "area", "indicator", "period", "programme", "value", *columns))


def report(tmp_path, *options):
    out = tmp_path / "report.csv"
    call_command("export_report", "national", "--format", "csv", "--out", str(out), *options, stdout=io.StringIO())
    rows = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig")))
    return {(r["level"], r["area"], r["indicator"]): float(r["value"]) for r in rows if r["value"]}


@pytest.fixture
def tpmap(nation, settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"
    with time_machine.travel(DAY - timedelta(days=1), tick=False):
        definitions.sync(by=system_user()), indicators.sync(by=system_user())
        rollups.roll_up(by=system_user())
    return Dataset.objects.get(pk="tpmap-tambon")


@pytest.fixture
def history(tpmap, steward):
    """A file on the first day, another over it on the second, which is undone on the third."""
    with time_machine.travel(DAY, tick=False):
        store(steward, tpmap, [row(population=200, health=1), row("630101", "ระแหง", 50)])
        rollups.roll_up(by=system_user())
    with time_machine.travel(DAY + timedelta(days=1), tick=False):
        second = store(steward, tpmap, [row(population=300, health=2), row("500101", "ศรีภูมิ", 80)])
        rollups.roll_up(by=system_user())
    with time_machine.travel(DAY + timedelta(days=2), tick=False):
        runs.undo(by=steward, run=second)
        rollups.roll_up(by=system_user())


def test_a_report_as_of_a_moment_says_what_was_known_then(history, tmp_path):
    people = ("nation", "TH", "population.surveyed")
    sick = ("nation", "TH", "tpmap.poor.health")

    found = {hours: report(tmp_path, "--as-of", (DAY + timedelta(hours=hours)).isoformat()) for hours in (1, 25, 49)}

    assert [found[hours][people] for hours in found] == [250, 430, 250]
    assert [found[hours][sick] for hours in found] == [2, 6, 2]
    assert ("tambon", "500101", "population.surveyed") in found[25]
    assert ("tambon", "500101", "population.surveyed") not in found[49]
    assert found[1] == found[49] == report(tmp_path)


def test_a_moment_without_figures_is_refused_when_asked(history, client, ministry, tmp_path):
    before = (DAY - timedelta(hours=1)).isoformat()
    with pytest.raises(CommandError, match="2021-12-08 10:00:00"):
        report(tmp_path, "--as-of", before, "--language", "en")
    with pytest.raises(CommandError, match="2565"):
        report(tmp_path, "--as-of", before, "--period", "2565")

    client.force_login(ministry)
    asked = {"period": "2565", "format": "csv", "as_of": "2021-12-08T09:00"}
    response = client.post("/reports/national/", asked)

    assert response.status_code == 422
    assert "2021-12-08 10:00:00" in response.context["form"].errors["as_of"][0]
    assert not Job.objects.exists()
    assert client.post("/reports/national/", asked | {"as_of": "2021-12-08T11:00"}).status_code == 302


def test_the_same_file_again_changes_no_figure_and_undoing_brings_the_former_ones_back(tpmap, steward):
    first = [row(population=200, health=1), row("630101", "ระแหง", 50)]
    store(steward, tpmap, first)
    rollups.roll_up(by=system_user())
    before, when = figures(), figures("computed_at")

    store(steward, tpmap, first)
    assert rollups.roll_up(by=system_user()) == 0
    assert figures("computed_at") == when

    run = store(steward, tpmap, [row(population=999, health=3), row("500101", "ศรีภูมิ", 80)])
    rollups.roll_up(by=system_user())
    assert figures() != before
    runs.undo(by=steward, run=run)
    rollups.roll_up(by=system_user())
    assert figures() == before


def test_what_universities_hold_and_what_none_holds_is_the_nation_for_every_additive_indicator(tpmap):
    programme, network = where.programme(), where.network()
    where.allocation(where.area("630101"), where.university("kpru", network=network), programme)
    where.allocation(where.area("500101"), where.university("cmu"), programme)
    where.area("630150", level="municipality")
    where.area("630199", today_id=None, abolished_on="2020-01-01")
    additive = [i for i in Indicator.objects.filter(source="dataset") if i.is_additive]
    for indicator in additive:
        period = "2565" if indicator.frequency == "year" else "2564-12"
        fields = {i.numerator for i in additive if i.dataset == indicator.dataset}
        fields |= {i.denominator for i in additive if i.dataset == indicator.dataset and i.denominator}
        for number, place in enumerate(("630101", "630111", "500101", "500102", "630150", "630199"), start=1):
            make.record(place, period, dataset=indicator.dataset, **dict.fromkeys(sorted(fields), 2**number))

    rollups.roll_up(by=system_user())

    assert len(additive) >= 7
    for indicator in additive:
        rows = Rollup.objects.filter(indicator=indicator)
        nations = {(r.period, r.origin): r for r in rows.filter(level="nation")}
        assert nations, indicator
        for (period, origin), nation in nations.items():
            assert nation.value == 126 * indicator.scale, indicator
            for level in ("university", "university-province", "network"):
                cells = rows.filter(level=level, programme="u2t1", period=period, origin=origin)
                parts = {cell.area.partition(":")[0] for cell in cells}
                assert {"unallocated", "municipal"} < parts
                assert sum(cell.value for cell in cells) == nation.value, (indicator, level)
                assert sum(cell.reporting for cell in cells) == nation.reporting, (indicator, level)


def commanded(*arguments):
    """Call a command of imports; return what it wrote, and the moment of its answer."""
    out, err = io.StringIO(), io.StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=err)
    name, moment = err.getvalue().splitlines()[-1].split(",")
    assert name == "moment"
    return out.getvalue(), moment


def test_commands_and_pages_live_by_one_clock_and_answer_with_its_moment(tpmap, steward, settings, tmp_path):
    people = ("nation", "TH", "population.surveyed")
    file = tmp_path / "first.csv"
    file.write_bytes(text_of([row(population=200)]))
    real = datetime(2026, 5, 1, 3, tzinfo=UTC)
    settings.CLOCK = f"{DAY.isoformat()}@{real.isoformat()}"
    moments = {}

    def at(minute, name, act):
        with time_machine.travel(real + timedelta(minutes=minute), tick=False):
            answer = act()
            rollups.roll_up(by=system_user())
            moments[name] = answer[1] if isinstance(answer, tuple) else clock.now().isoformat()
            return answer

    command = ("import_dataset", "tpmap-tambon", file, "--period", "2565")
    at(0, "before", lambda: store(steward, tpmap, [row("630101", "ระแหง", 50)]))
    at(1, "tried", lambda: commanded(*command, "--dry-run"))
    said, _moment = at(2, "imported", lambda: commanded(*command))
    at(3, "page", lambda: store(steward, tpmap, [row(population=300)]))
    at(4, "undone", lambda: commanded("undo_import", said.splitlines()[-1].split(",")[1]))
    file.write_bytes(text_of([row(population=400)]))
    at(5, "again", lambda: commanded(*command))

    with time_machine.travel(real + timedelta(minutes=9), tick=False):
        known = {name: report(tmp_path, "--as-of", moment).get(people) for name, moment in moments.items()}
        assert known == {"before": 50, "tried": 50, "imported": 250, "page": 350, "undone": 350, "again": 450}
        assert moments["imported"] == (DAY + timedelta(minutes=2)).isoformat()
        # Who reads the clock on the wall means the same moments.
        walls = [(real + timedelta(minutes=minute, seconds=30)).isoformat() for minute in (1, 2, 3, 5)]
        assert [report(tmp_path, "--as-of", wall).get(people) for wall in walls] == [50, 250, 350, 450]
