"""Accounts of invented people for their wages, most confirmed; corrections and claims that wait for somebody."""

from datetime import timedelta
from decimal import Decimal
from hashlib import md5

from dashboards.demonstration.chance import SEED
from dashboards.rolling.sql import run
from tambon.system import system_user
from u2t.core import clock
from u2t.core.secrecy import digest
from workforce.choices import ContractState
from workforce.models import Adjustment, BankAccount, PayLine, Person, Receivable

_BANKS = ("006", "006", "006", "034", "030", "004", "014", "002")
_DIGITS = {"034": 12, "030": 12}
#: Of a hundred: who has no account, who has not confirmed it; every 200th gave the number of the one before.
_WITHOUT, _UNCONFIRMED, _SHARED = 2, 4, 200


def make(university: str) -> int:
    """Give the people of a university accounts; return how many."""
    people = Person.objects.filter(contracts__university=university, contracts__origin="demo").distinct()
    rows, bank, number, by, now = [], "", "", system_user(), clock.now()
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
                entered_at=now,
                confirmed_at=None if waits else now,
            )
        )
    return len(BankAccount.objects.bulk_create(rows, batch_size=2000))


def assign(university: str) -> None:
    """Say of the wages that were paid to which account they went, and let a few corrections wait."""
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
