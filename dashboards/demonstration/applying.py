"""Rounds: the first ones, closed long ago; one at Chiang Mai in selection, and one that is open today."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import cast

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from dashboards.demonstration import crowd
from dashboards.demonstration.chance import between, roll
from dashboards.demonstration.documents import UNREADABLE, bring
from dashboards.demonstration.hiring import Plan
from dashboards.demonstration.institutions import PHASE_ONE
from dashboards.demonstration.moment import BANGKOK
from dashboards.demonstration.names import name_of, one_of
from dashboards.demonstration.people import MAIL, RETURNED
from tambon.models import Programme, University, User
from tambon.system import system_user
from u2t.core.models import Origin
from workforce import notices
from workforce.choices import ApplicationState, DocumentKind, EducationLevel, RoundState, WorkerType
from workforce.models import (
    Application,
    Criterion,
    Education,
    Person,
    Placement,
    Post,
    Round,
    RoundQuota,
    Score,
    Terms,
)
from workforce.selectors.applications import snapshot_of
from workforce.selectors.terms import terms_for

_ROUND_TWO, _ROUND_THREE = 2, 3
#: Applications for each vacant post.
_PER_POST = 5
_HALF = 0.5
#: States of the applications in selection, by chance: the rest is qualified and scored.
_OTHERWISE = (
    (0.05, ApplicationState.SUBMITTED),
    (0.08, ApplicationState.RETURNED),
    (0.14, ApplicationState.REFUSED),
    (0.17, ApplicationState.WITHDRAWN),
)
#: The day until which staff gave some of those returned time: who has the house registration far away can still mend.
_LONGER = date(2021, 12, 14)
#: Why somebody was refused who could send the application: what the documents say is not what it states.
_REFUSED = {
    WorkerType.CITIZEN: "หนังสือรับรองการอยู่ในพื้นที่ออกให้ก่อนวันเปิดรับสมัครเกิน 1 ปี และไม่ตรงกับทะเบียนบ้าน",
    WorkerType.GRADUATE: "วันสำเร็จการศึกษาตามใบแสดงผลการศึกษาเกิน 3 ปี ณ วันปิดรับสมัคร ไม่ตรงกับที่กรอกในใบสมัคร",
    WorkerType.STUDENT: "หนังสือรับรองระบุว่าพ้นสภาพการเป็นนักศึกษาแล้ว ไม่ตรงกับที่กรอกในใบสมัคร",
}


def _at(day: date, hour: int = 8, minute: int = 30) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BANGKOK)


@dataclass(frozen=True, slots=True)
class _Call:
    """A round for posts that somebody left: which ones, and its days."""

    number: int
    name_th: str
    name_en: str
    left_on: date
    opens_at: datetime
    closes_at: datetime
    work_starts_on: date
    interview: str


_SECOND = _Call(
    _ROUND_TWO, "รอบที่ 2 ทดแทนผู้ลาออก เดือนธันวาคม 2564", "Round 2, replacements, December 2021",
    date(2021, 10, 31), _at(date(2021, 11, 8)), _at(date(2021, 11, 26), 16), date(2021, 12, 16),
    "สัมภาษณ์ 2–3 ธันวาคม 2564 ณ สำนักบริการวิชาการ",
)  # fmt: skip
_THIRD = _Call(
    _ROUND_THREE, "รอบที่ 3 ทดแทนผู้ลาออก เดือนมกราคม 2565", "Round 3, replacements, January 2022",
    date(2021, 11, 30), _at(date(2021, 12, 1)), _at(date(2021, 12, 20), 16), date(2022, 1, 1),
    "สัมภาษณ์ 23 ธันวาคม 2564 ณ สำนักบริการวิชาการ",
)  # fmt: skip


def close_first_round(plan: Plan) -> None:
    """Add the round in which a university hired at the beginning."""
    call = _Call(
        1, "รอบที่ 1 จ้างงานประชาชน บัณฑิตจบใหม่ และนักศึกษา", "Round 1", plan.begins_on,
        _at(date(2020, 12, 21)), _at(date(2021, 1, 15), 16), plan.begins_on, "สัมภาษณ์ 20–22 มกราคม 2564",
    )  # fmt: skip
    seats = Placement.objects.filter(contract__university=plan.university)
    posts = Post.objects.filter(pk__in=seats.values("post"), origin=Origin.DEMO)
    _round(plan.university, call, Counter(posts.values_list("tambon_id", "worker_type")), RoundState.CLOSED)


def make() -> None:
    """Add Chiang Mai's second round, in selection, and its third, open today."""
    second = _round("cmu", _SECOND, _left("cmu", _SECOND.left_on), RoundState.PUBLISHED)
    _apply(second)
    _round("cmu", _THIRD, _left("cmu", _THIRD.left_on), RoundState.PUBLISHED)


