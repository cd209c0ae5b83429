"""Events are kept, personal values apart."""

import pytest
from django.db import InternalError, ProgrammingError, transaction

from u2t.core import audit
from u2t.core.models import AuditEvent, Revision


def test_record_of_a_plain_field_keeps_old_and_new(officer, admin):
    event = audit.record(action="user.changed", target=officer, by=admin, changes={"language": ("th", "en")})

    assert event.changes == {"language": ["th", "en"]}
    assert not Revision.objects.exists()


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
