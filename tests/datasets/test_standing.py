"""A correction stands on the file it corrected, and people are counted of the rate and the base that stand together."""

import importlib
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection

from datasets.models import Layer, Record
from datasets.selectors.derived import people_of
from datasets.selectors.effects import effect_of_undo
from datasets.selectors.layering import unlike_their_layers
from datasets.services import corrections, runs
from tests.datasets.conftest import DIMENSIONS, row, said, sentences, store
from u2t.core.models import AuditEvent, Mark

pytestmark = pytest.mark.django_db


def people_only(population, code="630111"):
    """A row of a file without the columns of the rates."""
    return {"tumbol_ID": code, "total_population": population}


def some(population, **rates):
    return people_only(population) | {f"poverty_rate_{name}": rate for name, rate in rates.items()}


@pytest.fixture
def correct(officer, ministry):
    def correct(field, new):
        record = now()
        correction = corrections.propose(
            by=officer, record=record, field=field, new=new, reason="นับใหม่", version=record.version
        )
        return corrections.agree(by=ministry, correction=correction)

    return correct


def now():
    return Record.objects.get(place="630111")


def values():
    assert unlike_their_layers() == []
    return now().values if now().is_live else None


def test_a_correction_does_not_outlive_the_import_it_corrected(steward, tpmap, correct):
    first = store(steward, tpmap, [row(health=1)])
    correct("poverty_rate_health", "2")
    assert values()["poor_health"] == 4
    runs.undo(by=steward, run=first)
    assert values() is None

    store(steward, tpmap, [people_only(300)])
    assert values() == {"total_population": 300}
    third = store(steward, tpmap, [people_only(310)])
    runs.undo(by=steward, run=third)

    assert values() == {"total_population": 300}
    fallen = Layer.objects.get(correction__isnull=False)
    assert (fallen.is_undone, fallen.undone_with) == (True, first)


def test_a_correction_of_a_cell_that_no_file_says_any_more_is_undone_with_it(steward, tpmap, correct):
    store(steward, tpmap, [people_only(300)])
    later = store(steward, tpmap, [row(health=1)])
    correct("poverty_rate_health", "2")
    assert values()["poor_health"] == 4

    effect = effect_of_undo(later)
    runs.undo(by=steward, run=later)

    assert (effect.restored, effect.removed, effect.kept) == (1, 0, 0)
    assert values() == {"total_population": 300}
    assert now().layer.run_id != later.pk


def test_a_correction_stays_where_another_file_says_its_cell(steward, tpmap, correct):
    first = store(steward, tpmap, [row(health=1)])
    second = store(steward, tpmap, [row(health=1.5)])
    correct("poverty_rate_health", "2")

    runs.undo(by=steward, run=second)
    assert values()["poor_health"] == 4
    runs.undo(by=steward, run=first)
    assert values() is None


def test_a_value_that_no_file_brought_stands_on_the_record(steward, tpmap, correct):
    first = store(steward, tpmap, [people_only(300)])
    correct("poverty_rate_health", "2")
    correct("poverty_rate_health", "3")
    assert values() == {"total_population": 300, "poverty_rate_health": 3, "poor_health": 9}
    later = store(steward, tpmap, [people_only(100)])
    assert values() == {"total_population": 100, "poverty_rate_health": 3, "poor_health": 3}

    runs.undo(by=steward, run=later)
    assert values() == {"total_population": 300, "poverty_rate_health": 3, "poor_health": 9}
    runs.undo(by=steward, run=first)
    assert values() is None


def test_a_fallen_correction_is_told_as_undone_and_warns_no_more(client, steward, tpmap, correct):
    first = store(steward, tpmap, [row(health=1)])
    correct("total_population", "400")
    runs.undo(by=steward, run=first)
    store(steward, tpmap, [people_only(300)])

    again = store(steward, tpmap, [people_only(310)])

    assert said(again) == []
    client.force_login(steward)
    page = client.get(f"/datasets/records/{now().pk}/").content.decode()
    assert page.count("ถอนคืนแล้ว") == 2


def test_people_are_counted_anew_where_a_file_brings_the_base_alone(steward, tpmap):
    store(steward, tpmap, [row(health=1, income=3)])

    later = store(steward, tpmap, [people_only(300)])

    found = values()
    assert (found["total_population"], found["poverty_rate_health"], found["poor_health"]) == (300, 1, 3)
    assert (found["poverty_rate_income"], found["poor_income"]) == (3, 9)
    assert said(later) == [(1, "", "parts_apart")]
    assert "ประชากรที่สำรวจ จปฐ." in sentences(later)[0]
    runs.undo(by=steward, run=later)
    assert (now().values["poor_health"], values()["poor_income"]) == (2, 6)