def _left(university: str, last_day: date) -> Counter[tuple[str, str]]:
    """Count the posts that were left on a day and stayed vacant."""
    posts = Post.objects.filter(
        placements__contract__university=university, placements__during__endswith=last_day + timedelta(days=1)
    ).exclude(placements__during__startswith__gt=last_day)
    return Counter(posts.values_list("tambon_id", "worker_type"))


def _round(university: str, call: _Call, quotas: Counter[tuple[str, str]], state: RoundState) -> Round:
    programme = Programme.objects.get(pk=PHASE_ONE)
    made = Round.objects.create(
        university_id=university,
        programme=programme,
        terms=cast("Terms", terms_for(programme=programme, university=University.objects.get(pk=university))),
        number=call.number,
        name_th=call.name_th,
        name_en=call.name_en,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        work_starts_on=call.work_starts_on,
        work_ends_on=programme.ends_on,
        contact="กองบริหารงานบุคคล โครงการ U2T",
        telephone="0900000000",
        interview_note=call.interview,
        state=state,
        origin=Origin.DEMO,
        created_by=system_user(),
        created_at=call.opens_at - timedelta(days=10),
        published_at=call.opens_at - timedelta(days=3),
    )
    RoundQuota.objects.bulk_create(
        RoundQuota(round=made, tambon_id=tambon, worker_type=worker_type, posts=posts)
        for (tambon, worker_type), posts in sorted(quotas.items())
    )
    return made


def _apply(round_: Round) -> None:
    wanted = list(_wanted(round_))
    people = crowd.make(wanted)
    posts = set(round_.quotas.values_list("tambon_id", "worker_type"))
    by = system_user()
    made = [_application(round_, *pair, posts, by) for pair in zip(wanted, people, strict=True)]
    made.sort(key=attrgetter("submitted_at"))
    for number, application in enumerate(made, start=1):
        application.number = number
    Application.objects.bulk_create(made)
    round_.last_number = len(made)
    round_.save(update_fields=["last_number"])
    Education.objects.bulk_create(map(_education, made))
    for application in made:
        application.answers = snapshot_of(application)
    Application.objects.bulk_update(made, ["answers"])
    _score(round_, made)
    bring(made)


def _wanted(round_: Round) -> Iterator[crowd.Wanted]:
    cells = [
        (quota.tambon_id, quota.worker_type)
        for quota in round_.quotas.order_by("tambon", "worker_type")
        for _each in range(quota.posts * _PER_POST)
    ]
    shut = make_password(None)
    names = [f"cmu-applicant-{number:03d}" for number in range(1, len(cells) + 1)]
    opened = next(filter(_can_still_mend, names), None)  # with whose account a visitor sees what was returned
    users = [_account(name, name, shut) for name in names if name != opened]
    if opened is not None:
        users.insert(names.index(opened), _account(opened, RETURNED, make_password(settings.DEMO_PASSWORD)))
    for name, user, (tambon, worker_type) in zip(names, User.objects.bulk_create(users), cells, strict=True):
        yield crowd.Wanted((name,), worker_type, tambon, user)


def _can_still_mend(name: str) -> bool:
    return _state((name,)) == ApplicationState.RETURNED and _has_longer((name,))


