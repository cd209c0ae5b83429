"""What papers say: the facts of a contract, a hand-over or an announcement in the words of offices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bahttext import bahttext
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from tambon.models import Allocation, Area, Programme, University
from tambon.selectors.names import full_name, full_names
from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.text import normalise
from workforce.choices import Outcome, PaperKind, PaperState, Party, SupervisorRole
from workforce.models import (
    Announcement,
    Attendance,
    Contract,
    Handover,
    Paper,
    PaperTemplate,
    Person,
    Placement,
    Signature,
    Supervision,
)
from workforce.paper_texts import GUARDED
from workforce.permissions import Can
from workforce.typesetting import fields_of

_MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
    "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
_BUDDHIST_ERA = 543
#: What papers say where nothing was named: nobody signs a line of dots.
_ANY_POSITION = "ผู้ปฏิบัติงาน"
_NOBODY_NAMED = {"lecturer": "ผู้ที่มหาวิทยาลัยแต่งตั้ง", "manager": "ผู้ที่มหาวิทยาลัยแต่งตั้ง"}
#: How many people a refusal names.
_NAMED = 10


@dataclass(frozen=True, slots=True)
class Facts:
    """What a paper may say, by the field's name, and the rows of its list, the first being their head."""

    values: dict[str, str]
    rows: tuple[tuple[str, ...], ...] = ()


def long_date(day: date) -> str:
    """Write a day as official papers do: 29 มกราคม 2564."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year + _BUDDHIST_ERA}"


def papers_of(user: Actor) -> "QuerySet[Paper]":
    """Return the papers a user may see."""
    rows: QuerySet[Paper] = Paper.objects.visible_to(user, to=Can.VIEW_PAPER)
    return rows.select_related("contract__person", "university", "handover__tambon")


def template_for(*, kind: str, university: University) -> PaperTemplate | None:
    """Return the current text of a kind: the university's own, else the shared one."""
    rows = PaperTemplate.objects.filter(kind=kind, is_current=True)
    own = rows.filter(university=university) | rows.filter(university=None)
    return own.order_by(F("university").asc(nulls_last=True)).first()


def last_signers(*, kind: str, university: University) -> list[Signature]:
    """Return who signed the university's latest paper of a kind, to be offered again."""
    latest = Paper.objects.filter(kind=kind, university=university).order_by("-pk").first()
    return list(latest.signatures.all()) if latest else []


def facts_of_contract(contract: Contract) -> Facts:
    """Return what papers about one person say; in Thai, whatever the language of the page."""
    with override("th"):
        person, placement = contract.person, _placement(contract)
        tambon = placement.post.tambon if placement else None
        values = {
            "university": contract.university.name_th,
            "programme": contract.programme.name_th,
            "contract_number": contract.number,
            "person": person.full_name,
            "national_id": _dashed(person.national_id),
            "address": address_of(person),
            "telephone": person.telephone or "-",
            "worker_type": contract.get_worker_type_display(),
            "position": contract.position.name_th if contract.position else _ANY_POSITION,
            "tambon": full_name(tambon) if tambon else "",
            "agency": placement.agency.name_th if placement and placement.agency else "",
            "starts_on": long_date(contract.first_day),
            "ends_on": long_date(contract.last_day),
            "wage": f"{contract.monthly_wage:,.2f}",
            "wage_words": bahttext(float(contract.monthly_wage)),
            "training": _training(contract),
            **_NOBODY_NAMED,
            **(_guides(contract, tambon) if tambon else {}),
        }
        return Facts(values)


def address_of(person: Person) -> str:
    """Return where somebody lives as papers say it: as the house registration has it, else as it is now."""
    return " ".join((person.registered_address or person.current_address).split())


def lacking_for(template: PaperTemplate, contracts: Sequence[Contract]) -> str:
    """Say of whom a paper cannot be made out, for want of what, and who enters it; "" where nothing is wanting.

    A contract without the address of a party does not say who the party is, and a letter that sends somebody to no
    agency has no reader: a line of dots would be signed as it is.
    """
    if template.kind == PaperKind.CONTRACT and "{address}" in template.body:
        names = [str(contract.person) for contract in contracts if not address_of(contract.person)]
        said = _(
            "No address is known of %(names)s: a contract is not made out without one. The person, or staff of the "
            "university, enters it on the page of the person (“Enter the address”); then issue the paper."
        )
        return said % {"names": _shown(names)} if names else ""
    if template.kind == PaperKind.ASSIGNMENT and "{agency}" in template.body:
        seats = Placement.objects.filter(contract__in=contracts, is_cancelled=False, agency__isnull=False)
        seated = set(seats.values_list("contract", flat=True))
        names = [str(contract.person) for contract in contracts if contract.pk not in seated]
        said = _(
            "No agency is named where %(names)s will work: the letter would be sent to nobody. Staff of the university "
            "assign one on the page of the contract (“Assign”); then issue the letter."
        )
        return said % {"names": _shown(names)} if names else ""
    return ""


