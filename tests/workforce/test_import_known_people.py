"""A list names people the database knows: the national ID alone is not enough to say who somebody is."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.lists import brought, known, problems
from u2t.core import clock, notifications
from u2t.core.models import Notification
from workforce.importing.namesakes import Namesakes
from workforce.models import Contract, Person
from workforce.permissions import Can
from workforce.services import imports
from workforce.services.storing import WorkforceRunError

pytestmark = pytest.mark.django_db
BORN = date(1998, 6, 5)  # as the lists have it
ENDED = DateRange(date(2020, 2, 1), date(2020, 6, 1))


@pytest.fixture(autouse=True)
def place(settings, tmp_path, nation, staff):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path
    work.terms()
    for number in (1, 2):
        work.post(number=number)


@dataclass(frozen=True)
class _Row:
    digest: str | None
    birth: str


def errors(run):
    return [code for _line, code, severity in problems(run) if severity == "error"]


def test_the_id_of_somebody_with_another_name_is_refused_and_opens_nobody(staff, applicant):
    cmu = work.hiring_round(make.university("cmu"), telephone="053 111 222")
    other = known("คนอื่น", applicant, born_on=BORN)
    work.application(cmu, person=other, user=applicant)

    run = brought(staff, {"เลขบัตร": other.national_id})

    assert errors(run) == ["known_id_other_name"]
    assert "053 111 222" in run.issues.get(severity="error").values["office"]
    with pytest.raises(WorkforceRunError):
        imports.store(run=run, by=staff)
    assert not Contract.objects.exists()
    assert not Person.objects.visible_to(staff, to=Can.VIEW_PERSON).filter(pk=other.pk).exists()


def test_of_whom_the_university_never_heard_the_row_knows_the_birth_as_well(staff, applicant):
    draft = known("ใจดี", applicant, born_on=BORN)
    work.application(person=draft, user=applicant, state="draft")

    assert errors(brought(staff, {"เลขบัตร": draft.national_id, "วันเกิด": ""})) == ["known_id_birth_missing"]
    assert errors(brought(staff, {"เลขบัตร": draft.national_id, "วันเกิด": "6/6/2541"})) == ["known_id_other_birth"]
    assert errors(brought(staff, {"เลขบัตร": draft.national_id, "วันเกิด": "2541"})) == []
    assert errors(brought(staff, {"เลขบัตร": draft.national_id})) == []
    Person.objects.filter(pk=draft.pk).update(born_on=None)
    assert errors(brought(staff, {"เลขบัตร": draft.national_id})) == ["known_id_birth_missing"]


@pytest.mark.parametrize("way", ["worked", "applied"])
def test_whom_the_university_knows_needs_no_birth_but_the_name(staff, way):
    person = known("ใจดี", born_on=None)
    if way == "worked":
        work.contract(person, on=work.post(make.area("630112")), during=ENDED, state="ended")
    else:
        work.application(person=person)

    assert errors(brought(staff, {"เลขบัตร": person.national_id, "วันเกิด": ""})) == []
    assert errors(brought(staff, {"เลขบัตร": person.national_id, "สกุล": "อื่น"})) == ["known_id_other_name"]


def test_a_contract_of_another_university_says_nothing_before_the_name_fits(staff):
    person = known("ใจดี", born_on=BORN)
    work.contract(person, on=work.post(make.area("500101")), university=make.university("cmu"))

    assert errors(brought(staff, {"เลขบัตร": person.national_id, "ชื่อ": "เดา"})) == ["known_id_other_name"]
    assert errors(brought(staff, {"เลขบัตร": person.national_id})) == ["at_work_elsewhere"]


def test_an_earlier_name_is_a_name_of_the_person(staff):
    person = known("หลังสมรส", born_on=BORN)
    work.former_name(person, first_name="สมมุติ", last_name="ใจดี")

    run = brought(staff, {"เลขบัตร": person.national_id})

    assert problems(run) == [(2, "person_known", "warning")]


def test_whoever_has_an_account_hears_of_the_contract(staff, applicant):
    person = known("ใจดี", applicant, born_on=BORN)

    imports.store(run=brought(staff, {"เลขบัตร": person.national_id}), by=staff)

    told = Notification.objects.get(user=applicant)
    assert told.kind == "contract.signed"
    assert Contract.objects.get(person=person).number in notifications.sentence_of(told)


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        ("12/5/2540", "2540", True), ("2540", "12/5/2540", True), ("2540", "2540", True), ("", "2540", True),
        ("12/5/2540", "2541", False), ("2541", "12/5/2540", False), ("12/5/2540", "13/5/2540", False),
    ],
)  # fmt: skip
def test_in_a_file_a_birth_of_which_less_is_known_may_be_the_same(staff, first, second, clash):
    run = brought(staff, {"วันเกิด": first}, {"วันเกิด": second, "เลขบัตร": ""})

    assert errors(run) == (["same_name_without_id"] if clash else [])
    both = brought(staff, {"วันเกิด": first}, {"วันเกิด": second})
    assert problems(both) == ([(3, "same_name_and_birth", "warning")] if clash else [])


@pytest.mark.parametrize(
    ("born", "precision", "clash"),
    [
        (date(1998, 6, 5), "day", True), (date(1998, 6, 1), "month", True), (date(1998, 1, 1), "year", True),
        (None, "day", True), (date(1998, 1, 1), "day", False), (date(1998, 5, 1), "month", False),
        (date(1997, 1, 1), "year", False),
    ],
)  # fmt: skip
def test_in_the_database_too(staff, born, precision, clash):
    known("ใจดี", born_on=born, birth_precision=precision)

    assert problems(brought(staff, {})) == ([(2, "known_by_name", "warning")] if clash else [])
    assert errors(brought(staff, {"เลขบัตร": ""})) == (["known_by_name_without_id"] if clash else [])
    assert errors(brought(staff, {"เลขบัตร": "", "วันเกิด": "2541"})) == (
        ["known_by_name_without_id"] if born is None or born.year == BORN.year else []
    )
    Person.objects.update(national_id="", national_id_digest=None)
    assert errors(brought(staff, {})) == (["known_without_id"] if clash else [])


def test_a_file_in_which_everybody_has_one_name_is_checked_in_time():
    known_as = Namesakes()
    rows = [_Row(f"{number:05d}", f"19{number % 80 + 10}") for number in range(20_000)]
    unsure = _Row(None, "1950-05-05")
    for row in [*rows, unsure]:
        known_as.add("สมมุติ ใจดี", row)

    found = [known_as.of("สมมุติ ใจดี", row) for row in rows]

    assert all(len(others) < 10 for others in found)
    assert sum(unsure in others for others in found) == sum(row.birth == "1950" for row in rows)
    assert all(row.digest not in {other.digest for other in others} for row, others in zip(rows, found, strict=True))


HOME = {"ตำบลตามทะเบียนบ้าน": "ระแหง", "อำเภอตามทะเบียนบ้าน": "เมืองตาก", "จังหวัดตามทะเบียนบ้าน": "ตาก"}
CODE = "รหัสตำบลตามทะเบียนบ้าน"


@pytest.mark.parametrize(
    ("home", "domicile", "said"),
    [
        (HOME, "630101", []), ({CODE: "630201"}, "630201", []), ({}, None, []),
        (HOME | {"ตำบลตามทะเบียนบ้าน": "ไม่มีตำบลนี้"}, None, ["domicile_unknown"]),
        (HOME | {"ตำบลตามทะเบียนบ้าน": ""}, None, ["domicile_unknown"]), ({CODE: "999999"}, None, ["domicile_unknown"]),
    ],
)  # fmt: skip
def test_the_tambon_of_the_house_registration_comes_with_the_list(staff, home, domicile, said):
    run = brought(staff, home)

    assert problems(run) == [(2, code, "warning") for code in said]
    assert "ไม่มีตำบลนี้" not in str(list(run.issues.values()))
    imports.store(run=run, by=staff)
    assert Person.objects.get().domicile_id == domicile


def test_of_two_tambons_of_one_name_neither_is_guessed(staff):
    make.area("500199", name_th="ระแหง", parent=make.area("5001"))

    run = brought(staff, {"ตำบลตามทะเบียนบ้าน": "ระแหง"})

    assert problems(run) == [(2, "domicile_ambiguous", "warning")]


def test_a_newer_list_tells_where_somebody_known_is_registered_and_takes_it_back(staff):
    person = known("ใจดี", born_on=BORN, domicile=make.area("630101"))
    work.contract(person, during=ENDED, state="ended")
    run = brought(staff, {"เลขบัตร": person.national_id, "รหัสตำบลตามทะเบียนบ้าน": "630111"})
    assert [code for _line, code, _severity in problems(run)] == ["person_moves"]

    run = imports.store(run=run, by=staff)

    person.refresh_from_db()
    change = person.domicile_changes.get()
    assert (person.domicile_id, change.area_id, change.until_on) == ("630111", "630101", date(2021, 2, 1))

    imports.undo(run=run, reason="ไฟล์ผิด", by=staff)

    person.refresh_from_db()
    assert (person.domicile_id, person.domicile_changes.count()) == ("630101", 0)


def test_a_list_of_older_work_or_beside_an_application_under_way_moves_nobody(staff, applicant):
    person = known("ใจดี", born_on=BORN, domicile=make.area("630101"))
    later = work.contract(person, during=DateRange(date(2022, 2, 1), date(2022, 6, 1)))
    row = {"เลขบัตร": person.national_id, "รหัสตำบลตามทะเบียนบ้าน": "630111"}
    assert [code for _line, code, _severity in problems(brought(staff, row))] == ["person_known"]
    later.placements.all().delete()
    later.delete()
    cmu = work.hiring_round(make.university("cmu"))
    work.application(cmu, person=person, user=applicant, state="submitted", submitted_at=clock.now())

    imports.store(run=brought(staff, row), by=staff)

    person.refresh_from_db()
    assert (person.domicile_id, person.domicile_changes.count()) == ("630101", 0)


def test_a_row_with_the_name_somebody_had_before_is_no_other_person_unseen(staff):
    without_id = known("ใหม่", born_on=BORN)
    Person.objects.filter(pk=without_id.pk).update(national_id="", national_id_digest=None)
    work.former_name(without_id, first_name="สมมุติ", last_name="ใจดี")
    assert errors(brought(staff, {"เลขบัตร": ""})) == ["known_by_name_without_id"]
    assert errors(brought(staff, {})) == ["known_without_id"]

    other = known("คนใหม่", born_on=BORN)
    work.former_name(other, first_name="สมมุติ", last_name="เดิมแท้")
    found = problems(brought(staff, {"สกุล": "เดิมแท้"}))
    assert [(code, severity) for _line, code, severity in found] == [("known_by_name", "warning")]
