"""Who worked long ago is forgotten, amounts and days are not; files of lists go, and the lists are undone all the same."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from tambon.system import system_user
from tests.factories import months
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.lists import brought
from u2t.core import audit, files
from u2t.core.models import AuditEvent, PrivateFile
from workforce import notices
from workforce.models import Application, Contract, Document, NameChange, PayLine, Person, Terms
from workforce.services import imports, retention
from workforce.services.storing import WorkforceRunError
from workforce.tasks import erase_applications

pytestmark = pytest.mark.django_db
STATED = {"first": "2021-02-01", "last": "2022-01-31", "tambon": "630111", "position": None}
YEAR = DateRange(date(2021, 2, 1), date(2022, 2, 1))


@pytest.fixture(autouse=True)
def place(settings, nation, staff, private):
    settings.CLOCK = "2032-02-02T10:00:00+07:00"  # ten years and a day after the last day of the contracts


@pytest.fixture
def hired():
    """Somebody with all that a year of work leaves behind."""
    round_ = work.hiring_round(state="closed")
    made = work.application(round_, state="hired", note="ขาดเอกสาร", first_choice=make.area("630111"))
    work.former_name(made.person)
    work.document(made)
    contract = work.contract(made.person, application=made, during=YEAR, end_reason="ป่วย", state="ended")
    work.paper(contract, kind="certificate", stated=STATED, said_digest="a" * 64, whole_digest="b" * 64)
    account = months.account(made.person)
    period = months.period()
    months.pay_line(
        months.approved(contract, period),
        months.batch(period),
        account=account,
        state="paid",
        paid_on=date(2021, 12, 1),
    )
    audit.record(action="person.corrected", target=made.person, by=made.user, changes={"first_name": ("ก", "ข")})
    return contract


def test_who_worked_is_forgotten_after_the_years_and_amounts_stay(hired, django_capture_on_commit_callbacks):
    paper, document = hired.papers.get(), Document.objects.get()
    old = [files.path_of(paper.pdf), files.path_of(document.file)]

    with django_capture_on_commit_callbacks(execute=True):
        erase_applications()

    who = Person.objects.get(pk=hired.person_id)
    assert (who.full_name, who.national_id, who.national_id_digest, who.born_on, who.telephone) == (
        "",
        "",
        None,
        None,
        "",
    )
    assert not NameChange.objects.exists()
    assert not any(path.exists() for path in old)
    account = who.bank_accounts.get()
    assert (account.number, account.number_digest, account.holder) == ("", "", "")
    left = Contract.objects.get()
    assert (left.number, left.state, left.end_reason) == (hired.number, "ended", "…")
    assert PayLine.objects.get().net == Decimal(15000)
    paper.refresh_from_db()
    assert files.read(paper.pdf).startswith(b"%PDF")
    assert (paper.docx, [s.name for s in paper.signatures.all()]) == (None, ["สมมุติ staff", "…"])
    assert (paper.said_digest, paper.whole_digest) == ("", "")
    assert paper.stated == STATED  # whoever checks the certificate still reads of which days it is
    assert Application.objects.get().erased_at is not None
    assert AuditEvent.objects.get(action="person.corrected").target_text == "…"
    assert AuditEvent.objects.filter(action="person.erased", target_id=str(who.pk)).count() == 1
    assert retention.erase_hired(by=system_user()) == 0


def test_a_day_earlier_or_with_more_years_or_newer_work_or_a_new_application_they_are_kept(hired, settings):
    settings.CLOCK = "2032-01-31T10:00:00+07:00"
    assert retention.erase_hired(by=system_user()) == 0
    settings.CLOCK = "2032-02-02T10:00:00+07:00"
    Terms.objects.update(keep_years=11)
    assert retention.erase_hired(by=system_user()) == 0
    Terms.objects.update(keep_years=10)
    newer = work.contract(hired.person, during=DateRange(date(2025, 1, 1), date(2025, 6, 1)), state="ended")
    assert retention.erase_hired(by=system_user()) == 0
    Contract.objects.filter(pk=newer.pk).update(state="cancelled")
    anew = work.application(work.hiring_round(number=99), person=hired.person, user=hired.person.user)
    assert retention.erase_hired(by=system_user()) == 0
    anew.delete()
    assert retention.erase_hired(by=system_user()) == 1


def test_the_notice_names_the_years_of_the_rules_and_nobody_erases_by_hand(hired, staff):
    Terms.objects.update(keep_years=7)
    hired.refresh_from_db()
    said = " ".join(line for section in notices.notice_for(hired.application.round) for line in section.lines)
    assert "7" in said
    for act in (retention.erase_hired, retention.erase_lists):
        with pytest.raises(PermissionDenied):
            act(by=staff)


def test_the_file_of_a_list_goes_after_its_days_and_the_list_is_undone_all_the_same(
    staff, settings, django_capture_on_commit_callbacks
):
    settings.CLOCK = "2021-03-01T10:00:00+07:00"
    work.terms()
    work.post(number=1)
    stored = imports.store(run=brought(staff, {}), by=staff)
    checked = brought(staff, {"ชื่อ": "อีกคน", "วันเริ่ม": "1/2/2563"})
    paths = [files.path_of(run.file) for run in (stored, checked)]
    settings.CLOCK = "2021-05-29T10:00:00+07:00"
    assert retention.erase_lists(by=system_user()) == 0
    settings.CLOCK = "2021-05-31T10:00:00+07:00"

    with django_capture_on_commit_callbacks(execute=True):
        erase_applications()

    assert not any(path.exists() for path in paths)
    assert not PrivateFile.objects.exists()
    assert checked.issues.get().value == "…"
    assert AuditEvent.objects.filter(action="importrun.file_erased").count() == 2
    checked.refresh_from_db()
    with pytest.raises(WorkforceRunError, match=r"ไม่ได้เก็บ|no longer kept|ไม่มี"):
        imports.check(run=checked, by=staff)
    stored.refresh_from_db()
    imports.undo(run=stored, reason="ไฟล์ผิด", by=staff)
    assert not Contract.objects.exists()
