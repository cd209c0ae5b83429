"""The whole road by programs: a round is opened, three people apply, one of two who are tied waits, one leaves, and the
one who waited follows."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tambon.system import system_user
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.conftest import filled
from u2t.core import clock
from workforce import notices
from workforce.models import EligibilityRule, Placement
from workforce.services import templates

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
PLACE = {"tambon": "630111", "worker_type": "graduate"}
SIGNER = {"name": "รองศาสตราจารย์สมมุติ อธิการ", "capacity": "อธิการบดี"}


class Program:
    """A program of one user: asks, and expects the status of the answer."""

    def __init__(self, user):
        self.user, self.client = user, Client()
        self.client.force_login(user)

    def get(self, path):
        answer = self.client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, path, body=None, code=200, method="post"):
        answer = getattr(self.client, method)(f"/api/v1/{path}", body or {}, content_type="application/json")
        assert answer.status_code == code, answer.content
        return answer.json()

    def bring(self, application, kind):
        form = {"kind": kind, "file": SimpleUploadedFile("รูป.png", work.picture(), "image/png")}
        answer = self.client.post(f"/api/v1/applications/{application}/documents/", form)
        assert answer.status_code == 201, answer.content


@pytest.fixture
def at(settings):
    """Set the day of business."""

    def _at(day):
        settings.CLOCK = f"{day}T10:00:00+07:00"

    return _at


@pytest.fixture
def office(staff, private, at):
    """The staff of KPRU, whose rules ask for a degree."""
    at("2021-01-05")
    templates.sync(by=system_user())
    minimum = {"minimum": "5-high-vocational"}
    EligibilityRule.objects.create(terms=work.terms(), code="education", parameters=minimum, worker_type="graduate")
    return Program(staff)


@pytest.fixture
def lecturer(pm):
    return Program(pm)


def open_round(office):
    entry = {
        "university": "kpru", "programme": "u2t1", "number": 1, "name_th": "รอบที่ 1", "contact": "งานบุคคล",
        "telephone": "055", "opens_at": "2021-01-05T08:00:00+07:00", "closes_at": "2021-01-20T16:30:00+07:00",
        "work_starts_on": "2021-02-01", "work_ends_on": "2022-01-31",
    }  # fmt: skip
    made = office.post("rounds/", entry, 201)
    two = [{"tambon": "630111", "type": "graduate", "posts": 2}]
    fewer = office.post(f"rounds/{made['id']}/quotas/", {"version": made["version"], "quotas": two}, method="put")
    return office.post(f"rounds/{made['id']}/publish/", {"version": fewer["version"]})["id"]


def apply(round_, name):
    """Apply by a program of an account; a missing document is told before it is sent."""
    person = Program(make.user(name))
    key = person.post("applications/", {"round": round_, "notice_version": notices.VERSION}, 201)
    values = filled(first_choice="630111", second_choice="", first_name=name) | {"version": key["version"]}
    key = person.post(f"applications/{key['id']}/", values, method="patch")["id"]
    degree = {"level": "7-bachelor", "institution": "มหาวิทยาลัย", "graduated_on": "2020-05-01"}
    person.post(f"applications/{key}/parts/education/", degree, 201)
    person.bring(key, "photo")
    assert "บัตร" in person.post(f"applications/{key}/submit/", {"declared": True}, 422)["missing"][0]
    person.bring(key, "id-card")
    assert person.post(f"applications/{key}/submit/", {"declared": True})["state"] == "submitted"
    return person, key


def screen(office, keys, verdict):
    versions = {key: office.get(f"applications/{key}/")["version"] for key in keys}
    chosen = [{"id": key, "version": version} for key, version in versions.items()]
    results = office.post("applicants/screen/", {"applications": chosen, "verdict": verdict})
    assert [result["problem"] for result in results] == [""] * len(keys)


def score(office, key, total):
    version = office.get(f"applications/{key}/")["version"]
    points = {"knowledge": f"{total - 30}", "attitude": "30"}
    office.post(f"applicants/{key}/score/", {"version": version, "points": points})


def outcomes(office, selection):
    return {line["application"]: line["outcome"] for line in office.get(f"selections/{selection}/lines/")["results"]}


def select(office, round_, first, second, third):
    """Compute, decide the tie of the last two for the third, agree and announce; return the announcement."""
    selection = office.post("selections/", {"round": round_}, 201)["id"]
    assert outcomes(office, selection) == {first: "selected", second: "tie", third: "tie"}
    office.post(f"selections/{selection}/agree/", code=409)
    order = PLACE | {"order": [third, second], "reason": "จับสลากต่อหน้ากรรมการ"}
    office.post(f"selections/{selection}/tie/", order)
    assert outcomes(office, selection) == {first: "selected", third: "selected", second: "reserve"}
    assert office.post(f"selections/{selection}/agree/")["state"] == "agreed"
    notice = {
        "appeals_until": "2021-01-26T16:30:00+07:00", "expires_at": "2021-02-20T16:30:00+07:00", "signers": [SIGNER]
    }  # fmt: skip
    drawn = office.post(f"selections/{selection}/announce/", notice, 201)
    assert (drawn["is_signed"], drawn["published_at"]) == (False, None)
    announcement = f"announcements/{drawn['id']}/publish/"
    assert office.post(announcement, code=422)["field"] == "ink_signed_on"
    done = office.post(announcement, {"ink_signed_on": clock.today().isoformat()})
    assert (done["is_signed"], done["published_at"] is None) == (True, False)
    return drawn["id"]


def sign(office, contract, on):
    version = office.get(f"contracts/{contract}/")["version"]
    return office.post(f"contracts/{contract}/sign/", {"version": version, "on": on})


def orient(lecturer, contracts):
    session = {
        "university": "kpru", "programme": "u2t1", "tambon": "630111", "kind": "orientation", "name_th": "ปฐมนิเทศ",
        "place": "หอประชุม", "starts_on": "2021-01-31", "ends_on": "2021-02-02", "hours": "18.0",
    }  # fmt: skip
    key = lecturer.post("trainings/", session, 201)["id"]
    hours = [{"contract": contract, "hours": "18.0"} for contract in contracts]
    assert lecturer.post(f"trainings/{key}/attendance/", {"attendances": hours})["stored"] == len(contracts)


def hand_over(lecturer, contracts, agency):
    day = {"held_on": "2021-02-03", "place": "ที่ว่าการอำเภอเมืองตาก"}
    plan = {"programme": "u2t1", "university": "kpru", "tambon": "630111", "agency": agency, "contracts": contracts}
    key = lecturer.post("handovers/", plan | day, 201)["id"]
    receipt = day | {"received_by": "นายสมมุติ รับมอบ", "received_position": "ปลัดอำเภอ"}
    assert lecturer.post(f"handovers/{key}/finish/", receipt)["state"] == "done"


def send_back(office, person, key):
    """Return a document with a reason; the applicant reads it, brings another and sends again."""
    photo = next(one for one in office.get(f"applications/{key}/")["documents"] if one["kind"] == "photo")
    office.post(f"applicants/{key}/documents/{photo['id']}/", {"state": "returned", "reason": "ภาพไม่ชัด"})
    told = person.get(f"applications/{key}/")
    assert told["state"] == "returned"
    assert next(one for one in told["documents"] if one["kind"] == "photo")["reason"] == "ภาพไม่ชัด"
    assert person.post(f"applications/{key}/submit/", {"declared": True}, 422)["missing"]
    person.bring(key, "photo")
    assert person.post(f"applications/{key}/submit/", {"declared": True})["state"] == "submitted"


def screen_and_score(office, first, second, third):
    """Accept and qualify all three; the last two have the same points."""
    screen(office, [first, second, third], "accept-documents")
    screen(office, [first, second, third], "qualify")
    for key, total in ((first, 90), (second, 80), (third, 80)):
        score(office, key, total)


def hire(office, applications):
    """Draft and sign the contracts, and issue the paper of one."""
    results = office.post("contracts/hire-many/", {"applications": applications})
    assert [result["error"] for result in results] == ["", ""]
    contracts = [result["contract"] for result in results]
    for contract in contracts:
        assert sign(office, contract, "2021-01-29")["status"] == "signed"
    paper = {"kind": "contract", "contract": contracts[0], "on": "2021-01-29", "lines": [SIGNER]}
    assert [line["party"] for line in office.post("papers/", paper, 201)["signatures"]] == ["office", "person"]
    return contracts


def hosted(contracts):
    """The agency reads who works with it, and that they were handed over."""
    host = Program(make.user("host"))
    make.membership(host.user, "agency", agency=make.agency("amphoe-6301"))
    assert {row["contract"] for row in host.get("placements/")["results"]} == set(contracts)
    assert [row["state"] for row in host.get("handovers/")["results"]] == ["done"]


def resign(office, contract):
    version = office.get(f"contracts/{contract}/")["version"]
    leaving = {"version": version, "on": "2021-06-15", "reason": "ได้งานประจำ"}
    return office.post(f"contracts/{contract}/resign/", leaving)


def test_from_a_round_to_the_person_who_follows_from_the_reserve_list(office, lecturer, at):
    agency = make.agency("amphoe-6301", area=make.area("6301")).pk
    round_ = open_round(office)
    (one, first), (two, second), (three, third) = (apply(round_, name) for name in ("pranee", "mali", "somsri"))
    at("2021-01-21")
    send_back(office, one, first)
    screen_and_score(office, first, second, third)
    assert two.get(f"applications/{second}/")["state"] == "qualified"
    select(office, round_, first, second, third)
    own = [(one, first, "selected"), (two, second, "reserve"), (three, third, "selected")]
    assert all(person.get(f"applications/{key}/")["state"] == state for person, key, state in own)
    at("2021-01-29")
    contracts = hire(office, [first, third])
    at("2021-02-03")
    orient(lecturer, contracts)
    hand_over(lecturer, contracts, agency)
    assert {row["agency"] for row in office.get("contracts/")["results"]} == {agency}
    hosted(contracts)

    at("2021-06-16")
    assert resign(office, contracts[0])["last_on"] == "2021-06-15"
    follower = office.post(f"contracts/{contracts[0]}/replace/", code=201)
    assert office.post(f"contracts/{contracts[0]}/replace/", code=201)["id"] == follower["id"]

    assert (follower["application"], follower["replaces"]) == (second, contracts[0])
    assert (follower["first_on"], follower["last_on"]) == ("2021-06-16", "2022-01-31")
    assert sign(office, follower["id"], "2021-06-16")["status"] == "signed"
    assert two.get(f"applications/{second}/")["state"] == "hired"
    assert two.get("contracts/")["results"][0]["number"] == follower["number"]
    posts = dict(Placement.objects.on(date(2021, 6, 16)).values_list("contract", "post"))
    assert len(set(posts.values())) == len(posts) == 2