def _shown(names: Sequence[str]) -> str:
    more = _(" and %(more)s more") % {"more": len(names) - _NAMED} if names[_NAMED:] else ""
    return ", ".join(names[:_NAMED]) + more


def _placement(contract: Contract) -> Placement | None:
    rows = contract.placements.filter(is_cancelled=False).select_related("post__tambon__parent__parent", "agency")
    return rows.order_by("during").last()


def _guides(contract: Contract, tambon: Area) -> dict[str, str]:
    day = contract.first_day
    rows = Supervision.objects.filter(programme=contract.programme_id, tambon=tambon).on(day).select_related("user")
    found = list(rows.order_by("-is_leading", "pk"))
    names = {role: [s.user.get_full_name() for s in found if s.role == role] for role in SupervisorRole.values}
    named = {"lecturer": " และ ".join(names[SupervisorRole.PM]), "manager": " และ ".join(names[SupervisorRole.AM])}
    return {field: name for field, name in named.items() if name}


def _training(contract: Contract) -> str:
    rows = Attendance.objects.filter(contract=contract).select_related("session")
    hours = sum((row.hours for row in rows), Decimal(0))
    return f"และได้เข้ารับการอบรมรวม {hours.normalize():f} ชั่วโมง" if hours else ""


def _dashed(national_id: str) -> str:
    n = national_id
    return f"{n[0]}-{n[1:5]}-{n[5:10]}-{n[10:12]}-{n[12]}" if n else ""


def facts_of_handover(handover: Handover) -> Facts:
    """Return what the record of a hand-over says, with the list of people."""
    with override("th"):
        lines = handover.lines.select_related("contract__person", "contract__position")
        people = [
            (
                line.contract.person.full_name,
                line.contract.get_worker_type_display(),
                line.contract.position.name_th if line.contract.position else _ANY_POSITION,
            )
            for line in lines.order_by("contract__person__sort_key", "pk")
        ]
        values = {
            "university": handover.university.name_th,
            "programme": handover.programme.name_th,
            "tambon": full_name(handover.tambon),
            "agency": handover.agency.name_th,
            "held_on": long_date(handover.held_on),
            "place": handover.place,
            "count": str(len(people)),
            "received_by": handover.received_by,
            "received_position": handover.received_position,
        }
        return Facts(
            values, _numbered(("ลำดับ", "ชื่อ-สกุล", "ประเภท", "ตำแหน่ง", "ลายมือชื่อ"), ((*row, "") for row in people))
        )


def facts_of_announcement(announcement: Announcement) -> Facts:
    """Return what an announcement says: who is selected and the reserve in order, with names as the setting allows."""
    with override("th"):
        round_ = announcement.round
        lines = announcement.selection.lines.filter(outcome__in=[Outcome.SELECTED, Outcome.RESERVE])
        lines = lines.select_related("application__person", "tambon")
        # The selected, then the reserve.
        ordered = list(lines.order_by("tambon", "worker_type", "-outcome", "place", "pk"))
        names = full_names({line.tambon_id for line in ordered}, language="th")
        people = [
            (
                names[line.tambon_id],
                line.get_worker_type_display(),
                f"{line.application.number:05d}",
                *([line.application.person.full_name] if announcement.shows_names else []),
                line.get_outcome_display() if line.outcome == Outcome.SELECTED else f"สำรองลำดับที่ {line.place}",
            )
            for line in ordered
        ]
        values = {
            "university": round_.university.name_th,
            "programme": round_.programme.name_th,
            "round": f" {round_.name_th}",
            "appeals_until": long_date(timezone.localdate(announcement.appeals_until - timedelta(microseconds=1))),
        }
        name = ["ชื่อ-สกุล"] if announcement.shows_names else []
        head = ("ลำดับ", "ตำบล", "ประเภท", "เลขที่สมัคร", *name, "ผล")
        return Facts(values, _numbered(head, people))


