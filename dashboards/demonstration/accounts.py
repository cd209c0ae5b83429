"""Accounts of invented people for their wages, most confirmed; payments that came back, corrections and claims."""

from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import md5

from django.db.models import Exists, OuterRef

from dashboards.demonstration import moment
from dashboards.demonstration.allotment import HOME
from dashboards.demonstration.chance import SEED
from dashboards.rolling.sql import run
from tambon.system import system_user
from u2t.core import clock
from u2t.core.secrecy import digest
from workforce.choices import ContractState, PayLineState
from workforce.models import Adjustment, BankAccount, PayLine, Person, Placement, Receivable

_BANKS = ("006", "006", "006", "034", "030", "004", "014", "002")
_DIGITS = {"034": 12, "030": 12}
#: Of a hundred: who has no account, who has not confirmed it; every 200th gave the number of the one before.
_WITHOUT, _UNCONFIRMED, _SHARED = 2, 4, 200
#: Before the first wage was paid.
_GIVEN_AT = datetime(2021, 2, 24, 14, tzinfo=moment.BANGKOK)
#: What the bank said, and why finance pays again: else it waits for the person.
_SENT_BACK = (("บัญชีปิดแล้ว", ""), ("ชื่อบัญชีไม่ตรงกับที่ธนาคารมี", ""), ("ระบบปลายทางขัดข้อง", "ธนาคารแจ้งว่าแก้ไขระบบแล้ว"))


def make(university: str) -> int:
    """Give the people of a university accounts; return how many."""
    people = Person.objects.filter(contracts__university=university, contracts__origin="demo").distinct()
    rows, bank, number, by = [], "", "", system_user()
    for place, person in enumerate(people.select_related("user").order_by("pk")):
        chance = int(md5(f"{SEED}:account:{person.sort_key}:{place}".encode(), usedforsecurity=False).hexdigest(), 16)
        is_worker = person.user is not None and person.user.username == "worker"
        if chance % 100 < _WITHOUT and not is_worker:
            continue
        if place % _SHARED or not number:
            bank = _BANKS[chance % len(_BANKS)]
            number = str(chance)[-_DIGITS.get(bank, 10) :]
        waits = is_worker or chance // 100 % 100 < _UNCONFIRMED
        rows.append(
            BankAccount(
                person=person,
                bank=bank,
                number=number,
                number_digest=digest(bank + number),
                holder=person.full_name,
                entered_by=by,
                entered_at=_GIVEN_AT,
                confirmed_at=None if waits else _GIVEN_AT,
            )
        )
    return len(BankAccount.objects.bulk_create(rows, batch_size=2000))


def assign(university: str) -> None:
    """Say of the wages that were paid to which account they went; some came back, and a few corrections wait."""
    run(
        """UPDATE workforce_payline AS line SET account_id = account.id
        FROM workforce_contract AS contract, workforce_bankaccount AS account
        WHERE contract.id = line.contract_id AND account.person_id = contract.person_id
          AND account.confirmed_at IS NOT NULL AND contract.university_id = %(university)s""",
        {"university": university},
    )
    lowered = PayLine.objects.filter(contract__university=university, deduction__gt=0).order_by("-period__month", "pk")
    by, now = system_user(), clock.now()
    Adjustment.objects.bulk_create(
        Adjustment(
            contract_id=line.contract_id,
            period_id=line.period_id,
            amount=min(line.per_day, line.deduction),
            reason="มีใบลาป่วยพร้อมใบรับรองแพทย์ยื่นภายหลัง จึงไม่ควรหักวันดังกล่าว",
            asked_by=by,
            asked_at=now,
        )
        for line in lowered[:3]
        if line.per_day > Decimal(0)
    )
    _claim(university)
    _send_back(university)


def _send_back(university: str) -> None:
    """Let payments of the last month that was paid come back, in the home tambon where the university has it."""
    lines = PayLine.objects.filter(contract__university=university, account__isnull=False, covered_days__gt=0)
    at_home = Placement.objects.filter(contract=OuterRef("contract"), post__tambon=HOME, is_cancelled=False)
    found = lines.alias(is_home=Exists(at_home)).order_by("-period__month", "-is_home", "pk")
    for line, (why, again) in zip(found[: len(_SENT_BACK)], _SENT_BACK, strict=False):
        line.failure, line.retry_reason = why, again
        line.state, line.paid_on, line.failed_at = PayLineState.FAILED, None, clock.now() - timedelta(days=15)
        line.save(update_fields=["state", "paid_on", "failed_at", "failure", "retry_reason"])


def _claim(university: str) -> None:
    """Claim back what two people who left were paid too much: one is overdue, the other has time."""
    lines = PayLine.objects.filter(contract__university=university, contract__state=ContractState.RESIGNED, gross__gt=0)
    by, now = system_user(), clock.now()
    Receivable.objects.bulk_create(
        Receivable(
            contract_id=line.contract_id,
            period_id=line.period_id,
            amount=min(line.gross, line.per_day * 3),
            reason="ลาออกก่อนสิ้นเดือนสามวัน แต่จ่ายค่าจ้างเต็มเดือน",
            document_number=f"สาธิต 0{place}/2564",
            due_on=clock.today() + timedelta(days=days),
            claimed_by=by,
            claimed_at=now - timedelta(days=40),
        )
        for place, (line, days) in enumerate(zip(lines.order_by("-period__month", "pk")[:2], (-5, 21), strict=False), 1)
    )
