"""A list of people who signed already: numbers, days of signing and wages as they were agreed, addresses, accounts."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from tests.factories import months
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.factories.lists import brought, known, problems
from u2t.core import secrecy
from u2t.core.models import AuditEvent, Notification
from workforce.banking import Bank, bank_named
from workforce.models import BankAccount, Contract, NumberSeries, Person
from workforce.services import banking, contracts, imports
from workforce.services.numbers import Numbers
from workforce.services.storing import WorkforceRunError

pytestmark = pytest.mark.django_db
NUMBER = "4361234567"


@pytest.fixture(autouse=True)
def place(settings, tmp_path, nation, staff):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path
    work.terms()
    for number in (1, 2, 3, 4):
        work.post(number=number)


def hired(staff):
    offer = contracts.Hire(
        work.person(), make.university("kpru"), make.programme(), make.area("630111"), "graduate", work.YEAR
    )
    return contracts.hire(offer=offer, by=staff)


def test_a_contract_is_stored_as_it_was_agreed(staff):
    row = {"เลขที่สัญญา": "มร.กพ. ๕๗ / ๒๕๖๔", "วันที่ลงนาม": "28/1/2564", "ค่าจ้าง": "14,500.25"}
    run = brought(staff, row, {"ชื่อ": "อีกคน", "ค่าจ้าง": "15000", "วันที่ลงนาม": "-"})
    assert problems(run) == [(2, "wage_differs", "warning")]
    assert run.issues.get().values == {"wage": "15,000.00"}

    imports.store(run=run, by=staff)

    first, second = Contract.objects.order_by("pk")
    assert (first.number, first.signed_on) == ("มร.กพ. 57/2564", date(2021, 1, 28))
    assert (first.monthly_wage, second.monthly_wage) == (Decimal("14500.25"), 15000)
    assert (second.number, second.signed_on) == ("1/2564", date(2021, 2, 1))


def test_numbers_stand_once_in_the_list_and_in_the_university(staff):
    work.contract(on=work.post(worker_type="student"), number="7/2564")
    work.contract(on=work.post(make.area("500101")), university=make.university("cmu"), number="9/2564")
    run = brought(
        staff,
        {"เลขที่สัญญา": "7/2564"},
        {"เลขที่สัญญา": "8/2564", "ชื่อ": "ก"},
        {"เลขที่สัญญา": "8 / 2564", "ชื่อ": "ข"},
        {"เลขที่สัญญา": "9/2564", "ชื่อ": "ค"},
    )

    assert problems(run) == [(2, "contract_number_known", "error"), (4, "contract_number_twice", "error")]
    assert run.issues.get(line=4).values == {"line": 3}
    assert {issue.column for issue in run.issues.all()} == {"เลขที่สัญญา"}


def test_the_running_number_passes_over_those_of_the_list_within_it_and_afterwards(staff):
    run = brought(
        staff,
        {"เลขที่สัญญา": "2/2564"},
        {"ชื่อ": "ก"},
        {"เลขที่สัญญา": "4/2564", "ชื่อ": "ข"},
        {"ชื่อ": "ค"},
    )
    imports.store(run=run, by=staff)
    work.post(number=5)

    assert [one.number for one in Contract.objects.order_by("pk")] == ["2/2564", "1/2564", "4/2564", "3/2564"]
    assert NumberSeries.objects.get(kind="hiring").last == 3
    assert hired(staff).number == "5/2564"


def test_the_running_number_passes_over_a_long_row_with_few_queries(staff, django_assert_max_num_queries):
    Contract.objects.bulk_create(
        [
            Contract(
                number=f"{n}/2564", person=work.person(), university=make.university("kpru"), state="cancelled",
                programme=make.programme(), worker_type="graduate", monthly_wage=1, during=work.YEAR,
                created_at=work.MADE,
            )
            for n in range(1, 200)
        ]
    )  # fmt: skip

    with django_assert_max_num_queries(14):
        assert Numbers.of_contracts(university="kpru", year=2564) == ["200/2564"]


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"เลขที่สัญญา": "2564-01-01"}, "contract_number_is_day", "เลขที่สัญญา"),
        ({"เลขที่สัญญา": "ก" * 41}, "text_too_long", "เลขที่สัญญา"),
        ({"วันที่ลงนาม": "9/12/2564"}, "signed_ahead", "วันที่ลงนาม"),
        ({"วันที่ลงนาม": "1/7/2564", "วันสิ้นสุด": "30/6/2564"}, "signed_after_end", "วันที่ลงนาม"),
        ({"วันที่ลงนาม": "มกราคม"}, "date_malformed", "วันที่ลงนาม"),
        ({"ค่าจ้าง": "9000.505"}, "satang_too_many", "ค่าจ้าง"),
        ({"ค่าจ้าง": "0"}, "number_below", "ค่าจ้าง"),
        ({"ค่าจ้าง": "เก้าพัน"}, "number_malformed", "ค่าจ้าง"),
        ({"ที่อยู่ปัจจุบัน": "ก" * 4001}, "text_too_long", "ที่อยู่ปัจจุบัน"),
        ({"ธนาคาร": "ธนาคารแห่งดวงจันทร์", "เลขบัญชี": NUMBER}, "bank_unknown", "ธนาคาร"),
        ({"เลขบัญชี": NUMBER}, "bank_missing", "ธนาคาร"),
        ({"ธนาคาร": "กรุงไทย", "เลขบัญชี": NUMBER[1:]}, "account_length", "เลขบัญชี"),
        ({"ธนาคาร": "กรุงไทย", "เลขบัญชี": "4.36E+9"}, "account_not_digits", "เลขบัญชี"),
    ],
)
def test_each_wrong_cell_is_told(staff, change, code, column):
    run = brought(staff, change, {"ชื่อ": "คนดี"})

    assert [(i.line, i.code, i.column) for i in run.issues.filter(severity="error")] == [(2, code, column)]
    assert imports.store(run=run, by=staff, skip_refused=True).created_count == 1


def test_a_day_of_signing_long_before_and_a_bank_without_number_are_told_and_stored(staff):
    run = brought(staff, {"วันที่ลงนาม": "28/1/2563", "ธนาคาร": "ออมสิน"})

    assert problems(run) == [(2, "signed_long_before", "warning"), (2, "account_missing", "warning")]
    imports.store(run=run, by=staff)
    assert (Contract.objects.get().signed_on, BankAccount.objects.exists()) == (date(2020, 1, 28), False)


def test_addresses_and_accounts_are_sealed_and_wait_to_be_confirmed(staff):
    row = {
        "ที่อยู่ตามทะเบียนบ้าน": "12 หมู่ 3 ต.แม่ท้อ\nอ.เมืองตาก", "ที่อยู่ปัจจุบัน": "9/9 ซ. สมมุติ", "ธนาคาร": "ธ. กรุงไทย",
        "เลขบัญชี": "436-1-23456-7",
    }  # fmt: skip
    run = imports.store(run=brought(staff, row, {"ชื่อ": "อีกคน"}), by=staff)

    person = Person.objects.get(first_name="สมมุติ")
    assert (person.registered_address, person.current_address) == ("12 หมู่ 3 ต.แม่ท้อ\nอ.เมืองตาก", "9/9 ซ. สมมุติ")
    account = BankAccount.objects.get()
    assert (account.person, account.bank, account.number, account.holder) == (
        person,
        "006",
        NUMBER,
        person.full_name,
    )
    assert (account.confirmed_at, account.entered_by, account.run) == (None, staff, run)
    assert account.number_digest == secrecy.digest("006" + NUMBER)
    event = AuditEvent.objects.get(action="workforce.imported")
    assert event.changes["accounts"] == [None, 1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM workforce_person p UNION ALL SELECT b::text FROM workforce_bankaccount b")
        stored = str(cursor.fetchall())
    assert NUMBER not in stored
    assert "หมู่ 3" not in stored
    assert "สมมุติ 9" not in stored


def test_nothing_secret_is_repeated_among_what_is_wrong(staff):
    run = brought(
        staff,
        {"ธนาคาร": f"กรุงไทยจำกัด {NUMBER} ค", "เลขบัญชี": NUMBER},
        {"ธนาคาร": "กรุงไทย", "เลขบัญชี": NUMBER + "1", "ชื่อ": "ก"},
        {"ที่อยู่ปัจจุบัน": "=บ้านเลขที่สิบสอง", "ชื่อ": "ข"},
        {"ชื่อบัญชี": "น" * 201, "ชื่อ": "ค"},
    )

    shown = [(issue.code, issue.value) for issue in run.issues.order_by("line")]
    assert shown == [
        ("bank_unknown", "กรุงไทยจำกัด …4567 ค"),
        ("account_length", "…5671"),
        ("formula", "…"),
        ("text_too_long", "…"),
    ]


def test_accounts_that_several_give_are_told_before_storing(staff):
    other = known("คนอื่น")
    months.account(other, number=NUMBER, number_digest=secrecy.digest("006" + NUMBER))
    paid = {"ธนาคาร": "006", "เลขบัญชี": "1112223334"}
    run = brought(
        staff,
        {"ธนาคาร": "6", "เลขบัญชี": NUMBER},
        paid | {"ชื่อ": "ก"},
        paid | {"ชื่อ": "ข"},
        {"ธนาคาร": "SCB", "เลขบัญชี": NUMBER, "ชื่อ": "ค"},
    )

    assert problems(run) == [(2, "account_of_another", "warning"), (4, "account_twice", "warning")]
    assert run.issues.get(line=4).values == {"line": 3}
    assert [issue.value for issue in run.issues.order_by("line")] == ["…4567", "…3334"]


def test_one_person_in_two_rows_has_one_account_and_address(staff):
    both = {"เลขบัตร": work.national_id()}
    run = brought(
        staff,
        both | {"วันสิ้นสุด": "30/6/2564", "ธนาคาร": "กรุงไทย", "เลขบัญชี": NUMBER},
        both | {"วันเริ่ม": "1/7/2564", "ธนาคาร": "กรุงไทย", "เลขบัญชี": "9998887776", "ที่อยู่ปัจจุบัน": "1 หมู่ 1"},
    )

    assert problems(run) == [(3, "account_differs", "warning")]
    imports.store(run=run, by=staff)
    assert (BankAccount.objects.get().number, Person.objects.get().current_address) == (NUMBER, "1 หมู่ 1")


def test_what_is_known_of_a_person_stays(staff):
    paid, unpaid = (known(name, born_on=date(1998, 6, 5), current_address="9 หมู่ 9") for name in ("หนึ่ง", "สอง"))
    months.account(paid)
    given = {"ธนาคาร": "กรุงไทย", "เลขบัญชี": NUMBER, "ที่อยู่ปัจจุบัน": "1 หมู่ 1"}
    run = brought(
        staff,
        given | {"เลขบัตร": paid.national_id, "สกุล": "หนึ่ง"},
        given | {"เลขบัตร": unpaid.national_id, "สกุล": "สอง", "เลขบัญชี": "9998887776"},
    )

    assert [found for found in problems(run) if found[1] != "person_known"] == [
        (2, "account_kept", "warning"),
        (2, "address_kept", "warning"),
        (3, "address_kept", "warning"),
    ]
    imports.store(run=run, by=staff)
    assert [one.person for one in BankAccount.objects.filter(run=run)] == [unpaid]
    assert BankAccount.objects.filter(person=paid).count() == 1
    assert {one.current_address for one in Person.objects.all()} == {"9 หมู่ 9"}


def test_who_has_an_account_on_the_site_is_asked_to_confirm(staff, applicant):
    person = known("ใจดี", user=applicant, born_on=date(1998, 6, 5))
    row = {"เลขบัตร": person.national_id, "ธนาคาร": "กรุงไทย", "เลขบัญชี": NUMBER}

    imports.store(run=brought(staff, row), by=staff)

    assert Notification.objects.filter(user=applicant, kind="bankaccount.entered").count() == 1
    confirmed = banking.confirm(account=BankAccount.objects.get(), by=applicant)
    assert confirmed.confirmed_at is not None


def test_undo_takes_accounts_and_addresses_back_but_what_people_confirmed(staff, applicant):
    person = known("ใจดี", user=applicant, born_on=date(1998, 6, 5))
    paid = {"ธนาคาร": "กรุงไทย", "ที่อยู่ปัจจุบัน": "1 หมู่ 1"}
    run = brought(
        staff,
        paid | {"เลขบัตร": person.national_id, "เลขบัญชี": NUMBER},
        paid | {"ชื่อ": "คนใหม่", "เลขบัญชี": "9998887776", "เลขที่สัญญา": "7/2564"},
    )
    imports.store(run=run, by=staff)
    confirmed = BankAccount.objects.get(person=person)
    banking.confirm(account=confirmed, by=applicant)

    imports.undo(run=run, reason="ไฟล์ผิด", by=staff)

    assert list(Person.objects.all()) == [person]
    assert [(one.pk, one.run) for one in BankAccount.objects.all()] == [(confirmed.pk, None)]
    again = brought(staff, {"ชื่อ": "คนใหม่", "เลขที่สัญญา": "7/2564"})
    assert problems(again) == []


def test_an_account_entered_between_check_and_store_stays(staff):
    person = known("ใจดี", born_on=date(1998, 6, 5))
    run = brought(staff, {"เลขบัตร": person.national_id, "ธนาคาร": "กรุงไทย", "เลขบัญชี": NUMBER})
    months.account(person)

    imports.store(run=run, by=staff)

    assert [one.run for one in BankAccount.objects.filter(person=person)] == [None]


def test_a_number_given_meanwhile_is_told_when_storing(staff):
    run = brought(staff, {"เลขที่สัญญา": "1/2564"})
    hired(staff)

    with pytest.raises(WorkforceRunError):
        imports.store(run=run, by=staff)


@pytest.mark.parametrize(
    ("text", "bank"),
    [
        ("กรุงไทย", Bank.KRUNGTHAI),
        ("ธนาคารกรุงไทย จำกัด (มหาชน)", Bank.KRUNGTHAI),
        ("บมจ. ธนาคารกสิกรไทย", Bank.KASIKORN),
        ("ธ.ก.ส.", Bank.BAAC),
        ("ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร (ธ.ก.ส.)", Bank.BAAC),
        ("ธอส.", Bank.GHB),
        ("ธ.ออมสิน", Bank.GSB),
        ("Krungthai Bank", Bank.KRUNGTHAI),
        ("ttb", Bank.TTB),
        ("14", Bank.SCB),
        ("999", None),
        ("ธนาคาร", None),
        ("กรุง", None),
    ],
)
def test_banks_are_known_by_what_lists_call_them(text, bank):
    assert bank_named(text) == bank
