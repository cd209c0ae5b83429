"""Storing, undoing, giving up: layers of values and the marks they leave."""

import pytest
from django.core.exceptions import PermissionDenied

from datasets.definitions import DEFINITIONS
from datasets.models import Layer, Record, StagedRow
from datasets.selectors.effects import Effect, effect_of_undo
from datasets.selectors.layering import unlike_their_layers
from datasets.services import definitions, runs
from tambon.models import Area
from tambon.system import system_user
from tests.datasets.conftest import check, row, store
from tests.factories import tambon as make
from u2t.core.models import AuditEvent, ImportRun, Mark, Origin, RunState


def figures():
    """Every live record's population and poor in health, by place."""
    rows = Record.objects.filter(is_live=True).values_list("place_id", "values")
    return {place: (values["total_population"], values.get("poor_health")) for place, values in rows}


def counts(run):
    return run.created_count, run.changed_count, run.same_count, run.skipped_count


def marks():
    return set(Mark.objects.values_list("source", "place", "period", "origin"))


def test_store_creates_records_layers_and_marks(steward, tpmap):
    run = store(steward, tpmap, [row(health=1), row("630101", "ระแหง", 50)])

    assert figures() == {"630111": (200, 2), "630101": (50, 0)}
    assert counts(run) == (2, 0, 0, 0)
    assert [(layer.line, layer.position) for layer in Layer.objects.order_by("line")] == [
        (2, run.position),
        (3, run.position),
    ]
    assert marks() == {("dataset:tpmap-tambon", p, "2565", "real") for p in ("630111", "630101")}
    assert not StagedRow.objects.exists()
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "importrun.opened", "importrun.checked", "importrun.stored",
    ]  # fmt: skip


def test_the_same_file_again_changes_nothing(steward, tpmap):
    rows = [row(health=1), row("630101", "ระแหง", 50)]
    store(steward, tpmap, rows)
    Mark.objects.all().delete()
    versions = list(Record.objects.order_by("pk").values_list("version", "changed_at"))

    again = store(steward, tpmap, rows)

    assert counts(again) == (0, 0, 2, 0)
    assert (Layer.objects.count(), Mark.objects.count()) == (4, 0)
    assert list(Record.objects.order_by("pk").values_list("version", "changed_at")) == versions


def test_every_row_gets_a_layer_and_only_what_changed_a_mark(steward, tpmap):
    store(steward, tpmap, [row(), row("630101", "ระแหง", 50)])
    Mark.objects.all().delete()

    run = store(steward, tpmap, [row(population=300), row("630101", "ระแหง", 50), row("630201", "ตากออก", 10)])

    assert counts(run) == (1, 1, 1, 0)
    assert {place for _s, place, _p, _o in marks()} == {"630111", "630201"}
    assert run.layers.count() == 3


def test_a_file_with_refused_rows_stores_nothing_unless_told_to(steward, tpmap):
    run = check(steward, tpmap, [row(), row("999999", "ไม่มี")])

    with pytest.raises(runs.RunError, match="1"):
        runs.store(by=steward, run=run)
    assert not Record.objects.exists()

    run = runs.store(by=steward, run=run, skip_refused=True)
    assert (counts(run), set(figures())) == ((1, 0, 0, 1), {"630111"})


def test_municipalities_become_places_of_their_amphoe(steward, tpmap):
    store(steward, tpmap, [row("630151", "เทศบาลเมือง ตาก"), row("630190", "ศูนย์แพทย์ ก")])

    found = Area.objects.filter(level="municipality").order_by("code")
    assert [(a.code, a.kind, a.parent_id, a.today_id) for a in found] == [
        ("630151", "town", "6301", "630151"), ("630190", "unit", "6301", "630190"),
    ]  # fmt: skip


def test_villages_are_entered_under_their_tambon(steward, catalogue):
    rows = [{"village_ID": "63011107", "village_name": "บ้านใหม่", "year": "2560", "poor.JPT.CNT": 3}]

    store(steward, catalogue["tpmap-village"], rows, period="")

    village = Area.objects.get(level="village")
    assert (village.code, village.name_th, village.parent_id) == ("63011107", "บ้านใหม่", "630111")
    assert Record.objects.get().values == {"poor.JPT.CNT": 3}


def test_undo_restores_exactly_what_was_before(steward, tpmap):
    store(steward, tpmap, [row(), row("630101", "ระแหง", 50)])
    before = (figures(), list(Record.objects.order_by("pk").values_list("values", "is_live", "layer_id")))
    second = store(steward, tpmap, [row(population=300, health=1), row("630201", "ตากออก", 10)])
    Mark.objects.all().delete()
    effect = effect_of_undo(second)

    undone = runs.undo(by=steward, run=second, reason="ผิดไฟล์")

    live = list(Record.objects.filter(is_live=True).order_by("pk").values_list("values", "is_live", "layer_id"))
    assert (figures(), live) == before
    assert effect == Effect(restored=1, removed=1, kept=0)
    assert (undone.state, undone.undone_by, undone.undo_reason) == (RunState.UNDONE, steward, "ผิดไฟล์")
    assert {place for _s, place, _p, _o in marks()} == {"630111", "630201"}


def test_undoing_a_middle_layer_leaves_what_newer_ones_say(steward, tpmap):
    store(steward, tpmap, [row(population=100), row("630101", "ระแหง", 50)])
    middle = store(steward, tpmap, [row(population=200), row("630101", "ระแหง", 60)])
    store(steward, tpmap, [row(population=300)])
    Mark.objects.all().delete()
    effect = effect_of_undo(middle)

    runs.undo(by=steward, run=middle)

    assert figures() == {"630111": (300, 0), "630101": (50, 0)}
    assert effect == Effect(restored=1, removed=0, kept=1)
    assert {place for _s, place, _p, _o in marks()} == {"630101"}


