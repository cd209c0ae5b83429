"""The audit trail forgets a person, and keeps that something happened."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse

from tambon.services import erasing, people
from tambon.services.erasing import ErasingError, ErasingInputError, Row
from tests.factories import tambon as make
from u2t.core import audit
from u2t.core.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def gone(nation, admin):
    """Somebody who left, of whom the trail holds name, number and reasons."""
    person = make.user("somchai", first_name="สมชาย", last_name="ใจดี")
    audit.record(
        action="user.changed", target=person, by=admin, changes={"telephone": ("081", "082")}, reason="สมชายขอ"
    )
    other = make.user("other", last_name="คนอื่น")
    audit.record(action="user.changed", target=other, by=person, changes={"telephone": ("071", "072")}, reason="ผิด")
    people.deactivate(user=person, reason="ลาออก", by=admin)
    return person


def test_name_values_and_reasons_of_a_person_go_and_others_stay(gone, admin):
    count = erasing.erase(row=Row("tambon.user", str(gone.pk)), reason="เจ้าของข้อมูลขอลบ", by=admin)

    assert count == 3
    changed, did, closed = AuditEvent.objects.exclude(action="revision.erased").order_by("pk")
    assert (changed.actor, changed.target_text, changed.reason, changed.revision.values) == ("สมมุติ admin", "…", "…", {})
    assert (closed.target_text, closed.reason, closed.changes) == ("…", "…", {"is_active": [True, False]})
    assert (did.actor, did.actor_id_text, did.target_text) == ("…", str(gone.pk), "สมมุติ คนอื่น")
    assert did.revision.values == {"telephone": ["071", "072"]}
    assert all(event.revision.erased_at for event in (changed, did, closed))
    told = AuditEvent.objects.get(action="revision.erased")
    assert (told.changes, told.reason) == ({"count": [None, 3]}, "เจ้าของข้อมูลขอลบ")
    assert "สมชาย" not in "".join(map(str, AuditEvent.objects.values_list("actor", "target_text", "reason", "changes")))


def test_who_still_acts_keeps_the_name(officer, admin):
    audit.record(action="user.changed", target=officer, by=admin)
    with pytest.raises(ErasingError):
        erasing.erase(row=Row("tambon.user", str(officer.pk)), reason="ขอลบ", by=admin)
    for row, reason in (
        (Row("tambon.user", "0"), "ขอลบ"),
        (Row("tambon.area", "63"), " "),
        (Row("tambon.user", "²"), "ข"),
    ):
        with pytest.raises(ErasingInputError):
            erasing.erase(row=row, reason=reason, by=admin)


def test_only_an_administrator_erases(gone, auditor, ministry, staff, client):
    for person in (auditor, ministry, staff):
        with pytest.raises(PermissionDenied):
            erasing.erase(row=Row("tambon.user", str(gone.pk)), reason="ขอลบ", by=person)
        client.force_login(person)
        assert client.get(reverse("audit-erase")).status_code == 403
    client.force_login(auditor)
    assert reverse("audit-erase") not in client.get(reverse("audit-list")).content.decode()
    assert AuditEvent.objects.filter(target_text="สมชาย ใจดี").exists()


def test_page_program_and_command(gone, admin, client, capsys):
    client.force_login(admin)
    assert reverse("audit-erase") in client.get(reverse("audit-list")).content.decode()
    typed = {"model": "tambon.user", "key": str(gone.pk), "reason": "ขอลบ"}
    assert client.post(reverse("audit-erase"), typed | {"key": "0"}).status_code == 422
    assert client.post(reverse("audit-erase"), typed).status_code == 302
    body = {"target_model": "tambon.user", "target_id": str(gone.pk), "reason": "ขอลบ"}
    answer = client.post(reverse("api-audit-erase"), body, content_type="application/json")
    assert answer.json() == {"count": 3}
    call_command("erase_personal", "tambon.user", str(gone.pk), "--reason", "ขอลบ")
    assert capsys.readouterr().out == "events: 3\n"
    with pytest.raises(CommandError):
        call_command("erase_personal", "tambon.user", "0", "--reason", "ขอลบ")
