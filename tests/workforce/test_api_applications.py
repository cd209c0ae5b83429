"""The same road through the API: begin, fill, bring, check, send, withdraw; exact answers to what is wrong."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.conftest import filled
from workforce import notices
from workforce.models import Application

pytestmark = pytest.mark.django_db
BASE = "/api/v1/applications/"


@pytest.fixture
def program(client, applicant):
    client.force_login(applicant)

    def ask(method, path, body=None):
        return getattr(client, method)(f"{BASE}{path}", body, content_type="application/json")

    return ask


def test_an_application_from_begin_to_withdrawal(program, client, open_round, private):
    begun = program("post", "", {"round": open_round.pk, "notice_version": notices.VERSION})
    assert begun.status_code == 201
    again = program("post", "", {"round": open_round.pk, "notice_version": notices.VERSION})
    key, version = begun.json()["id"], begun.json()["version"]
    assert (again.status_code, again.json()["id"]) == (200, key)

    values = filled()
    saved = program("patch", f"{key}/", values | {"version": version}).json()
    number = values["national_id"]
    assert saved["person"]["national_id"] == f"x-xxxx-xxxx{number[9]}-{number[10:12]}-{number[12]}"
    assert number not in client.get(f"{BASE}{key}/").content.decode()

    degree = {"level": "7-bachelor", "institution": "มหาวิทยาลัย", "graduated_on": "2020-05-01"}
    added = program("post", f"{key}/parts/education/", degree)
    assert added.status_code == 201
    row = added.json()["educations"][0]["id"]
    changed = program("patch", f"{key}/parts/education/{row}/", degree | {"field": "การบัญชี"}).json()
    assert [one["field"] for one in changed["educations"]] == ["การบัญชี"]

    missing = program("post", f"{key}/submit/", {"declared": True})
    assert missing.status_code == 422
    assert len(missing.json()["missing"]) == 2
    for kind in ("photo", "id-card"):
        form = {"kind": kind, "file": SimpleUploadedFile("รูป.png", work.picture(), "image/png")}
        brought = client.post(f"{BASE}{key}/documents/", form)
        assert brought.status_code == 201
    checked = program("get", f"{key}/check/").json()
    assert checked["missing"] == []
    assert {answer["verdict"] for answer in checked["answers"]} == {"ok"}

    sent = program("post", f"{key}/submit/", {"declared": True}).json()
    assert (sent["state"], sent["number"]) == ("submitted", 1)
    content = client.get(f"/api/v1/application-documents/{brought.json()['id']}/content/")
    assert content.content[:2] == b"\xff\xd8"
    assert program("post", f"{key}/withdraw/").json()["state"] == "withdrawn"


def test_wrong_values_are_answered_field_by_field_and_nothing_is_stored(program, begun):
    answer = program("patch", f"{begun.pk}/", {"version": begun.version, "telephone": "1", "born": "x", "title": "นาย"})

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"telephone", "born"}
    assert Application.objects.get(pk=begun.pk).person.title == ""


def test_an_unknown_field_and_an_old_version_are_answered(program, begun):
    assert program("patch", f"{begun.pk}/", {"version": 1, "religion": "x"}).status_code == 422
    assert program("patch", f"{begun.pk}/", {"version": 1, "title": "นาย"}).status_code == 200
    assert program("patch", f"{begun.pk}/", {"version": 1, "title": "นาง"}).status_code == 412


def test_a_former_name_by_program(program, begun):
    made = program("post", f"{begun.pk}/former-names/", {"until_on": "1/5/2562", "first_name": "เดิม"})
    assert (made.status_code, made.json()["until_on"]) == (201, "2019-05-01")

    assert program("post", f"{begun.pk}/former-names/{made.json()['id']}/remove/").status_code == 204


def test_staff_read_and_do_not_write(client, sent, staff):
    client.force_login(staff)

    assert client.get(f"{BASE}{sent.pk}/").json()["number"] == 1
    for path in ("submit", "withdraw"):
        assert client.post(f"{BASE}{sent.pk}/{path}/").status_code == 404
    assert client.patch(f"{BASE}{sent.pk}/", {"version": 1}, content_type="application/json").status_code == 404


def test_a_list_costs_the_same_with_one_and_with_three(client, sent, staff, django_assert_max_num_queries):
    client.force_login(staff)
    with django_assert_max_num_queries(16) as one:
        client.get(BASE)
    for _n in range(2):
        work.document(work.application(sent.round))

    with django_assert_max_num_queries(len(one)):
        assert client.get(BASE).json()["count"] == 3


@pytest.mark.parametrize("body", [[], [1], "x", {"version": "²"}])
def test_bodies_that_mean_nothing_are_answered(program, begun, body):
    for method, path in (("patch", ""), ("post", "parts/work/"), ("post", "former-names/"), ("post", "submit/")):
        assert program(method, f"{begun.pk}/{path}", body).status_code in {400, 422}, path


def test_the_check_tells_of_a_contract_that_runs_elsewhere_only_whom_to_call(program, applicant, open_round):
    made = work.application(open_round, user=applicant, state="draft")
    assert program("get", f"{made.pk}/check/").json()["running"] is None
    cmu, far = make.university("cmu"), work.post(make.area("500101"))
    work.hiring_round(cmu, number=98, telephone="053 111 222", state="published")
    during = DateRange(open_round.work_starts_on, open_round.work_ends_on)
    contract = work.contract(made.person, on=far, university=cmu, during=during)

    answer = program("get", f"{made.pk}/check/")

    assert answer.json()["running"] == {"telephone": "053 111 222", "is_sure": True}
    assert contract.number not in answer.content.decode()
