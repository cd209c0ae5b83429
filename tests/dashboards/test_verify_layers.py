"""`verify_rollups` begins at the layers: a record changed behind everybody's back is found."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db.models import F

from dashboards.models import Indicator, Observation, Rollup
from dashboards.rolling.knowledge import known_at
from dashboards.services import indicators, rollups
from datasets.models import Dataset, Layer, Record
from datasets.selectors.layering import unlike_their_layers
from datasets.services import corrections, definitions, runs
from tambon.system import system_user
from tests.datasets.conftest import row, store
from tests.factories import dashboards as figures
from tests.factories import tambon as where
from u2t.core.models import Mark

pytestmark = pytest.mark.django_db
DAY = datetime(2021, 12, 8, 3, tzinfo=UTC)


@pytest.fixture
def stored(steward, nation):
    """Three files over each other, one of them undone, and a correction that waited for nobody."""
    definitions.sync(by=system_user())
    dataset = Dataset.objects.get(pk="tpmap-tambon")
    store(steward, dataset, [row(health=1), row("630101", "ระแหง", 50)])
    middle = store(steward, dataset, [row(health=2), row("630201", "ตากออก", 90)])
    store(steward, dataset, [row(income=3), row("630101", "ระแหง", 60)])
    runs.undo(by=steward, run=middle)
    Dataset.objects.filter(pk=dataset.pk).update(needs_second_person=False)
    record = Record.objects.get(place="630101")
    corrections.propose(
        by=steward, record=record, field="total_population", new="70", reason="พิมพ์ผิด", version=record.version
    )
    return dataset


def verify():
    out = io.StringIO()
    try:
        call_command("verify_rollups", stdout=out)
    except SystemExit as stopped:
        return stopped.code, out.getvalue()
    return 0, out.getvalue()


def test_what_services_wrote_is_what_the_layers_say(stored):
    assert Layer.objects.filter(is_undone=True).exists()
    assert unlike_their_layers() == []


def test_what_was_known_between_changes_that_one_roll_up_tells_is_told_too(steward, nation):
    definitions.sync(by=system_user())
    dataset = Dataset.objects.get(pk="tpmap-tambon")
    figures.indicator("test.people", dataset=dataset.pk, numerator="total_population")
    Dataset.objects.filter(pk=dataset.pk).update(needs_second_person=False)

    def on(day, change):
        with time_machine.travel(DAY + timedelta(days=day), tick=False):
            return change()

    def correct():
        record = Record.objects.get(place="630101")
        corrections.propose(
            by=steward, record=record, field="total_population", new="70", reason="พิมพ์ผิด", version=record.version
        )

    on(0, lambda: store(steward, dataset, [row(), row("630101", "ระแหง", 50)]))
    on(0, lambda: rollups.roll_up(by=system_user()))
    second = on(1, lambda: store(steward, dataset, [row(population=300), row("630201", "ตากออก", 10)]))
    on(2, correct)
    on(3, lambda: runs.undo(by=steward, run=second))
    on(4, lambda: store(steward, dataset, [row(population=400)]))
    on(5, lambda: rollups.roll_up(by=system_user()))

    found = []
    for day in range(6):
        with known_at(DAY + timedelta(days=day, hours=1)):
            nation_ = Rollup.objects.filter(level="nation", indicator__code="test.people", period="2565", programme="")
            found.append(nation_.values_list("value", flat=True).get())
    assert found == [250, 360, 380, 270, 470, 470]
    assert not Observation.objects.filter(known_until__lte=F("known_from")).exists()
    assert verify()[0] == 0


def test_a_value_changed_behind_the_layers_is_named_and_not_shown(stored):
    rollups.roll_up(by=system_user())
    assert verify() == (
        0,
        "0 records differ from their layers.\n0 observations differ from their records.\n0 cells differ.\n",
    )
    record = Record.objects.get(place="630101")
    record.values |= {"total_population": 71_717}
    record.save(update_fields=["values"])

    code, said = verify()

    assert code == 1
    assert f"record {record.pk},tpmap-tambon,630101,2565,real: not what its layers say in total_population" in said
    assert "71717" not in said
    assert "0 cells differ." in said, "nobody marked it, so the figures stand as they were"
    assert "1 records differ from their layers." in said


def test_a_lost_mark_is_found_and_healed_by_making_all_anew(stored):
    indicators.sync(by=system_user())
    rollups.roll_up(by=system_user())
    store(system_user(), stored, [row("630101", "ระแหง", 80)], period="2564")
    waiting = verify()
    Mark.objects.all().delete()

    code, said = verify()
    call_command("rollup", stdout=io.StringIO())

    assert waiting[0] == 0, "what waits for the roll-up does not differ"
    assert "marks wait for the next roll-up" in waiting[1]
    assert code == 1
    assert "population.surveyed,630101,2564,real\n  stands nothing\n  should (80.0000,,,)" in said
    assert "0 cells differ." in said
    assert verify()[0] == 1, "without a mark nobody tells the roll-up"
    call_command("rollup", "--full", stdout=io.StringIO())
    assert verify()[0] == 0
    assert Rollup.objects.get(level="nation", period="2564", indicator__code="population.surveyed").value == 80


def test_observations_of_nothing_and_of_people_at_work_are_found(stored):
    indicators.sync(by=system_user())
    rollups.roll_up(by=system_user())
    Observation.objects.filter(place="630111", indicator__code="population.surveyed").update(place="500101")
    figures.observation("630111", 5, indicator=Indicator.objects.get(code="workforce.filled"), period="2564-11")

    said = verify()[1]

    assert "workforce.filled,630111,2564-11,real" in said
    assert "population.surveyed,500101,2565,real" in said
    assert "3 observations differ" in said


def test_bins_and_distinct_things_are_counted_a_second_way_too(nation):
    where.allocation(where.area("630101"), where.university("kpru"), where.programme())
    figures.counted("ages", measure="histogram", numerator="ages", frequency="month", numerator_over_time="last")
    figures.counted("agencies", measure="distinct", numerator="agency", frequency="month")
    for place, month, key, ages, agency in (
        ("630101", "2564-11", "1", [9, 9], "land"), ("630101", "2564-12", "1", [1, 2], "land"),
        ("630101", "2564-12", "2", [10, 20], "tax"), ("500101", "2564-12", "1", [0, 5], "land"),
    ):  # fmt: skip
        figures.record(place, month, key=key, ages=ages, agency=agency)
    rollups.roll_up(by=system_user())

    assert Rollup.objects.get(level="tambon", area="630101", period="2564", indicator__code="ages").bins == [11, 22]
    assert Rollup.objects.get(level="university", area="kpru", period="2564", indicator__code="agencies").value == 2
    assert "0 observations differ from their records.\n0 cells differ." in verify()[1]
    Rollup.objects.filter(level="nation", period="2564", indicator__code="ages").update(bins=[1, 2])
    Rollup.objects.filter(level="province", area="63", period="2564", indicator__code="agencies").update(value=7)
    assert "2 cells differ." in verify()[1]


def test_a_record_that_came_back_or_went_behind_the_layers_is_found(stored):
    undone, gone = Record.objects.get(place="630201"), Record.objects.get(place="630111")
    Record.objects.filter(pk=undone.pk).update(is_live=True, values={"total_population": 1})
    Record.objects.filter(pk=gone.pk).update(is_live=False, values={})

    found = {each.record: (each.is_live, each.should_live) for each in unlike_their_layers()}

    assert found == {undone.pk: (True, False), gone.pk: (False, True)}


def test_a_layer_undone_behind_the_records_is_found(stored):
    Layer.objects.filter(record__place="630111", is_undone=False).update(is_undone=True)

    assert [each.place for each in unlike_their_layers()] == ["630111"]


def test_a_figure_changed_behind_the_roll_up_is_found(stored):
    indicators.sync(by=system_user())
    rollups.roll_up(by=system_user())
    assert verify()[0] == 0
    Rollup.objects.filter(level="province", indicator__code="population.surveyed").update(value=11)

    code, said = verify()

    assert code == 1
    assert "population.surveyed,province,63,2565,real," in said
    assert "1 cells differ." in said