def _numbered(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return (head, *((str(number), *row) for number, row in enumerate(rows, start=1)))


PER_CONTRACT = (
    PaperKind.CONTRACT,
    PaperKind.TERMS_OF_REFERENCE,
    PaperKind.ASSIGNMENT,
    PaperKind.REPORTING,
    PaperKind.CERTIFICATE,
)


#: What may stand before a name, joined to it as Thai titles are; an abbreviated one ends with its point.
_TITLES = ("นาย", "นาง", "นางสาว", "อาจารย์", "ศาสตราจารย์", ".")


def signable_by(paper: Paper, user: Actor) -> Signature | None:
    """Return the next line that the user may sign in the system."""
    return next((line for line in paper.signatures.filter(signed_at__isnull=True) if is_for(line, paper, user)), None)


def papers_to_sign(user: Actor) -> "QuerySet[Paper]":
    """Return the papers with a line that the user may sign in the system: those of `signable_by`, as a list."""
    rows: QuerySet[Paper] = Paper.objects.visible_to(user, to=Can.SIGN_PAPER).filter(state=PaperState.ISSUED)
    owner = Q(paper__contract__person__user=user.pk)
    unsigned = Signature.objects.filter(signed_at__isnull=True, paper__in=rows.values("pk"))
    unnamed = unsigned.filter(user__isnull=True).exclude(party=Party.PERSON)
    names = [one for one in unnamed.order_by().values_list("name", flat=True).distinct() if _is_named(one, user)]
    of_office = ~Q(party=Party.PERSON) & ~owner & (Q(user=user.pk) | Q(user__isnull=True, name__in=names))
    lines = unsigned.filter(Q(party=Party.PERSON) & owner | of_office)
    return rows.filter(pk__in=lines.values("paper"))


def is_for(line: Signature, paper: Paper, user: Actor) -> bool:
    """Tell whether a line is this user's: by account, as the person of the paper, or by the name it bears.

    Nobody signs in another's name: who has no account here signs in ink.
    """
    owner = paper.contract.person.user_id if paper.contract else None
    if line.party == Party.PERSON:
        return owner is not None and owner == user.pk
    if owner == user.pk:
        return False
    if line.user_id is not None:
        return line.user_id == user.pk
    return _is_named(line.name, user)


def _is_named(written: str, user: Actor) -> bool:
    name = normalise(f"{getattr(user, 'first_name', '')} {getattr(user, 'last_name', '')}")
    written = normalise(written)
    before = written.removesuffix(name).strip()
    return bool(name) and written.endswith(name) and (not before or before.endswith(_TITLES))


def may_read(paper: Paper, user: Actor) -> bool:
    """Tell whether a user may open the files of a paper: those with a national ID or an address only who may see it."""
    person = _named_in(paper)
    return person is None or bool(user.has_perm(Can.REVEAL_NATIONAL_ID, person))


def readable_of(papers: Iterable[Paper], user: Actor) -> frozenset[int]:
    """Return the papers whose files a user may open, of papers that come with contract, person and template."""
    named = {paper.pk: _named_in(paper) for paper in papers}
    people = {person.pk: person for person in named.values() if person is not None}
    shown = {key for key, person in people.items() if user.has_perm(Can.REVEAL_NATIONAL_ID, person)}
    return frozenset(key for key, person in named.items() if person is None or person.pk in shown)


def _named_in(paper: Paper) -> Person | None:
    """Return whose national ID or address a paper names.

    What its own text says decides, as universities write their own; a contract always names its parties.
    """
    says = fields_of(f"{paper.template.title}\n{paper.template.body}") if paper.template else set()
    if paper.contract is None or (paper.kind != PaperKind.CONTRACT and not says & GUARDED):
        return None
    return paper.contract.person


def university_of(*, tambon: Area, programme: Programme, user: Actor) -> University | None:
    """Return the university of the user's that holds the tambon in a programme today or at its end."""
    day = min(clock.today(), programme.ends_on)
    held = Allocation.objects.filter(tambon=tambon, programme=programme, during__contains=day)
    mine = University.objects.visible_to(user, to=Can.CHANGE_PAPER)
    return mine.filter(pk__in=held.values("university")).first()


def contracts_in(*, tambon: str, programme: str, user: Actor) -> "QuerySet[Contract]":
    """Return the contracts of a tambon whose papers the user issues, by name."""
    rows: QuerySet[Contract] = Contract.objects.visible_to(user, to=Can.CHANGE_CONTRACT).counting()
    there = Placement.objects.filter(post__tambon=tambon, post__programme=programme, is_cancelled=False)
    found = rows.filter(pk__in=there.values("contract")).select_related("person", "university", "programme", "position")
    return found.order_by("person__sort_key", "pk")
