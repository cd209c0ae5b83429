"""Events are kept, personal values apart."""

from datetime import date

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from u2t.core import audit
from u2t.core.models import AuditEvent, Revision


def test_record_of_a_plain_field_keeps_old_and_new(officer, admin):
    event = audit.record(action="user.changed", target=officer, by=admin, changes={"language": ("th", "en")})

    assert event.changes == {"language": ["th", "en"]}
    assert not Revision.objects.exists()


def test_record_keeps_lists_as_lists_and_what_is_in_them_as_text(officer, admin):
    days = [("opens", date(2021, 11, 1)), ("closes", None)]

    event = audit.record(
        action="user.changed", target=officer, by=admin,
        changes={"areas": ({"6302", "6301"}, ["6301", 12, True]), "days": ({}, {7: days})},
    )  # fmt: skip

    event.refresh_from_db()
    assert event.changes == {
        "areas": [["6301", "6302"], ["6301", 12, True]],
        "days": [{}, {"7": [["opens", "2021-11-01"], ["closes", None]]}],
    }


def test_record_of_a_personal_field_keeps_values_in_the_revision_only(officer, admin):
    event = audit.record(action="user.changed", target=officer, by=admin, changes={"telephone": ("081", "082")})

    assert event.changes == {"telephone": ["…", "…"]}
    assert event.revision.values == {"telephone": ["081", "082"]}


@pytest.mark.parametrize("act", ["update", "delete"])
def test_event_once_stored_refuses_change_in_the_database(officer, admin, act):
    event = audit.record(action="user.changed", target=officer, by=admin)
    rows = AuditEvent.objects.filter(pk=event.pk)

    with pytest.raises((InternalError, ProgrammingError), match="append-only"), transaction.atomic():
        rows.update(action="other") if act == "update" else rows._raw_delete("default")

    assert AuditEvent.objects.get(pk=event.pk).action == "user.changed"


def test_revision_can_be_erased(officer, admin):
    event = audit.record(action="user.changed", target=officer, by=admin, changes={"telephone": ("081", "082")})

    event.revision.delete()

    assert AuditEvent.objects.get(pk=event.pk).changes == {"telephone": ["…", "…"]}


def test_withhold_moves_values_of_a_field_to_the_revision_and_keeps_the_rest(officer, admin):
    changes = {"telephone": ("081", "082"), "language": ("th", "en"), "note": (None, "a")}
    event = audit.record(action="user.changed", target=officer, by=admin, changes=changes)
    other = audit.record(action="user.changed", target=officer, by=admin, changes={"language": ("th", "en")})

    assert audit.withhold(AuditEvent.objects.all(), "note") == 1
    assert audit.withhold(AuditEvent.objects.all(), "note") == 0

    event, other = AuditEvent.objects.get(pk=event.pk), AuditEvent.objects.get(pk=other.pk)
    assert event.changes == {"telephone": ["…", "…"], "language": ["th", "en"], "note": ["…", "…"]}
    assert event.revision.values == {"telephone": ["081", "082"], "note": [None, "a"]}
    assert other.changes == {"language": ["th", "en"]}


@pytest.mark.parametrize(
    "changes",
    [
        {"language": ["…", "…"]},
        {"language": ["th", "de"]},
        {},
        {"language": ["th", "en"], "more": [1, 2]},
    ],
)
def test_event_refuses_to_lose_or_change_what_no_revision_holds(officer, admin, changes):
    event = audit.record(action="user.changed", target=officer, by=admin, changes={"language": ("th", "en")})

    with pytest.raises((InternalError, ProgrammingError), match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(changes=changes)

    assert AuditEvent.objects.get(pk=event.pk).changes == {"language": ["th", "en"]}


def test_no_event_goes_by_truncate(officer, admin):
    audit.record(action="user.changed", target=officer, by=admin)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # an audit of this test's own has nothing pending
        cursor.execute("ALTER TABLE core_auditevent ENABLE TRIGGER core_auditevent_no_truncate")
        with pytest.raises((InternalError, ProgrammingError), match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE core_auditevent CASCADE")
        cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER core_auditevent_no_truncate")

    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("changes", [{"actor": "…"}, {"reason": "…"}, {"target_text": "another"}])
def test_who_and_why_change_only_to_nothing_and_only_once_erased(officer, admin, changes):
    event = audit.record(action="user.changed", target=officer, by=admin, reason="ลาออก")
    if "target_text" in changes:
        audit.erase(AuditEvent.objects.filter(pk=event.pk))

    with pytest.raises((InternalError, ProgrammingError), match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(**changes)
