"""The list of applicants as its staff open it: many against few, the last page against the first."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from dashboards.bench.measures import seconds
from dashboards.rolling.sql import run
from tambon.models import Area, Membership, Programme, University, User
from u2t.core import clock
from u2t.core.keyset import page_of
from u2t.core.lists import PAGE_SIZE
from workforce.models import Application, Person, Round, Terms
from workforce.selectors.applicants import applicants_of

_LOGIN = "tambon.backends.SignInBackend"
_FILTERS = ("status=qualified", "q=คนที่ 19", "type=graduate", "lacking=true")
#: Copies of one person and of one application; a fourth of them is qualified.
_PEOPLE = """
    INSERT INTO workforce_person
    SELECT (jsonb_populate_record(p, jsonb_build_object(
        'id', p.id + n, 'user_id', NULL, 'search_key', 'สมมุติ คนที่ ' || n))).*
    FROM workforce_person p, generate_series(1, %(more)s) n WHERE p.id = %(person)s
"""
_APPLICATIONS = """
    INSERT INTO workforce_application
    SELECT (jsonb_populate_record(a, jsonb_build_object(
        'id', a.id + n, 'person_id', a.person_id + n, 'number', a.number + n,
        'state', CASE WHEN n %% 4 = 0 THEN 'qualified' ELSE 'submitted' END))).*
    FROM workforce_application a, generate_series(1, %(more)s) n WHERE a.id = %(application)s
"""


def build(counts: tuple[int, ...]) -> tuple[User, list[Round]]:
    """Store staff of a university and a round with each count of applicants; return them."""
    university = University.objects.create(code="hire", name_th="-", kind="state", sort_key="-", search_key="-")
    days = (date(2021, 2, 1), date(2022, 1, 31))
    programme = Programme.objects.create(code="hire", name_th="-", short_th="-", starts_on=days[0], ends_on=days[1])
    now = clock.now()
    terms = Terms.objects.create(
        programme=programme, version=1, state="in-force", created_at=now, in_force_at=now, work_starts_on=days[0],
        work_ends_on=days[1],
    )  # fmt: skip
    user = User.objects.create(username="hire")
    Membership.objects.create(user=user, role="staff", university=university, during=DateRange(date(2020, 1, 1), None))
    rounds = [
        Round.objects.create(
            university=university, programme=programme, terms=terms, number=number, name_th="-", contact="-",
            telephone="-", opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1), work_starts_on=days[0],
            work_ends_on=days[1], state="published", published_at=now - timedelta(days=9), created_at=now,
        )
        for number in range(1, len(counts) + 1)
    ]  # fmt: skip
    for round_, count in zip(rounds, counts, strict=True):
        _apply(round_, count)
    run("ANALYZE")
    return user, rounds


def _apply(round_: Round, count: int) -> None:
    """Let so many people apply: one, copied."""
    user = User.objects.create(username=f"applicant-{round_.number}")
    person = Person.objects.create(user=user, first_name="สมมุติ", search_key="สมมุติ คนที่ 0")
    application = Application.objects.create(
        round=round_, user=user, person=person, worker_type="graduate", state="submitted", number=1,
        submitted_at=clock.now(), first_choice=Area.objects.filter(level="tambon").order_by("code").first(),
    )  # fmt: skip
    run(_PEOPLE, {"more": count - 1, "person": person.pk})
    run(_APPLICATIONS, {"more": count - 1, "application": application.pk})
    with connection.cursor() as cursor:
        for table in ("workforce_person", "workforce_application"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def compare(user: User, few: Round, many: Round, times: int) -> dict[str, tuple[float, float]]:
    """Return seconds of the server for many and for few by what is done, and of the last page and the first."""
    get = _getter(user)
    opened = [f"{_list(round_)}?" for round_ in (many, few)]
    filtered = [[f"{address}{one}" for one in _FILTERS] for address in opened]
    deep = f"{opened[0]}cursor={_last_page(user, many)}"
    return {
        "opened": (seconds(lambda: get(opened[0]), times), seconds(lambda: get(opened[1]), times)),
        "filtered": (
            seconds(lambda: [get(one) for one in filtered[0]], times),
            seconds(lambda: [get(one) for one in filtered[1]], times),
        ),
        "deep": (seconds(lambda: get(deep), times), seconds(lambda: get(opened[0]), times)),
    }


def _list(round_: Round) -> str:
    return reverse("applicant-list", args=[round_.pk])


def _getter(user: User) -> Callable[[str], None]:
    client = Client(raise_request_exception=True, SERVER_NAME="localhost")
    client.force_login(user, backend=_LOGIN)

    def get(address: str) -> None:
        response: Any = client.get(address)
        if response.status_code != 200:  # noqa: PLR2004 - the word for "fine"
            raise RuntimeError(f"{address} answered {response.status_code}")

    return get


def _last_page(user: User, round_: Round) -> str:
    """Turn the pages to the last full one, as somebody does who clicks."""
    listed = applicants_of(user, str(round_.pk))
    token = ""
    while found := page_of(listed, order="place", size=PAGE_SIZE, token=token).next:
        token = found
    return token
