"""Screening: documents, one application, hundreds; each with its own answer."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tambon.system import system_user
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import clock, notifications
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent, Notification
from u2t.core.templatetags.u2t import thai_date
from workforce.models import Application, Document, NameChange, Round
from workforce.permissions import Can
from workforce.selectors.applications import last_day_of
from workforce.selectors.standing import standing_of
from workforce.services import mending, screening
from workforce.services.screening import Said, ScreeningError, ScreeningInputError, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def round_(nation, staff, private):
    return work.hiring_round()


@pytest.fixture
def brought(round_):
    """An application with both documents its terms ask for."""
    application = work.application(round_)
    for kind in ("photo", "id-card"):
        work.document(application, kind)
    return application


def screen(application, verdict, by, reason="", version=None, **words):
    said = Said(verdict, reason, **words)
    return screening.screen(
        application=application, said=said, version=application.version if version is None else version, by=by
    )


def accept_all(application, by):
    return screening.screen_many(
        versions={application.pk: application.version}, said=Said(Verdict.ACCEPT_DOCUMENTS), by=by
    )


def test_an_application_qualifies_once_all_its_documents_are_accepted(brought, staff):
    with pytest.raises(ScreeningError, match=r"ภาพ|รูป|Photo"):
        screen(brought, Verdict.QUALIFY, staff)
    for document in brought.documents.all():
        screening.accept_document(document=document, by=staff)

    done = screen(brought, Verdict.QUALIFY, staff)

    assert (done.state, done.screened_by, done.version) == ("qualified", staff, brought.version + 1)
    told = Notification.objects.get(user=brought.user)
    assert brought.round.name_th in notifications.sentence_of(told)
    assert AuditEvent.objects.get(action="application.qualified").changes["state"] == ["submitted", "qualified"]


def test_a_returned_document_says_why_and_lets_the_applicant_bring_another(brought, staff):
    document = brought.documents.get(kind="photo")
    with pytest.raises(ScreeningInputError):
        screening.return_document(document=document, reason="  ", by=staff)

    returned = screening.return_document(document=document, reason="ภาพไม่ชัด", by=staff)

    brought.refresh_from_db()
    assert (returned.state, returned.reason, brought.state) == ("returned", "ภาพไม่ชัด", "returned")
    assert (brought.returned_parts, brought.mend_until) == (["photo"], last_day_of(brought.round))
    assert [told.kind for told in Notification.objects.filter(user=brought.user)] == ["document.returned"]
    event = AuditEvent.objects.get(action="document.returned")
    assert "ภาพไม่ชัด" not in str(event.changes)


def test_a_replaced_document_is_not_decided(brought, staff):
    document = brought.documents.get(kind="photo")
    document.replaced_at = work.MADE
    document.save()

    with pytest.raises(StaleError):
        screening.accept_document(document=document, by=staff)


@pytest.mark.parametrize(("verdict", "state"), [(Verdict.REFUSE, "refused"), (Verdict.RETURN, "returned")])
def test_refusing_and_returning_need_words_which_stay_out_of_the_trail(brought, staff, verdict, state):
    with pytest.raises(ScreeningInputError):
        screen(brought, verdict, staff)

    done = screen(brought, verdict, staff, reason="ทะเบียนบ้านไม่ตรงกับที่กรอก", parts=("about",))

    assert (done.state, done.note) == (state, "ทะเบียนบ้านไม่ตรงกับที่กรอก")
    assert "ทะเบียนบ้าน" not in str(AuditEvent.objects.get(action=f"application.{state}").changes)


def test_a_stale_page_decides_nothing(brought, staff):
    with pytest.raises(StaleError):
        screen(brought, Verdict.REFUSE, staff, reason="x", version=brought.version - 1)
    assert Application.objects.get(pk=brought.pk).state == "submitted"


def test_who_brought_what_was_returned_and_did_not_send_it_again_is_qualified_after_the_day(round_, brought, staff):
    """Nobody is lost over a button: but only where all that came back were documents, and the time is over."""
    for document in brought.documents.all():
        screening.accept_document(document=document, by=staff)
    for parts, days in ((["about", "photo"], -1), (["photo"], 0)):
        until = clock.today() + timedelta(days=days)
        Application.objects.filter(pk=brought.pk).update(state="returned", returned_parts=parts, mend_until=until)
        with pytest.raises(ScreeningError):
            screen(brought, Verdict.QUALIFY, staff)
    Application.objects.update(mend_until=clock.today() - timedelta(days=1))
    photo = brought.documents.filter(kind="photo")
    photo.update(state="waiting", decided_at=None, decided_by=None)
    with pytest.raises(ScreeningError):
        screen(brought, Verdict.QUALIFY, staff)
    screening.accept_document(document=photo.get(), by=staff)

    assert screen(brought, Verdict.QUALIFY, staff).state == "qualified"
    assert Notification.objects.filter(user=brought.user, kind="application.qualified").count() == 1


def test_who_has_one_day_left_to_correct_is_reminded_once(round_, staff, settings, pm):
    """Not who was told only today, nor who sent it again, nor of a day that is over."""
    settings.CLOCK = round_.opens_at.isoformat()
    now, day = clock.now(), clock.today()
    left, later, _again, fresh, _gone = (
        work.application(round_, state=state, mend_until=day + timedelta(days=days), screened_at=at, screened_by=staff)
        for state, days, at in (
            ("returned", 1, now - timedelta(days=3)), ("returned", 2, now - timedelta(days=3)),
            ("submitted", 1, now - timedelta(days=3)), ("returned", 1, now), ("returned", -1, now - timedelta(days=3)),
        )
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        mending.remind_all(by=pm)

    assert [mending.remind_all(by=system_user()) for _run in range(2)] == [1, 0]

    told = Notification.objects.get(kind="application.mend_soon")
    assert (told.user, told.link) == (left.user, reverse("application-status", args=[left.pk]))
    assert thai_date(left.mend_until) in notifications.sentence_of(told)
    settings.CLOCK = (round_.opens_at + timedelta(days=1)).isoformat()
    assert mending.remind_all(by=system_user()) == 2
    told = Notification.objects.filter(kind="application.mend_soon").values_list("user", flat=True)
    assert set(told) == {left.user_id, later.user_id, fresh.user_id}


@pytest.mark.parametrize("state", ["announced", "closed"])
def test_after_the_announcement_nothing_is_returned_or_qualified_for_nothing_could_follow(
    client, round_, brought, staff, state
):
    """Before this the applicant was told a day by which nothing could be changed any more."""
    Round.objects.filter(pk=round_.pk).update(state=state)
    Application.objects.filter(pk=brought.pk).update(state="refused")
    client.force_login(staff)
    page = reverse("applicant-detail", args=[brought.pk])
    shown = client.get(page).content.decode()
    assert [word in shown for word in ('value="refuse"', 'value="return"', 'value="qualify"', 'value="returned"')] == [
        True, False, False, False
    ]  # fmt: skip

    for said in ({"verdict": "return", "parts": "about", "reason": "x"}, {"verdict": "qualify"}):
        answer = client.post(reverse("applicant-decide", args=[brought.pk]), said | {"version": brought.version})
        assert (answer.status_code, "ประกาศผลแล้ว" in answer.content.decode()) == (409, True)
    with pytest.raises(ScreeningError):
        screening.return_document(document=brought.documents.first(), reason="ไม่ชัด", by=staff)

    assert (Application.objects.get(pk=brought.pk).state, Notification.objects.exists()) == ("refused", False)
    assert set(brought.documents.values_list("state", flat=True)) == {"waiting"}
    # What came back before, to be mended by a day that still lies ahead, is not said to be too late.
    left = work.application(round_, state="returned", mend_until=clock.today() + timedelta(days=5))
    left.round.refresh_from_db()
    assert "พ้นกำหนด" not in standing_of(left).next_line
    assert left.round.telephone in standing_of(left).next_line


@pytest.mark.parametrize("state", ["selected", "hired", "withdrawn"])
def test_what_has_moved_on_is_not_screened(round_, staff, state):
    with pytest.raises(ScreeningError):
        screen(work.application(round_, state=state), Verdict.REFUSE, staff, reason="x")


def test_staff_of_another_university_screen_nothing(brought, nation):
    other = make.user("cmu-staff")
    make.membership(other, "staff", university=make.university("cmu"))

    with pytest.raises(PermissionDenied):
        screen(brought, Verdict.REFUSE, other, reason="x")
    with pytest.raises(PermissionDenied):
        screening.accept_document(document=brought.documents.first(), by=other)
    (result,) = screening.screen_many(versions={brought.pk: 1}, said=Said(Verdict.REFUSE, "x"), by=other)
    assert result.problem
    assert Application.objects.get(pk=brought.pk).state == "submitted"


def test_many_are_screened_each_for_itself(round_, brought, staff):
    bare, gone, stale = (work.application(round_, state=state) for state in ("submitted", "withdrawn", "submitted"))
    accept_all(brought, staff)
    versions = {one.pk: one.version for one in (brought, bare, gone)} | {stale.pk: 99, 10**9: 1}

    results = screening.screen_many(versions=versions, said=Said(Verdict.QUALIFY), by=staff)

    assert [bool(result.problem) for result in results] == [False, True, True, True, True]
    states = dict(Application.objects.filter(round=round_).values_list("pk", "state"))
    assert states == {
        brought.pk: "qualified", bare.pk: "submitted", gone.pk: "withdrawn", stale.pk: "submitted"
    }  # fmt: skip


def test_choosing_none_or_too_many_is_answered(round_, staff):
    with pytest.raises(ScreeningInputError):
        screening.screen_many(versions={}, said=Said(Verdict.QUALIFY), by=staff)
    with pytest.raises(ScreeningInputError):
        versions = dict.fromkeys(range(screening.MOST + 1), 1)
        screening.screen_many(versions=versions, said=Said(Verdict.QUALIFY), by=staff)


def test_many_are_read_at_once(round_, staff, django_assert_num_queries):
    """What is read does not grow with the number; each decision writes its row, its trail, its notification and its mail."""

    def screen(count):
        versions = {work.application(round_).pk: 1 for _one in range(count)}
        return partial(screening.screen_many, versions=versions, said=Said(Verdict.REFUSE, "ไม่มาแสดงตน"), by=staff)

    screen(1)()  # who may what is read once
    for count in (1, 3):
        decide = screen(count)
        with django_assert_num_queries(5 + 7 * count):
            decide()


def test_what_was_never_sent_is_opened_by_nobody_but_its_writer_and_no_auditor(client, round_, auditor):
    draft = work.application(round_, state="draft")
    paper, name = work.document(draft), work.former_name(draft.person)
    client.force_login(auditor)
    pages = [
        reverse("document-view", args=[paper.pk]),
        reverse("person-detail", args=[draft.person_id]),
        reverse("applicant-detail", args=[draft.pk]),
        *(f"/api/v1/{path}/" for path in (
            f"applications/{draft.pk}", f"applications/{draft.pk}/check", f"application-documents/{paper.pk}",
            f"application-documents/{paper.pk}/content", f"workers/{draft.person_id}",
        )),
    ]  # fmt: skip
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)
    assert client.post(reverse("person-reveal", args=[draft.person_id])).status_code == 404
    lists = [f"/api/v1/{path}/" for path in ("applications", "application-documents")]
    assert [client.get(one).json()["count"] for one in lists] == [0, 0]
    assert not NameChange.objects.visible_to(auditor, to=Can.VIEW_PERSON).filter(pk=name.pk).exists()
    assert Document.objects.visible_to(draft.user, to=Can.VIEW_DOCUMENT).get() == paper

    Application.objects.filter(pk=draft.pk).update(state="submitted", number=9, submitted_at=work.MADE)
    assert {client.get(page).status_code for page in pages} == {200}
