"""A list of people at work: every cell and every rule checked, stored at once, taken back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection, transaction

from tambon.models import Membership
from tests.factories import months
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.lists import brought, known, listed, problems
from u2t.core import clock, files
from u2t.core.models import AuditEvent, ImportRun, Notification, PrivateFile
from workforce.models import AgencyCapacity, Contract, Period, Person, Placement
from workforce.services import contracts, imports, people
from workforce.services.storing import Workforce, WorkforceRunError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path, nation, staff):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path
    work.terms()
    for number in (1, 2, 3):
        work.post(number=number)


def test_a_good_list_is_stored_with_posts_numbers_and_sealed_ids(staff):
    number = work.national_id()
    run = brought(staff, {"เลขบัตร": number}, {"ชื่อ": "อีกคน", "คำนำหน้า": "ว่าที่ ร.ต."})
    assert problems(run) == []

    run = imports.store(run=run, by=staff)

    assert (run.state, run.created_count) == ("stored", 2)
    first, second = Contract.objects.order_by("pk").select_related("person")
    assert (first.number, second.number) == ("1/2564", "2/2564")
    assert (first.state, first.signed_on, first.monthly_wage) == ("signed", date(2021, 2, 1), 15000)
    person = first.person
    assert (person.national_id, person.title, person.sex, person.telephone) == (
        number,
        "นางสาว",
        "female",
        "0812345678",
    )
    assert (second.person.rank, second.person.title) == ("ว่าที่ ร.ต.", "")
    assert [p.post.number for p in Placement.objects.order_by("pk")] == [1, 2]
    assert AuditEvent.objects.filter(action="workforce.imported").count() == 1


def test_a_problem_names_the_column_by_its_heading_and_days_as_the_file_writes_them(staff):
    issue = brought(staff, {"วันเริ่ม": "1/2/2563"}).issues.get()

    assert (issue.column, issue.value) == ("วันเริ่ม", "1/2/2563 – 31/1/2565")
    assert issue.values == {"first": "1/2/2564", "last": "31/1/2565"}


def test_no_national_id_lies_open_in_files_issues_or_rows(staff):
    number = work.national_id()
    run = brought(staff, {"เลขบัตร": number[:-1] + str((int(number[-1]) + 1) % 10)}, {"เลขบัตร": number})
    imports.store(run=run, by=staff, skip_refused=True)

    assert number[:12] not in str(list(run.issues.values()))
    assert run.issues.get(code="national_id_malformed").value.startswith("…")
    assert number.encode() not in files.path_of(PrivateFile.objects.get()).read_bytes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM workforce_person p")
        assert number not in str(cursor.fetchall())


def test_a_national_id_in_another_column_is_neither_repeated_nor_kept_open(staff):
    number = work.national_id()
    spaced = f"{number[0]} {number[1:5]} {number[5:10]} {number[10:12]} {number[12]}"
    run = brought(staff, {"โทร": number}, {"ชื่อ": "อีกคน", "ตำแหน่ง": f"เจ้าหน้าที่ {spaced}"})

    assert [(issue.code, issue.value) for issue in run.issues.order_by("line")] == [
        ("telephone_malformed", f"…{number[-4:]}"),
        ("position_unknown", f"เจ้าหน้าที่ …{number[-4:]}"),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"เลขบัตร": "1234567890123"}, "national_id_malformed"),
        ({"เลขบัตร": work.national_id(5, first=9)}, "national_id_malformed"),
        ({"ประเภท": "ข้าราชการ"}, "worker_type_unknown"),
        ({"ประเภท": ""}, "value_missing"),
        ({"ชื่อ": ""}, "value_missing"),
        ({"ตำบล": "ไม่มีตำบลนี้"}, "tambon_unknown"),
        ({"ตำบล": ""}, "tambon_missing"),
        ({"ตำบล": "ระแหง"}, "tambon_not_held"),
        ({"วันเริ่ม": "1/2/2563"}, "days_outside"),
        ({"วันเริ่ม": "1/2/2565", "วันสิ้นสุด": "1/1/2565"}, "days_reversed"),
        ({"วันเริ่ม": "เมื่อวาน"}, "date_malformed"),
        ({"วันเกิด": "0000"}, "date_malformed"),
        ({"โทร": "ไม่บอก"}, "telephone_malformed"),
        ({"เลขบัตร": "", "วันเกิด": ""}, "person_unclear"),
        ({"ประเภท": "นักศึกษา"}, "no_vacant_post"),
        ({"ตำแหน่ง": "ผู้จัดการข้อมูลดิจิทัล"}, "no_vacant_post"),
        ({"ตำแหน่ง": "นักจัดการข้อมูลดิจิทัลภาครัฐ"}, "no_vacant_post"),
    ],
)
def test_each_wrong_cell_is_told(staff, change, code):
    run = brought(staff, change, {"ชื่อ": "คนดี"})

    assert [(line, found) for line, found, severity in problems(run) if severity == "error"] == [(2, code)]
    with pytest.raises(WorkforceRunError):
        imports.store(run=run, by=staff)
    assert imports.store(run=run, by=staff, skip_refused=True).created_count == 1


def test_duplicates_in_the_file_are_told_before_storing(staff):
    number = work.national_id()
    run = brought(
        staff,
        {"เลขบัตร": number},
        {"เลขบัตร": number, "ชื่อ": "ชื่ออื่น"},
        {"ชื่อ": "ซ้ำ", "เลขบัตร": work.national_id()},
        {"ชื่อ": "ซ้ำ", "เลขบัตร": work.national_id()},
        {"ชื่อ": "ซ้ำ", "เลขบัตร": ""},
    )

    assert problems(run) == [
        (3, "person_twice", "error"),
        (5, "same_name_and_birth", "warning"),
        (6, "national_id_missing", "warning"),
        (6, "same_name_without_id", "error"),
    ]


def test_one_person_may_stand_twice_on_different_days(staff):
    number = work.national_id()
    run = brought(staff, {"เลขบัตร": number, "วันสิ้นสุด": "30/6/2564"}, {"เลขบัตร": number, "วันเริ่ม": "1/7/2564"})

    imports.store(run=run, by=staff)

    assert (Person.objects.count(), Contract.objects.count()) == (1, 2)
    assert Placement.objects.values("post").distinct().count() == 1


def test_duplicates_of_the_database_are_told_before_storing(staff):
    here, elsewhere, idle = (known(number, born_on=date(1998, 6, 5)) for number in ("หนึ่ง", "สอง", "สาม"))
    known("เหมือนกัน", born_on=date(1998, 6, 5))
    unsure = known("ไม่แน่ชัด", born_on=date(1998, 6, 5))
    Person.objects.filter(pk=unsure.pk).update(national_id="", national_id_digest=None)
    work.contract(here, on=work.post(worker_type="student"))
    cmu = make.university("cmu")
    work.hiring_round(cmu, telephone="053 111 222")
    work.contract(elsewhere, on=work.post(make.area("500101")), university=cmu)
    work.contract(unsure, on=work.post(make.area("500102")), university=cmu)

    run = brought(
        staff,
        {"เลขบัตร": here.national_id, "สกุล": "หนึ่ง"},
        {"เลขบัตร": elsewhere.national_id, "สกุล": "สอง"},
        {"เลขบัตร": idle.national_id, "สกุล": "สาม"},
        {"สกุล": "เหมือนกัน"},
        {"สกุล": "เหมือนกัน", "เลขบัตร": ""},
        {"สกุล": "ไม่แน่ชัด"},
    )

    assert problems(run) == [
        (2, "at_work_here", "error"),
        (3, "at_work_elsewhere", "error"),
        (4, "person_known", "warning"),
        (5, "known_by_name", "warning"),
        (6, "national_id_missing", "warning"),
        (6, "same_name_without_id", "error"),
        (7, "known_without_id", "error"),
    ]
    for code in ("at_work_elsewhere", "known_without_id"):
        assert "053 111 222" in run.issues.get(code=code).values["office"]


def test_what_is_above_the_quota_is_told_line_by_line(staff):
    run = brought(staff, *({"ชื่อ": f"คนที่ {number}"} for number in range(5)))

    assert problems(run) == [(5, "no_vacant_post", "error"), (6, "no_vacant_post", "error")]


def test_an_agency_takes_no_more_than_it_can(staff):
    agency = make.agency("land-tak", name_th="สำนักงานที่ดินจังหวัดตาก", area=make.area("63"))
    AgencyCapacity.objects.create(agency=agency, programme=make.programme(), capacity=1)
    run = brought(
        staff,
        {"หน่วยงาน": "สำนักงานที่ดินจังหวัดตาก"},
        {"หน่วยงาน": "land-tak", "ชื่อ": "ก"},
        {"หน่วยงาน": "ไม่มี", "ชื่อ": "ข"},
        {"หน่วยงาน": "สำนักงานที่ไม่รู้จัก", "ชื่อ": "ค"},
    )

    assert problems(run) == [(3, "agency_full", "error"), (5, "agency_unknown", "warning")]
    imports.store(run=run, by=staff, skip_refused=True)
    assert [p.agency_id for p in Placement.objects.order_by("pk")] == ["land-tak", None, None]


def test_a_post_filled_since_the_check_is_not_filled_twice(staff):
    run = brought(staff, *({"ชื่อ": f"คนที่ {number}"} for number in range(3)))
    contracts.hire(
        offer=contracts.Hire(
            work.person(), make.university("kpru"), make.programme(), make.area("630111"), "graduate", work.YEAR
        ),
        by=staff,
    )

    with pytest.raises(WorkforceRunError):
        imports.store(run=run, by=staff)

    assert Contract.objects.count() == 1


def test_storing_twice_stores_once(staff):
    run = brought(staff, {})
    for _click in range(2):
        imports.store(run=run, by=staff)

    assert Contract.objects.count() == 1


def test_undo_takes_people_contracts_and_rights_away(staff, applicant):
    hired = known("ใจดี", user=applicant, born_on=date(1998, 6, 5))
    run = brought(staff, {"เลขบัตร": hired.national_id}, {"ชื่อ": "คนใหม่"})
    imports.store(run=run, by=staff)
    assert Membership.objects.get(user=applicant).role == "worker"

    for _click in range(2):
        imports.undo(run=run, reason="ไฟล์ผิด", by=staff)

    assert (Contract.objects.count(), Placement.objects.count()) == (0, 0)
    assert list(Person.objects.all()) == [hired]
    assert Membership.objects.get(user=applicant).during.isempty
    assert ImportRun.objects.get().state == "undone"
    assert [told.kind for told in Notification.objects.filter(user=applicant).order_by("pk")] == [
        "contract.signed", "contract.import_undone"
    ]  # fmt: skip


def test_undo_is_refused_once_somebody_worked_with_the_contracts(staff):
    run = brought(staff, {})
    imports.store(run=run, by=staff)
    contracts.resign(contract=Contract.objects.get(), on=date(2021, 8, 1), reason="x", by=staff)

    with pytest.raises(WorkforceRunError):
        imports.undo(run=run, reason="ไฟล์ผิด", by=staff)


def test_others_bring_and_see_no_list(staff, pm, ministry):
    for by in (pm, ministry):
        with pytest.raises(PermissionDenied):
            brought(by, {})
    run = brought(staff, {})
    other = make.user()
    make.membership(other, "staff", university=make.university("cmu"))
    with pytest.raises(PermissionDenied):
        imports.store(run=run, by=other)


def test_the_command_stores_or_says_why_not(staff, tmp_path, capsys):
    path = tmp_path / "people.csv"
    path.write_bytes(listed({}, {"ประเภท": "?", "ชื่อ": "ก"}))

    with pytest.raises(SystemExit) as refused:
        call_command("import_workforce", "kpru", "u2t1", path)
    assert refused.value.code == 1
    call_command("import_workforce", "kpru", "u2t1", path, skip_refused=True, dry_run=True)
    assert Contract.objects.count() == 0
    call_command("import_workforce", "kpru", "u2t1", path, skip_refused=True)

    assert capsys.readouterr().out.splitlines()[-1].startswith("run,")
    assert Contract.objects.count() == 1
    with pytest.raises(SystemExit) as usage:
        call_command("import_workforce", "nowhere", "u2t1", path)
    assert usage.value.code == 2


def test_undo_leaves_those_of_whom_something_was_entered_since(staff):
    run = imports.store(run=brought(staff, *({"ชื่อ": f"คนที่ {number}"} for number in range(3))), by=staff)
    paid, addressed, plain = Person.objects.order_by("pk")
    months.account(paid)
    people.set_address(person=addressed, addresses={"registered_address": "1 หมู่ 2"}, by=staff)

    imports.undo(run=run, reason="ไฟล์ผิด", by=staff)

    assert Contract.objects.count() == 0
    assert set(Person.objects.all()) == {paid, addressed}
    assert plain.pk not in {paid.pk, addressed.pk}


def test_a_person_whom_another_list_stores_meanwhile_is_told_and_nothing_is_stored(staff):
    number = work.national_id()
    run = brought(staff, {"เลขบัตร": number})
    checked = imports.read_again(run=run, by=staff)
    work.person(national_id=number)

    with pytest.raises(WorkforceRunError, match=r"รายชื่ออื่น|Another list"), transaction.atomic():
        Workforce.store(run, checked.ground, checked.lines, by=staff, now=clock.now())
    assert Contract.objects.count() == 0


def test_months_that_imported_people_work_in_are_opened_where_the_university_has_opened_some(staff):
    months.period(date(2021, 11, 1))

    imports.store(run=brought(staff, {}), by=staff)

    opened = list(Period.objects.order_by("during").values_list("month", flat=True))
    assert (len(opened), opened[0], opened[-1]) == (12, date(2021, 2, 1), date(2022, 1, 1))


def test_no_month_is_opened_by_a_list_where_the_university_has_opened_none(staff):
    months.rules()

    imports.store(run=brought(staff, {}), by=staff)

    assert not Period.objects.exists()
