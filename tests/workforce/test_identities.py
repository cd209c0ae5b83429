"""Who somebody is, corrected by staff who saw the proof; an old name is kept, what was wrong is not."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tambon.models import Area
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import notifications
from u2t.core.models import AuditEvent, Notification
from workforce.models import Application, Person, Round
from workforce.services import identities
from workforce.services.identities import Proof
from workforce.services.people import PersonError, PersonInputError

pytestmark = pytest.mark.django_db
MARRIED = Proof("สมรส", "ใบสำคัญการสมรส 12/2564", date(2021, 6, 1))
TYPED = Proof("พิมพ์ผิด", "บัตรประจำตัวประชาชน")


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"


@pytest.fixture
def person(nation, staff, applicant):
    """Somebody with an account, at work for KPRU."""
    return work.contract(work.person(applicant, first_name="ปราณี", last_name="เดิม")).person


def test_a_change_of_name_keeps_the_old_one_until_its_day_and_the_person_is_told(person, staff, applicant):
    for _click in range(2):
        identities.correct(person=person, given={"last_name": "ใหม่"}, proof=MARRIED, by=staff)

    person.refresh_from_db()
    assert (person.last_name, "ใหม่" in person.search_key) == ("ใหม่", True)
    kept = person.name_changes.get()
    assert (kept.last_name, kept.until_on) == ("เดิม", date(2021, 6, 1))
    event = AuditEvent.objects.get(action="person.corrected")
    assert event.reason == "สมรส (ใบสำคัญการสมรส 12/2564)"
    assert "ใหม่" not in str(event.changes)
    assert Notification.objects.get(kind="person.corrected").user == applicant


def test_a_mistake_of_typing_was_nobody_s_name_and_an_id_is_never_written_down(person, staff):
    number = work.national_id()

    identities.correct(
        person=person, given={"first_name": "ปราณีต", "national_id": number, "born": "2/5/2541"}, proof=TYPED, by=staff
    )

    person.refresh_from_db()
    assert (person.national_id, person.first_name, person.born_on) == (number, "ปราณีต", date(1998, 5, 2))
    assert not person.name_changes.exists()
    event = AuditEvent.objects.get(action="person.corrected")
    assert number not in f"{event.changes}{event.revision.values}"


def test_the_domicile_is_corrected_and_remembered_without_saying_where(person, staff):
    identities.correct(person=person, given={"domicile": "ต.ระแหง อ.เมืองตาก จ.ตาก"}, proof=TYPED, by=staff)

    person.refresh_from_db()
    assert person.domicile_id == "630101"
    event = AuditEvent.objects.get(action="person.corrected")
    assert list(event.changes) == ["domicile"]
    assert "630101" not in str(event.changes)


@pytest.mark.parametrize(
    ("given", "proof", "field"),
    [
        ({"first_name": " "}, TYPED, "first_name"),
        ({"last_name": "ใหม่"}, Proof(" ", "บัตร"), "reason"),
        ({"last_name": "ใหม่"}, Proof("ผิด", ""), "evidence"),
        ({"telephone": "0811111111"}, MARRIED, "changed_on"),
        ({"last_name": "ใหม่"}, Proof("ผิด", "บัตร", date(2022, 1, 1)), "changed_on"),
        ({"national_id": "123"}, TYPED, "national_id"),
        ({"domicile": "ไม่มีตำบลนี้"}, TYPED, "domicile"),
        ({"born": "1100500123456"}, TYPED, "born"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(person, staff, given, proof, field):
    with pytest.raises(PersonInputError) as refused:
        identities.correct(person=person, given=given, proof=proof, by=staff)
    assert refused.value.extra["field"] == field


def test_nobody_takes_the_id_of_another_or_corrects_themselves_or_whom_others_employ(person, staff, pm, applicant):
    other = work.person()
    with pytest.raises(PersonInputError) as refused:
        identities.correct(person=person, given={"national_id": other.national_id}, proof=TYPED, by=staff)
    assert refused.value.extra["field"] == "national_id"
    for by in (applicant, pm):
        with pytest.raises(PermissionDenied):
            identities.correct(person=person, given={"last_name": "x"}, proof=TYPED, by=by)

    gone = work.contract(during=DateRange(date(2021, 2, 1), date(2021, 5, 1)), state="ended").person
    later = DateRange(date(2021, 6, 1), date(2022, 2, 1))
    work.contract(gone, on=work.post(make.area("500101")), university=make.university("cmu"), during=later)
    with pytest.raises(PersonError, match=make.university("cmu").name_th):
        identities.correct(person=gone, given={"last_name": "x"}, proof=TYPED, by=staff)


@pytest.fixture
def cmu(nation, staff):
    """Somebody of CMU; its office has a telephone."""
    there = make.university("cmu")
    user = make.user("other-staff")
    make.membership(user, "staff", university=there)
    return user


@pytest.fixture
def applied(cmu, applicant):
    """The applications of one person, at KPRU first and then at CMU."""
    person = work.person(applicant, last_name="เดิม")
    rounds = (work.hiring_round(telephone="055 111 222"), work.hiring_round(make.university("cmu")))
    return [work.application(one, person=person, user=applicant) for one in rounds]


def test_who_had_the_application_first_corrects_and_the_others_look_anew(applied, staff, cmu):
    first, second = applied
    for _click in range(2):
        identities.correct(person=first.person, given={"last_name": "ใหม่"}, proof=TYPED, by=staff)

    told = Notification.objects.get(kind="person.corrected_elsewhere")
    assert (told.user, told.link) == (cmu, reverse("applicant-detail", args=[second.pk]))
    assert second.round.name_th in notifications.sentence_of(told)
    assert [Application.objects.get(pk=one.pk).version - one.version for one in applied] == [1, 1]


def test_where_somebody_merely_applied_nobody_says_who_it_is_for_all_others(applied, cmu):
    first, second = applied
    for given in ({"born": "1/1/2530"}, {"national_id": work.national_id()}, {"first_name": "คนอื่น"}):
        with pytest.raises(PersonError, match="055 111 222"):
            identities.correct(person=second.person, given=given, proof=TYPED, by=cmu)
    kept = Person.objects.get(pk=first.person_id)
    assert (kept.first_name, kept.born_on) == (first.person.first_name, first.person.born_on)


@pytest.mark.parametrize("over", ["withdrawn", "closed", "draft"])
def test_an_application_that_is_over_or_was_never_sent_keeps_nobody_from_it(applied, cmu, over):
    first, second = applied
    rows = Application.objects.filter(pk=first.pk)
    if over == "closed":
        Round.objects.filter(pk=first.round_id).update(state="closed")
    elif over == "draft":
        rows.update(state="draft", submitted_at=None, number=None)
    else:
        rows.update(state="withdrawn")

    identities.correct(person=second.person, given={"last_name": "ใหม่"}, proof=TYPED, by=cmu)

    assert Person.objects.get(pk=second.person_id).last_name == "ใหม่"
    assert not Notification.objects.filter(kind="person.corrected_elsewhere").exists()


def test_the_employer_corrects_whatever_was_applied_for_elsewhere(applied, cmu, staff):
    person = applied[0].person
    work.contract(person, on=work.post(make.area("500101")), university=make.university("cmu"))

    identities.correct(person=person, given={"last_name": "ใหม่"}, proof=TYPED, by=cmu)

    assert Notification.objects.get(kind="person.corrected_elsewhere").user == staff


@pytest.mark.parametrize("role", ["ministry", "admin"])
def test_who_answers_for_the_nation_corrects_by_proof_and_the_universities_are_told(role, person, staff, cmu, nation):
    """No university may: the last contract is over, and another one employs nobody; or its officer is away."""
    national = make.user("national")
    make.membership(national, role, area=nation)
    work.application(work.hiring_round(make.university("cmu")), person=person, user=person.user)
    with pytest.raises(PersonInputError):
        identities.correct(person=person, given={"last_name": "ใหม่"}, proof=Proof("พิมพ์ผิด", " "), by=national)

    for _click in range(2):
        identities.correct(person=person, given={"last_name": "ใหม่"}, proof=MARRIED, by=national)

    assert Person.objects.get(pk=person.pk).last_name == "ใหม่"
    event = AuditEvent.objects.get(action="person.corrected")
    assert (event.actor, event.reason) == (str(national), "สมรส (ใบสำคัญการสมรส 12/2564)")
    told = Notification.objects.get(kind="person.corrected_by_nation")
    assert (told.user, told.link) == (staff, reverse("person-detail", args=[person.pk]))
    assert person.contracts.get().number in notifications.sentence_of(told)
    assert Notification.objects.get(kind="person.corrected_elsewhere").user == cmu
    assert Notification.objects.filter(kind="person.corrected", user=person.user).count() == 1


@pytest.mark.parametrize("role", ["auditor", "province"])
def test_who_only_reads_of_people_corrects_nobody(role, person, nation):
    reader = make.user("reader")
    make.membership(reader, role, area=nation if role == "auditor" else make.area("63"))
    with pytest.raises(PermissionDenied):
        identities.correct(person=person, given={"last_name": "ใหม่"}, proof=MARRIED, by=reader)


@pytest.mark.integration
def test_the_ministry_corrects_on_the_page_and_reads_there_no_more_than_before(client, person, ministry):
    client.force_login(ministry)
    page, about = reverse("person-correct", args=[person.pk]), reverse("person-detail", args=[person.pk])
    assert page in client.get(about).content.decode()
    form = client.get(page).context["form"]
    assert "born" not in form.initial
    typed = {"first_name": "ปราณี", "last_name": "ใหม่", "reason": "สมรส", "evidence": "ทะเบียนสมรส"}
    assert client.post(page, typed).status_code == 302
    kept = Person.objects.get(pk=person.pk)
    assert (kept.last_name, kept.born_on, kept.national_id) == ("ใหม่", person.born_on, person.national_id)
    assert reverse("person-address", args=[person.pk]) not in client.get(about).content.decode()


@pytest.mark.integration
def test_on_the_page_and_by_the_api(client, person, staff):
    client.force_login(staff)
    page = reverse("person-correct", args=[person.pk])
    assert page in client.get(reverse("person-detail", args=[person.pk])).content.decode()
    shown = client.get(page).content.decode()
    assert person.national_id not in shown
    typed = {"first_name": "ปราณี", "last_name": "ใหม่", "reason": "สมรส", "evidence": "ทะเบียนสมรส"}
    assert client.post(page, typed | {"evidence": ""}).status_code == 422
    assert client.post(page, typed).status_code == 302
    kept = Person.objects.get(pk=person.pk)
    assert (kept.last_name, kept.national_id, kept.born_on) == ("ใหม่", person.national_id, person.born_on)

    assert client.post(page, typed | {"domicile": "ต.แม่ท้อ อ.เมืองตาก จ.ตาก"}).status_code == 302
    assert Person.objects.get(pk=person.pk).domicile_id == "630111"
    assert "ต.แม่ท้อ อ.เมืองตาก จ.ตาก" in client.get(page).content.decode()
    Area.objects.filter(pk="630111").update(abolished_on=date(2021, 1, 1))
    shown = {"domicile": client.get(page).context["form"].initial["domicile"]}
    assert client.post(page, typed | shown | {"telephone": "0812345678"}).status_code == 302
    assert Person.objects.get(pk=person.pk).domicile_id == "630111"

    given = {"telephone": "0899999999", "reason": "เปลี่ยนหมายเลข", "evidence": "โทรศัพท์แจ้ง"}
    answer = client.post(f"/api/v1/workers/{person.pk}/correct/", given, content_type="application/json")
    assert answer.json()["telephone"] == "0899999999"
    given |= {"domicile": "630101"}
    answer = client.post(f"/api/v1/workers/{person.pk}/correct/", given, content_type="application/json")
    assert answer.json()["domicile"] == "630101"
