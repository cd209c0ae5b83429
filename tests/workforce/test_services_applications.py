"""Applications: begun, kept, sent, corrected, withdrawn; every way in and every way out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tests.factories import months
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.conftest import filled
from u2t.core import clock, pictures
from u2t.core.models import AuditEvent, Notification, Revision
from workforce import notices
from workforce.editing import ApplicationError, ApplicationInputError
from workforce.models import Application, NameChange, Person, Round
from workforce.selectors.applications import application_at_a_glance
from workforce.services import applications, documents, parts, people, screening
from workforce.services.applications import StaleApplicationError

pytestmark = pytest.mark.django_db


def start(round_, by, version=notices.VERSION):
    return applications.start(round_=round_, notice_version=version, by=by)


def keep(application, by, version=None, **given):
    version = application.version if version is None else version
    return applications.keep(application=application, given=given, version=version, by=by)


def test_starting_twice_gives_one_application_with_the_notice_that_was_read(open_round, applicant):
    first, second = start(open_round, applicant), start(open_round, applicant)

    assert first.pk == second.pk
    assert (first.notice_version, first.state, first.number) == (notices.VERSION, "draft", None)
    assert first.notice_read_at is not None
    assert AuditEvent.objects.filter(action="application.begun").count() == 1


def test_the_notice_has_to_be_read(open_round, applicant):
    with pytest.raises(ApplicationInputError):
        start(open_round, applicant, version="2550-1")

    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "moments", [{"closes_at": -1}, {"opens_at": 1, "closes_at": 2}, {"state": "selecting"}, {"state": "draft"}]
)
def test_a_round_that_is_not_open_takes_nobody(nation, applicant, moments):
    day = {name: clock.now() + timedelta(days=n) if isinstance(n, int) else n for name, n in moments.items()}
    with pytest.raises(ApplicationError, match="รอบนี้รับสมัครตั้งแต่"):
        start(work.hiring_round(**day), applicant)


def test_what_is_typed_is_kept_and_what_is_wrong_is_answered_beside_it(begun, applicant):
    kept = keep(begun, applicant, first_name=" ปราณี ", telephone="12", born="31/2/2541", achievements="ก\nข")

    assert set(kept.refused) == {"telephone", "born"}
    stored = Application.objects.get(pk=begun.pk)
    assert (stored.person.first_name, stored.achievements) == ("ปราณี", "ก\nข")
    assert stored.version == begun.version + 1


def test_the_same_again_stores_nothing_even_with_an_old_version(begun, applicant):
    first = keep(begun, applicant, first_name="ปราณี")

    again = keep(begun, applicant, version=begun.version, first_name="ปราณี")

    assert again.application.version == first.application.version == begun.version + 1


def test_a_stale_page_overwrites_nothing(begun, applicant):
    keep(begun, applicant, first_name="ปราณี")

    with pytest.raises(StaleApplicationError) as stale:
        keep(begun, applicant, version=begun.version, first_name="อื่น", achievements="อื่น")

    assert stale.value.extra == {"version": begun.version + 1}
    stored = Application.objects.get(pk=begun.pk)
    assert (stored.person.first_name, stored.achievements) == ("ปราณี", "")


def test_all_or_nothing_for_programs(begun, applicant):
    with pytest.raises(ApplicationInputError) as refused:
        applications.save(
            application=begun, given={"first_name": "ปราณี", "telephone": "12"}, version=begun.version, by=applicant
        )
    assert set(refused.value.extra["errors"]) == {"telephone"}
    with pytest.raises(ApplicationInputError, match="religion"):
        applications.save(application=begun, given={"religion": "x"}, version=begun.version, by=applicant)

    assert Person.objects.get(user=applicant).first_name == ""


@pytest.mark.parametrize("first", [0, 6, 7, 8])
def test_people_without_thai_nationality_are_stored_and_refused_by_rule(complete, applicant, first):
    number = work.national_id(first=first)

    kept = keep(complete, applicant, national_id=number)

    assert kept.refused == {}
    with pytest.raises(ApplicationInputError) as refused:
        applications.submit(application=complete, declared=True, by=applicant)
    assert len(refused.value.extra["missing"]) == 1
    assert "สัญชาติไทย" in refused.value.extra["missing"][0]


def test_an_id_of_somebody_else_is_refused_without_a_word_of_whom(begun, applicant):
    other = work.person(make.user("somebody"), first_name="ลับ", last_name="เฉพาะ")

    kept = keep(begun, applicant, national_id=other.national_id, first_name="ปราณี")

    sentence = kept.refused["national_id"]
    assert "055000000" in sentence
    assert "ลับ" not in sentence
    assert "somebody" not in sentence
    person = Person.objects.get(user=applicant)
    assert (person.first_name, person.national_id, person.national_id_digest) == ("ปราณี", "", None)


def test_the_national_id_stands_nowhere_but_sealed(begun, applicant):
    number = work.national_id()

    keep(begun, applicant, national_id=number)

    assert Person.objects.get(user=applicant).national_id == number
    told = [*AuditEvent.objects.values_list("changes", "target_text"), *Revision.objects.values_list("values")]
    assert AuditEvent.objects.filter(action="person.identified").count() == 1
    assert number not in str(told)


def test_an_id_that_stands_in_a_contract_is_not_changed(begun, applicant):
    keep(begun, applicant, national_id=work.national_id())
    work.contract(Person.objects.get(user=applicant))

    kept = keep(Application.objects.get(pk=begun.pk), applicant, national_id=work.national_id())

    assert set(kept.refused) == {"national_id"}


def test_choices_are_among_the_offers_of_the_type_and_differ(begun, applicant):
    kept = keep(
        begun, applicant, worker_type="citizen", first_choice="630201", second_choice="500101", achievements="ก"
    )
    assert set(kept.refused) == {"first_choice", "second_choice"}
    assert kept.application.achievements == "ก"

    same = keep(kept.application, applicant, first_choice="630101", second_choice="630101")
    assert set(same.refused) == {"second_choice"}
    assert Application.objects.get(pk=begun.pk).first_choice_id == "630101"


def test_without_a_surname_with_a_rank_and_a_year_of_birth(begun, applicant):
    kept = keep(begun, applicant, rank="ว่าที่ ร.ต.", title="นาย", first_name="เสือ", last_name="", born="2541")

    person = kept.application.person
    assert kept.refused == {}
    assert person.full_name == "ว่าที่ ร.ต.นายเสือ"
    assert (person.born_on, person.birth_precision) == (date(1998, 1, 1), "year")


def test_sending_numbers_keeps_the_answers_and_tells(complete, applicant, open_round):
    sent = applications.submit(application=complete, declared=True, by=applicant)

    assert (sent.state, sent.number) == ("submitted", 1)
    assert {line["verdict"] for line in sent.answers} == {"ok"}
    assert sent.answers[0]["reason"]["th"] != sent.answers[0]["reason"]["en"]
    assert Notification.objects.get(user=applicant).values == {"number": 1}
    assert applications.submit(application=sent, declared=True, by=applicant).number == 1
    other = make.user()
    second = start(open_round, other)
    applications.save(application=second, given=filled(), version=second.version, by=other)
    work.education(second)
    for kind in ("photo", "id-card"):
        work.document(second, kind)
    assert applications.submit(application=second, declared=True, by=other).number == 2


def test_sending_lists_everything_that_is_missing(begun, applicant):
    keep(begun, applicant, worker_type="graduate")

    with pytest.raises(ApplicationInputError) as refused:
        applications.submit(application=begun, declared=True, by=applicant)

    assert len(refused.value.extra["missing"]) == 12
    assert Application.objects.get(pk=begun.pk).state == "draft"


def test_sending_needs_the_declaration(complete, applicant):
    with pytest.raises(ApplicationInputError, match="รับรอง"):
        applications.submit(application=complete, declared=False, by=applicant)


def test_a_sent_application_is_corrected_and_stays_complete(sent, applicant):
    keep(sent, applicant, telephone="0899999999")

    assert AuditEvent.objects.get(action="application.corrected").changes == {"telephone": ["…", "…"]}
    stored = Application.objects.get(pk=sent.pk)
    assert (stored.state, stored.number) == ("submitted", 1)
    with pytest.raises(ApplicationInputError):
        keep(stored, applicant, telephone="")
    with pytest.raises(ApplicationInputError):
        parts.remove(row=stored.educations.get(), by=applicant)
    assert Person.objects.get(user=applicant).telephone == "0899999999"


def test_nothing_is_corrected_after_the_round_closed_but_what_was_returned_until_a_day(sent, applicant, staff):
    round_, photo = sent.round, sent.documents.get(kind="photo")
    round_.closes_at = clock.now() - timedelta(minutes=1)
    round_.save()
    with pytest.raises(ApplicationError):
        keep(sent, applicant, telephone="0899999999")

    said = screening.Said(screening.Verdict.RETURN, "โทรศัพท์ผิด", ("about",))
    with pytest.raises(screening.ScreeningInputError, match="ส่วน"):
        screening.screen(application=sent, said=replace(said, parts=()), version=sent.version, by=staff)
    with pytest.raises(screening.ScreeningInputError, match="ผ่าน"):
        yesterday = replace(said, until=clock.today() - timedelta(days=1))
        screening.screen(application=sent, said=yesterday, version=sent.version, by=staff)
    screening.screen(application=sent, said=said, version=sent.version, by=staff)
    screening.return_document(document=photo, reason="ภาพไม่ชัด", until=clock.today() + timedelta(days=9), by=staff)
    sent = Application.objects.get(pk=sent.pk)
    assert (sent.returned_parts, sent.mend_until) == (["about", "photo"], clock.today() + timedelta(days=9))

    kept = keep(sent, applicant, telephone="0899999999", achievements="อย่างอื่น", first_choice=sent.first_choice_id)
    assert list(kept.refused) == ["achievements"]
    assert "ข้อมูลของท่าน" in kept.refused["achievements"]
    assert Application.objects.get(pk=sent.pk).achievements == sent.achievements
    with pytest.raises(ApplicationError, match="ปิดรับสมัครแล้ว"):
        parts.remove(row=sent.educations.get(), by=applicant)
    with pytest.raises(ApplicationError):
        documents.remove(document=sent.documents.get(kind="id-card"), by=applicant)
    brought = pictures.taken(name="a", content=work.picture())
    documents.bring(application=sent, kind="photo", brought=brought, by=applicant)


def test_after_the_last_day_nothing_is_mended_until_staff_give_another(sent, applicant, staff):
    Round.objects.filter(pk=sent.round_id).update(closes_at=clock.now() - timedelta(minutes=1))
    said = screening.Said(screening.Verdict.RETURN, "โทรศัพท์ผิด", ("about",))
    screening.screen(application=sent, said=said, version=sent.version, by=staff)
    Application.objects.filter(pk=sent.pk).update(mend_until=clock.today() - timedelta(days=1))
    sent.refresh_from_db()
    for act in (
        lambda: keep(sent, applicant, telephone="0811111111"),
        lambda: applications.submit(application=sent, declared=True, by=applicant),
    ):
        with pytest.raises(ApplicationError, match=sent.round.telephone):
            act()
    sent.refresh_from_db()
    screening.screen(application=sent, said=said, version=sent.version, by=staff)  # once more, with another day
    again = applications.submit(application=sent, declared=True, by=applicant)
    assert (again.state, again.number, again.note) == ("submitted", 1, "")
    assert (again.returned_parts, again.mend_until) == ([], None)


def test_withdrawing_and_taking_up_again(sent, applicant, open_round):
    withdrawn = applications.withdraw(application=sent, by=applicant)
    assert applications.withdraw(application=sent, by=applicant).version == withdrawn.version
    assert withdrawn.state == "withdrawn"

    again = start(open_round, applicant)
    assert (again.pk, again.state) == (sent.pk, "draft")
    assert applications.submit(application=again, declared=True, by=applicant).number == 1


@pytest.mark.parametrize("state", ["refused", "not-selected", "hired"])
def test_what_is_decided_is_not_withdrawn(sent, applicant, state):
    Application.objects.filter(pk=sent.pk).update(state=state)
    chosen.announcement(chosen.selection(sent.round, applicant), applicant)

    with pytest.raises(ApplicationError):
        applications.withdraw(application=sent, by=applicant)


def test_nobody_else_touches_an_application(sent, staff, pm, auditor):
    for by in (make.user(), staff, pm, auditor):
        for act in (
            lambda by=by: keep(sent, by, first_name="x"),
            lambda by=by: applications.save(application=sent, given={}, version=1, by=by),
            lambda by=by: applications.submit(application=sent, declared=True, by=by),
            lambda by=by: applications.withdraw(application=sent, by=by),
            lambda by=by: parts.add(application=sent, kind="work", values={"employer": "x"}, by=by),
            lambda by=by: parts.change(row=sent.educations.get(), values={}, by=by),
            lambda by=by: parts.remove(row=sent.educations.get(), by=by),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_rows_are_added_once_changed_and_taken_out(begun, applicant):
    values = {"employer": "ร้านตัวอย่าง", "position": "พนักงานบัญชี"}
    first = parts.add(application=begun, kind="work", values=values, by=applicant)
    assert parts.add(application=begun, kind="work", values=values, by=applicant).pk == first.pk

    parts.change(row=first, values={"position": "ผู้จัดการ"}, by=applicant)
    assert begun.employments.get().position == "ผู้จัดการ"
    with pytest.raises(ApplicationInputError):
        parts.change(row=first, values={"employer": ""}, by=applicant)
    parts.remove(row=begun.employments.get(), by=applicant)
    assert not begun.employments.exists()


def test_more_rows_than_anybody_reads_are_refused(begun, applicant):
    for n in range(20):
        parts.add(application=begun, kind="training", values={"subject": f"หัวข้อ {n}"}, by=applicant)

    with pytest.raises(ApplicationInputError):
        parts.add(application=begun, kind="training", values={"subject": "อีก"}, by=applicant)


def test_a_former_name_is_entered_corrected_and_taken_out(begun, applicant, pm):
    name = people.FormerName(date(2019, 5, 1), " เดิม ", "สมมุติ")
    people.add_former_name(person=begun.person, name=name, by=applicant)
    change = people.add_former_name(
        person=begun.person, name=people.FormerName(date(2019, 5, 1), "เดิมแท้"), by=applicant
    )
    assert [(c.first_name, c.last_name) for c in NameChange.objects.all()] == [("เดิมแท้", "")]
    with pytest.raises(people.PersonInputError):
        people.add_former_name(person=begun.person, name=people.FormerName(date(2018, 5, 1), " "), by=applicant)
    with pytest.raises(PermissionDenied):
        people.remove_former_name(change=change, by=pm)

    people.remove_former_name(change=change, by=applicant)
    assert not NameChange.objects.exists()


def test_a_running_contract_elsewhere_is_told_with_the_telephone_only(complete):
    round_ = work.hiring_round(make.university("cmu"), telephone="053000000", contact="ลับ")
    contract = work.contract(complete.person, university=make.university("cmu"))
    assert application_at_a_glance(complete).running.telephone == round_.telephone

    contract.during = DateRange(date(2020, 1, 1), date(2020, 12, 31))
    contract.save()
    assert application_at_a_glance(complete).running is None


def test_the_contract_an_application_led_to_stands_in_nobodys_way(complete, staff, client):
    contract = work.contract(complete.person, on=work.post(make.area("630111")), application=complete)
    assert application_at_a_glance(complete).running is None
    Application.objects.filter(pk=complete.pk).update(state="hired", submitted_at=clock.now(), number=7)
    client.force_login(staff)
    shown = client.get(reverse("applicant-detail", args=[complete.pk])).content.decode()
    assert reverse("contract-detail", args=[contract.pk]) in shown

    type(contract).objects.filter(pk=contract.pk).update(application=None)
    assert application_at_a_glance(complete).running is not None


def test_staff_join_somebody_hired_before_to_their_account(begun, applicant, staff, pm):
    hired = work.contract(work.person(), university=make.university("kpru")).person
    with pytest.raises(PermissionDenied):
        people.give_account(person=hired, account=applicant, by=make.user())

    people.give_account(person=hired, account=applicant, by=staff)

    assert Person.objects.get(user=applicant).pk == hired.pk
    assert Application.objects.get(pk=begun.pk).person_id == hired.pk
    with pytest.raises(people.PersonError):
        people.give_account(person=hired, account=make.user(), by=staff)
    known = work.person(make.user("known")).user
    with pytest.raises(people.PersonError):
        people.give_account(
            person=work.contract(work.person(), university=make.university("kpru")).person, account=known, by=staff
        )


def test_one_page_costs_the_same_with_one_part_and_with_three(complete, django_assert_num_queries):
    with django_assert_num_queries(9):
        application_at_a_glance(Application.objects.select_related("round__terms", "person").get(pk=complete.pk))
    for n in range(2):
        work.education(complete, field=f"สาขา {n}")
        work.document(complete, "other")
    with django_assert_num_queries(9):
        application_at_a_glance(Application.objects.select_related("round__terms", "person").get(pk=complete.pk))


def test_an_account_that_works_or_is_paid_belongs_to_somebody_already(staff):
    hired = work.contract(work.person(), university=make.university("kpru")).person
    for hang in (work.contract, months.account):
        known = work.person(make.user())
        Person.objects.filter(pk=known.pk).update(national_id="", national_id_digest=None)
        hang(known)
        with pytest.raises(people.PersonError):
            people.give_account(person=hired, account=known.user, by=staff)
        assert Person.objects.filter(pk=known.pk).exists()