def test_what_a_later_import_also_says_stands_when_the_earlier_is_undone(steward, tpmap):
    same, wrong = row(), row("630101", "ระแหง", 50)
    first = store(steward, tpmap, [same, wrong, row("630201", "ตากออก", 10)])
    corrected = store(steward, tpmap, [same, row("630101", "ระแหง", 60)])
    again = store(steward, tpmap, [same])
    Mark.objects.all().delete()
    before = Record.objects.values_list("version", "changed_at").get(place="630111")
    effect = effect_of_undo(first)

    runs.undo(by=steward, run=first)

    assert figures() == {"630111": (200, 0), "630101": (60, 0)}
    assert effect == Effect(restored=0, removed=1, kept=2)
    assert {place for _s, place, _p, _o in marks()} == {"630201"}
    record = Record.objects.select_related("layer").get(place="630111")
    assert (record.version, record.changed_at) == before
    assert record.layer.run == again  # the file it is shown to come from is one that stands
    assert unlike_their_layers() == []
    Mark.objects.all().delete()
    runs.undo(by=steward, run=corrected)
    assert (figures(), {place for _s, place, _p, _o in marks()}) == ({"630111": (200, 0)}, {"630101"})
    runs.undo(by=steward, run=again)
    assert (figures(), unlike_their_layers()) == ({}, [])


def test_a_file_with_fewer_columns_keeps_the_others(steward, tpmap):
    store(steward, tpmap, [row(health=1)])

    run = store(steward, tpmap, b"tumbol_ID,total_population\n630111,250\n")

    values = Record.objects.get().values
    assert (values["total_population"], values["poverty_rate_health"]) == (250, 1)
    assert counts(run) == (0, 1, 0, 0)


def test_after_undo_the_same_file_comes_in_anew(steward, tpmap):
    first = store(steward, tpmap, [row()])
    runs.undo(by=steward, run=first)
    assert figures() == {}

    again = store(steward, tpmap, [row()])

    assert (counts(again), figures()) == ((1, 0, 0, 0), {"630111": (200, 0)})


def test_real_and_demonstration_records_do_not_meet(steward, tpmap):
    store(steward, tpmap, [row()])
    demo = runs.open_run(by=steward, dataset=tpmap, name="x", period="2565", origin=Origin.DEMO)

    assert demo.origin == Origin.DEMO
    assert Record.objects.filter(origin=Origin.DEMO).count() == 0


def test_a_run_is_decided_once(steward, tpmap):
    run = store(steward, tpmap, [row()])

    with pytest.raises(runs.RunError):
        runs.store(by=steward, run=run)
    with pytest.raises(runs.RunError):
        runs.give_up(by=steward, run=run)
    runs.undo(by=steward, run=run)
    with pytest.raises(runs.RunError):
        runs.undo(by=steward, run=run)


def test_giving_up_drops_the_rows_and_keeps_the_issues(steward, tpmap):
    run = check(steward, tpmap, [row(), row("999999", "x")])

    run = runs.give_up(by=steward, run=run)

    assert (run.state, run.staged_rows.count(), run.issues.count()) == (RunState.DROPPED, 0, 1)


@pytest.mark.parametrize("role", ["officer", "ministry", "worker", "staff", "applicant", "auditor"])
def test_only_stewards_bring_data_in(request, role, steward, tpmap):
    person = request.getfixturevalue(role)
    run = store(steward, tpmap, [row()])

    with pytest.raises(PermissionDenied):
        check(person, tpmap, [row()])
    with pytest.raises(PermissionDenied):
        runs.undo(by=person, run=run)
    assert ImportRun.objects.count() == 1


def test_definitions_are_the_same_after_a_second_sync(tpmap):
    before = list(tpmap.fields.values())

    assert definitions.sync(by=system_user()) == len(DEFINITIONS)

    assert list(tpmap.fields.values()) == before
    assert len([f for f in before if f["kind"] == "derived"]) == 5


def test_every_action_has_a_sentence_in_the_audit_trail(steward, tpmap):
    from tambon.presenters import sentence_of

    run = store(steward, tpmap, [row()])
    runs.undo(by=steward, run=run)

    for event in AuditEvent.objects.all():
        assert event.action not in sentence_of(event)


def test_undo_closes_the_places_that_only_this_import_brought_and_a_later_one_opens_them(steward, tpmap, catalogue):
    kept = store(steward, tpmap, [row("630190", "ศูนย์แพทย์ ก")])
    wrong = store(steward, tpmap, [row("630151", "เทศบาลเมือง ตาด"), row("630190", "ศูนย์แพทย์ ก", 7)])
    make.area("630152", "เทศบาลตำบลไม้งาม", level="municipality", entered_by=wrong)
    make.agency("office", area=make.area("630152"))

    runs.undo(by=steward, run=wrong, reason="ชื่อผิด")

    def state():
        found = Area.objects.filter(level="municipality").order_by("code")
        return {a.code: (a.name_th, a.abolished_on is None) for a in found}

    assert state() == {
        "630151": ("เทศบาลเมือง ตาด", False),
        "630152": ("เทศบาลตำบลไม้งาม", True),  # an agency lies in it
        "630190": ("ศูนย์แพทย์ ก", True),  # it came by another import
    }
    again = store(steward, tpmap, [row("630151", "เทศบาลเมือง ตาก")])
    assert state()["630151"] == ("เทศบาลเมือง ตาก", True)
    assert Area.objects.get(pk="630151").entered_by == again
    assert kept.layers.exists()
