"""Orientation, trainings and hand-overs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from dashboards.demonstration.chance import roll
from dashboards.demonstration.institutions import PHASE_ONE
from dashboards.demonstration.names import name_of
from tambon.models import University, User
from tambon.system import system_user
from workforce.choices import HandoverState, SessionKind, Skill
from workforce.models import Attendance, Contract, Handover, HandoverLine, Placement, Session, Supervision

_FIRST_DAY = date(2021, 2, 1)
_NOON = time(5, tzinfo=UTC)
#: Days after the first on which the hand-overs were held, in turn.
_HANDED_OVER = (2, 3, 4)
#: The part of the agencies that never confirmed whom they received.
_SILENT = 0.08


@dataclass(frozen=True, slots=True)
class Course:
    """A session as it was held, and which part of those at work came."""

    kind: SessionKind
    skill: Skill
    name: str
    starts_on: date
    ends_on: date
    hours: int
    came: float


COURSES = (
    Course(
        SessionKind.ORIENTATION, Skill.OTHER, "ปฐมนิเทศผู้ปฏิบัติงานโครงการ U2T",
        date(2021, 1, 31), date(2021, 2, 2), 18, 1.0,
    ),
    Course(
        SessionKind.TRAINING, Skill.DIGITAL, "ทักษะดิจิทัลเพื่อการเก็บข้อมูลชุมชน",
        date(2021, 3, 17), date(2021, 3, 18), 12, 0.93,
    ),
    Course(
        SessionKind.TRAINING, Skill.FINANCIAL, "ความรู้ทางการเงินสำหรับครัวเรือนและวิสาหกิจ",
        date(2021, 5, 20), date(2021, 5, 20), 6, 0.88,
    ),
    Course(
        SessionKind.TRAINING, Skill.ENGLISH, "ภาษาอังกฤษเพื่อการทำงานและการท่องเที่ยว",
        date(2021, 7, 14), date(2021, 7, 15), 12, 0.81,
    ),
    Course(
        SessionKind.TRAINING, Skill.SOCIAL, "ทักษะทางสังคมและการทำงานกับชุมชน",
        date(2021, 9, 8), date(2021, 9, 8), 6, 0.86,
    ),
)  # fmt: skip


def train(university: str, place: str, contracts: Sequence[Contract]) -> None:
    """Hold the courses for those at work on their last day."""
    for course in COURSES:
        session = Session.objects.create(
            university_id=university,
            programme_id=PHASE_ONE,
            kind=course.kind,
            skill=course.skill,
            name_th=course.name,
            place=place,
            starts_on=course.starts_on,
            ends_on=course.ends_on,
            hours=course.hours,
            created_by=system_user(),
            created_at=datetime.combine(course.starts_on - timedelta(days=14), _NOON),
        )
        Attendance.objects.bulk_create(_attended(session, course, contracts), batch_size=2000)


def _attended(session: Session, course: Course, contracts: Sequence[Contract]) -> list[Attendance]:
    by, hours, at = session.created_by, Decimal(course.hours), datetime.combine(course.ends_on, _NOON)
    return [
        Attendance(
            session=session,
            contract=contract,
            hours=hours,
            by=by,
            recorded_at=at,
        )
        for contract in contracts
        if contract.first_day <= course.ends_on <= contract.last_day
        and roll("came", course.skill, contract.number) < course.came
    ]


def hand_over(university: University, contracts: Sequence[Contract]) -> None:
    """Hand those who began on the first day over to their agencies, tambon by tambon."""
    first = [contract.pk for contract in contracts if contract.during.lower == _FIRST_DAY]
    seats = Placement.objects.filter(contract__in=first, agency__isnull=False).select_related("post", "agency")
    groups: dict[tuple[str, str], list[Placement]] = defaultdict(list)
    for seat in seats.order_by("post__tambon", "agency", "post"):
        groups[seat.post.tambon_id, str(seat.agency_id)].append(seat)
    receivers, by = _receivers(), system_user()
    made = [_handover(university, key, there, receivers) for key, there in groups.items()]
    for handover in made:
        handover.created_by = by
    Handover.objects.bulk_create(made)
    HandoverLine.objects.bulk_create(_lines(made, list(groups.values())), batch_size=2000)


def _lines(made: Sequence[Handover], groups: Sequence[Sequence[Placement]]) -> Iterator[HandoverLine]:
    for handover, seats in zip(made, groups, strict=True):
        yield from (HandoverLine(handover=handover, contract_id=seat.contract_id) for seat in seats)


def _receivers() -> dict[str, User]:
    found = Supervision.objects.filter(programme=PHASE_ONE, agency__isnull=False).select_related("user")
    return {str(row.agency_id): row.user for row in found}


def _handover(
    university: University, key: tuple[str, str], seats: Sequence[Placement], receivers: dict[str, User]
) -> Handover:
    tambon, code = key
    held_on = _FIRST_DAY + timedelta(days=_HANDED_OVER[int(roll("handed-over", tambon) * len(_HANDED_OVER))])
    agency, officer, invented = seats[0].agency, receivers.get(code), name_of("receiver", code)
    name = agency.name_th if agency else ""
    received_by = str(officer) if officer else f"{invented.title}{invented.first} {invented.last}"
    is_silent = roll("handover-confirmed", tambon + code) < _SILENT
    confirmed_on = None if is_silent else held_on + timedelta(days=1)
    return Handover(
        programme_id=PHASE_ONE,
        university=university,
        tambon_id=tambon,
        agency_id=code,
        held_on=held_on,
        place=f"ห้องประชุม {name}",
        received_by=received_by,
        received_position=f"ผู้แทน{name}",
        state=HandoverState.DONE,
        created_at=datetime.combine(held_on - timedelta(days=5), _NOON),
        done_at=datetime.combine(held_on, _NOON),
        confirmed_on=confirmed_on,
        confirmed_by=received_by if confirmed_on else "",
        confirmed_at=datetime.combine(confirmed_on, _NOON) if confirmed_on else None,
    )