def _account(words: str, username: str, password: str) -> User:
    name = name_of(words)
    return User(
        username=username, email=f"{username}{MAIL}", title=name.title, first_name=name.first, last_name=name.last,
        password=password,
    )  # fmt: skip


def _application(
    round_: Round, wanted: crowd.Wanted, person: Person, posts: set[tuple[str, str]], by: User
) -> Application:
    state = _state(wanted.words)
    sent_at = round_.opens_at + (round_.closes_at - round_.opens_at) * roll("sent", wanted.words)
    is_screened = state in {ApplicationState.QUALIFIED, ApplicationState.REFUSED, ApplicationState.RETURNED}
    notes = {ApplicationState.RETURNED: UNREADABLE, ApplicationState.REFUSED: _REFUSED[WorkerType(wanted.worker_type)]}
    return Application(
        round=round_,
        user=person.user,
        person=person,
        worker_type=wanted.worker_type,
        first_choice_id=wanted.tambon,
        second_choice_id=_second(wanted, person, posts),
        has_no_state_work=True,
        notice_read_at=sent_at - timedelta(minutes=12),
        notice_version=notices.VERSION,
        state=state,
        note=notes.get(state, ""),
        returned_parts=[DocumentKind.HOUSE_REGISTRATION] if state == ApplicationState.RETURNED else [],
        mend_until=_mend_until(round_, wanted.words) if state == ApplicationState.RETURNED else None,
        submitted_at=sent_at,
        screened_at=round_.closes_at + timedelta(days=2) if is_screened else None,
        screened_by=by if is_screened else None,
    )


def _mend_until(round_: Round, words: tuple[object, ...]) -> date:
    """Return the last day to mend what was returned two days after the round closed: by its rules, or a later one."""
    if _has_longer(words):
        return _LONGER
    return timezone.localdate(round_.closes_at) + timedelta(days=2 + round_.terms.mend_days)


def _has_longer(words: tuple[object, ...]) -> bool:
    return roll("mend", words) < _HALF


def _second(wanted: crowd.Wanted, person: Person, posts: set[tuple[str, str]]) -> str | None:
    """Return another tambon with a post of the type, for citizens within their amphoe, if there is one."""
    near = str(person.domicile_id)[:4] if wanted.worker_type == WorkerType.CITIZEN else wanted.tambon[:2]
    others = sorted(
        tambon
        for tambon, worker_type in posts
        if worker_type == wanted.worker_type and tambon != wanted.tambon and tambon.startswith(near)
    )
    return one_of(others, "second", wanted.words) if others else None


def _state(words: tuple[object, ...]) -> ApplicationState:
    chance = roll("state", words)
    return next((state for limit, state in _OTHERWISE if chance < limit), ApplicationState.QUALIFIED)


def _education(application: Application) -> Education:
    is_student = application.worker_type == WorkerType.STUDENT
    is_citizen = application.worker_type == WorkerType.CITIZEN
    return Education(
        application=application,
        level=EducationLevel.UPPER_SECONDARY if is_citizen else EducationLevel.BACHELOR,
        field="" if is_citizen else "บริหารธุรกิจ",
        institution="โรงเรียนตัวอย่าง" if is_citizen else "มหาวิทยาลัยตัวอย่าง",
        grade_average=None if is_citizen else f"{between(2.1, 3.9, 'grade', application.number):.2f}",
        graduated_on=None if is_student or is_citizen else date(2020, 5, 15),
        is_studying=is_student,
    )


def _score(round_: Round, applications: Sequence[Application]) -> None:
    criteria, by = list(Criterion.objects.filter(terms=round_.terms)), system_user()
    Score.objects.bulk_create(
        Score(
            application=application,
            criterion=criterion,
            points=round(between(0.5, 0.98, "score", application.number, criterion.code) * float(criterion.maximum)),
            by=by,
            given_at=_at(date(2021, 12, 3), 15),
        )
        for application in applications
        if application.state == ApplicationState.QUALIFIED
        for criterion in criteria
    )
