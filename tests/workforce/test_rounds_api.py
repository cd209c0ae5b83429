"""Rounds, posts and rules by the API: every action of the pages, exact refusals, filters by plain names."""

from datetime import timedelta

import pytest

from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import clock

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

ROUNDS, POSTS, TERMS = "/api/v1/rounds/", "/api/v1/posts/", "/api/v1/terms/"
JSON = "application/json"


def entry(**changes):
    now = clock.now()
    return {
        "university": "kpru", "programme": "u2t1", "number": 1, "name_th": "รอบที่ 1", "contact": "งานบุคคล",
        "telephone": "055", "opens_at": (now - timedelta(hours=1)).isoformat(),
        "closes_at": (now + timedelta(days=3)).isoformat(), "work_starts_on": "2021-02-01", "work_ends_on": "2022-01-31",
    } | changes  # fmt: skip


def test_a_round_from_plan_to_early_closing(client, staff):
    work.terms()
    client.force_login(staff)

    made = client.post(ROUNDS, entry(), JSON)
    assert made.status_code == 201
    one = f"{ROUNDS}{made.json()['id']}/"
    assert made.json()["quotas"] == [
        {"tambon": "630111", "type": "citizen", "posts": 5},
        {"tambon": "630111", "type": "graduate", "posts": 10},
        {"tambon": "630111", "type": "student", "posts": 5},
    ]
    again = client.post(ROUNDS, entry(), JSON)
    assert (again.status_code, again.json()["field"]) == (409, "number")
    wrong = client.put(
        f"{one}quotas/", {"version": 1, "quotas": [{"tambon": "630111", "type": "student", "posts": 6}]}, JSON
    )
    assert (wrong.status_code, wrong.json()["cells"][0]["tambon"]) == (422, "630111")
    lower = client.put(
        f"{one}quotas/", {"version": 1, "quotas": [{"tambon": "630111", "type": "student", "posts": 0}]}, JSON
    )
    assert (lower.status_code, lower.json()["posts"], lower.json()["version"]) == (200, 15, 2)
    renamed = client.put(one, entry(name_th="รอบแรก") | {"version": 2}, JSON)
    assert renamed.json()["name_th"] == "รอบแรก"
    assert client.post(f"{one}derive/", {"version": 3}, JSON).json()["posts"] == 20
    assert client.post(f"{one}publish/", {"version": 4}, JSON).json()["status"] == "open"
    assert client.post(f"{one}publish/", {"version": 4}, JSON).status_code == 200  # a second click
    assert client.post(f"{one}publish/", {"version": 3}, JSON).status_code == 412
    later = (clock.now() + timedelta(days=9)).isoformat()
    extended = client.post(f"{one}extend/", {"version": 5, "reason": "ขยาย", "closes_at": later}, JSON)
    assert extended.status_code == 200
    assert client.post(f"{one}withdraw/", {"version": 6, "reason": "ผิด"}, JSON).status_code == 409
    closed = client.post(f"{one}close/", {"version": 6, "reason": "ครบ"}, JSON)
    assert closed.json()["status"] == "over"


def test_a_draft_is_dropped(client, staff):
    work.terms()
    client.force_login(staff)
    one = f"{ROUNDS}{client.post(ROUNDS, entry(), JSON).json()['id']}/"

    assert client.post(f"{one}drop/", {"version": 1}, JSON).status_code == 204
    assert client.get(one).status_code == 404


def test_others_plan_nothing(client, staff, pm):
    work.terms()
    make.university("cmu")
    client.force_login(staff)
    assert client.post(ROUNDS, entry(university="cmu"), JSON).status_code == 403
    assert client.post(ROUNDS, entry(university="nowhere"), JSON).status_code == 404
    client.force_login(pm)
    assert client.post(ROUNDS, entry(), JSON).status_code == 403


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("status=open", 1),
        ("status=over", 1),
        ("university=kpru", 2),
        ("province=63", 1),
        ("province=50", 0),
        ("tambon=630111", 1),
        ("type=student", 0),
        ("type=graduate&status=open", 1),
    ],
)
def test_applicants_read_published_rounds_by_filter(client, applicant, query, count):
    shown = work.hiring_round()
    work.quota(shown, make.area("630111"))
    now = clock.now()
    work.hiring_round(opens_at=now - timedelta(days=3), closes_at=now - timedelta(days=1))
    work.hiring_round(state="draft")
    client.force_login(applicant)

    assert client.get(f"{ROUNDS}?{query}").json()["count"] == count


@pytest.mark.parametrize("query", ["state=open", "status=nobody", "type=x", "province=999"])
def test_unknown_filters_are_refused(client, applicant, query):
    client.force_login(applicant)

    assert client.get(f"{ROUNDS}?{query}").status_code == 422 or client.get(f"{ROUNDS}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", {1, 2, 3, 4}),
        ("status=filled", {1}),
        ("status=reserved", {4}),
        ("status=vacant", {2}),
        ("status=closed", {3}),
        ("university=kpru&province=63&tambon=630111&type=graduate&programme=u2t1", {1, 2, 3, 4}),
        ("type=student", set()),
        ("university=cmu", set()),
    ],
)
def test_posts_by_filter(client, staff, monkeypatch, time_machine_at, query, numbers):
    work.contract(on=work.post(number=1))
    work.post(number=2)
    work.post(number=3, closed_on="2021-03-01")
    work.contract(work.person(), on=work.post(number=4), state="draft", signed_on=None)
    work.post(make.area("500101"), number=9)
    client.force_login(staff)

    found = client.get(f"{POSTS}?{query}").json()["results"]

    assert {row["number"] for row in found} == numbers


@pytest.fixture
def time_machine_at(settings):
    """A day of the programme."""
    settings.CLOCK = "2021-06-01T09:00:00+07:00"


def test_rules_are_drafted_changed_and_put_in_force(client, ministry):
    work.terms()
    client.force_login(ministry)

    made = client.post(TERMS, {"programme": "u2t1"}, JSON)
    assert made.status_code == 201
    one, content = f"{TERMS}{made.json()['id']}/", made.json()["content"]
    assert client.post(TERMS, {"programme": "u2t1"}, JSON).status_code == 409
    content["rules"] = [{"code": "age", "parameters": {"minimum": "18"}}]
    wrong = client.put(one, {"edits": 0, "content": content}, JSON)
    assert wrong.status_code == 422
    assert [(p["part"], p["row"], p["name"]) for p in wrong.json()["problems"]] == [("rules", 0, "minimum")]
    content["rules"] = [{"code": "age", "parameters": {"minimum": 18}}]
    changed = client.put(one, {"edits": 0, "content": content}, JSON).json()
    assert (changed["edits"], changed["content"]["rules"][0]["parameters"]) == (1, {"minimum": 18})
    assert client.post(f"{one}put-in-force/", {"edits": 0}, JSON).status_code == 412
    assert client.post(f"{one}put-in-force/", {"edits": 1}, JSON).json()["status"] == "in-force"
    assert client.post(f"{one}drop/", {"edits": 1}, JSON).status_code == 409
    listed = client.get(f"{TERMS}?programme=u2t1&status=replaced").json()["results"]
    assert [row["version"] for row in listed] == [1]