def test_rows_in_which_people_are_rounded_for_it_are_told_one_by_one(steward, tpmap):
    store(steward, tpmap, [row(health=1), row("630101", "ระแหง", 100, health=2)])

    later = store(steward, tpmap, [people_only(250), people_only(200, "630101")])

    assert said(later) == [(1, "", "parts_apart"), (2, "poverty_rate_health", "rate_refitted")]
    assert later.issues.get(line=2).values["exact"] == "2.50"
    assert values()["poor_health"] == 2
    assert Record.objects.get(place="630101").values["poor_health"] == 4


def test_the_same_base_again_changes_and_says_nothing(steward, tpmap):
    store(steward, tpmap, [row(health=1)])

    later = store(steward, tpmap, [people_only(200)])

    assert (said(later), later.same_count, later.changed_count) == ([], 1, 0)


def test_files_that_bring_some_of_the_rates_leave_the_other_people_right(steward, tpmap):
    first = store(steward, tpmap, [some(200, health=1)])
    second = store(steward, tpmap, [some(400, income=2)])

    assert said(second) == [(1, "", "parts_apart")]
    assert second.issues.get().values["lacking"] == "“ร้อยละคนจนด้านสุขภาพ”", "of the others nothing stands"
    assert (values()["poor_health"], values()["poor_income"]) == (4, 8)
    runs.undo(by=steward, run=first)
    assert values() == {"total_population": 400, "poverty_rate_income": 2, "poor_income": 8}


def test_what_is_personal_is_not_told_by_the_rounding(steward, tpmap):
    store(steward, tpmap, [row(health=1)])
    tpmap.fields.filter(name="poverty_rate_health").update(is_personal=True)

    later = store(steward, tpmap, [people_only(250)])

    refitted = later.issues.get(code="rate_refitted")
    assert (refitted.value, set(refitted.values.values())) == ("…", {"…"})


def test_the_database_counts_people_as_the_check_does(steward, tpmap):
    rates = ("0.5", "1.5", "2.5", "12.5", "33.3333333333333")
    store(steward, tpmap, [row(population=3_000_000, **dict(zip(DIMENSIONS, rates, strict=True)))])

    for base in (1, 7, 100, 300, 99_999):
        store(steward, tpmap, [people_only(base)])
        found = values()
        for name, rate in zip(DIMENSIONS, rates, strict=True):
            assert found[f"poor_{name}"] == people_of(Decimal(rate), Decimal(base)).count


def test_what_was_stored_before_is_mended_with_its_marks(steward, tpmap, correct):
    first = store(steward, tpmap, [row(health=1)])
    correct("poverty_rate_health", "2")
    runs.undo(by=steward, run=first)
    store(steward, tpmap, [people_only(300)])
    third = store(steward, tpmap, [people_only(310)])
    store(steward, tpmap, [row("630101", "ระแหง", 100, health=2)])
    # As it was left: the correction came back with the undoing, and people stayed those of another base.
    Layer.objects.filter(correction__isnull=False).update(is_undone=False, undone_with=None)
    runs.undo(by=steward, run=third)
    other = Record.objects.get(place="630101")
    other.values["total_population"] = 100
    other.values["poor_health"] = 1
    other.save(update_fields=["values"])
    assert values_as_left()["poor_health"] == 6
    Mark.objects.all().delete()
    events = AuditEvent.objects.count()

    mend = importlib.import_module("datasets.migrations.0010_correction_stands").mend
    mend(None, SimpleNamespace(connection=connection))

    assert values() == {"total_population": 300}
    assert Layer.objects.get(correction__isnull=False).undone_with == first
    assert Record.objects.get(place="630101").values["poor_health"] == 2
    assert set(Mark.objects.values_list("source", "place", "period", "origin")) == {
        ("dataset:tpmap-tambon", "630111", "2565", "real"), ("dataset:tpmap-tambon", "630101", "2565", "real"),
    }  # fmt: skip
    Mark.objects.all().delete()
    mend(None, SimpleNamespace(connection=connection))
    assert (Mark.objects.count(), AuditEvent.objects.count()) == (0, events)


def values_as_left():
    return Record.objects.get(place="630111").values
