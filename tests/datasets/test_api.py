"""The API of data sets, records and imports."""

import io

import pytest

from datasets.models import Correction, Record
from tests.datasets.conftest import check, row, store, text_of
from u2t.core.models import ImportRun

pytestmark = pytest.mark.integration
IMPORTS, RECORDS = "/api/v1/imports/", "/api/v1/datasets/tpmap-tambon/records/"


def upload(content, dataset="tpmap-tambon", period="2565", name="file.csv"):
    file = io.BytesIO(content)
    file.name = name
    return {"file": file, "period": period, "dataset": dataset}


def test_a_file_goes_the_whole_way(client, steward, tpmap):
    client.force_login(steward)

    posted = client.post(IMPORTS, upload(text_of([row(), row("999999", "x")])))
    assert posted.status_code == 201
    run = posted.json()
    assert (run["status"], run["row_count"], run["skipped"], run["error_count"]) == ("checked", 2, 1, 1)
    issues = client.get(f"{IMPORTS}{run['id']}/issues/").json()["results"]
    assert [(i["line"], i["column"], i["value"], i["code"], i["severity"]) for i in issues] == [
        (3, "tumbol_ID", "999999", "code_unknown", "error")
    ]
    assert issues[0]["message"]
    assert issues[0]["remedy"]

    refused = client.post(f"{IMPORTS}{run['id']}/store/", {}, content_type="application/json")
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    stored = client.post(f"{IMPORTS}{run['id']}/store/", {"skip_refused": True}, content_type="application/json")
    assert (stored.json()["status"], stored.json()["created"]) == ("stored", 1)

    record = client.get(RECORDS).json()["results"][0]
    assert (record["place"], record["values"]["total_population"], record["run"], record["line"]) == (
        "630111", 200, run["id"], 2,
    )  # fmt: skip
    assert client.get(f"{IMPORTS}{run['id']}/undo-effect/").json() == {"restored": 0, "removed": 1, "kept": 0}
    assert client.post(f"{IMPORTS}{run['id']}/undo/").json()["status"] == "undone"
    assert client.get(RECORDS).json()["count"] == 0


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (upload(b""), 422),
        (upload(b"x", period="ปีหน้า"), 422),
        (upload(b"x", dataset="unknown"), 404),
        ({"dataset": "tpmap-tambon"}, 422),
    ],
)
def test_bad_requests_keep_nothing(client, steward, tpmap, given, status):
    client.force_login(steward)

    answer = client.post(IMPORTS, given)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert not ImportRun.objects.exists()


def test_giving_up(client, steward, tpmap):
    run = check(steward, tpmap, [row()])
    client.force_login(steward)

    assert client.post(f"{IMPORTS}{run.pk}/give-up/").json()["status"] == "dropped"
    assert client.post(f"{IMPORTS}{run.pk}/store/").status_code == 409


@pytest.mark.parametrize("role", ["officer", "worker", "staff", "applicant"])
def test_imports_of_others_are_not_there(client, request, role, steward, tpmap):
    run = check(steward, tpmap, [row()])
    client.force_login(request.getfixturevalue(role))

    assert client.get(IMPORTS).json()["count"] == 0
    for address in ("", "issues/", "undo-effect/"):
        assert client.get(f"{IMPORTS}{run.pk}/{address}").status_code == 404
    for address in ("store", "undo", "give-up"):
        assert client.post(f"{IMPORTS}{run.pk}/{address}/").status_code == 404
    assert client.post(IMPORTS, upload(text_of([row()]))).status_code == 403


@pytest.mark.parametrize("role", ["ministry", "auditor"])
def test_who_sees_an_import_may_not_decide_it(client, request, role, steward, tpmap):
    run = check(steward, tpmap, [row()])
    client.force_login(request.getfixturevalue(role))

    assert client.get(f"{IMPORTS}{run.pk}/").status_code == 200
    for address in ("store", "undo", "give-up"):
        assert client.post(f"{IMPORTS}{run.pk}/{address}/").status_code == 403


def test_records_are_those_of_the_own_area(client, officer, steward, tpmap):
    store(steward, tpmap, [row(), row("630201", "ตากออก"), row("500101", "ศรีภูมิ")])
    other = Record.objects.get(place="500101")
    client.force_login(officer)

    def places(query=""):
        return {found["place"] for found in client.get(f"{RECORDS}{query}").json()["results"]}

    assert places() == {"630111", "630201"}
    assert places("?amphoe=6302") == {"630201"}
    assert places("?tambon=630111&period=2565") == {"630111"}
    assert places("?province=50") == set()
    assert places("?period=2564") == set()
    assert client.get(f"{RECORDS}{other.pk}/").status_code == 404
    assert client.get(f"{RECORDS}?provinz=50").status_code == 422
    assert client.get("/api/v1/datasets/nichts/records/").status_code == 404


def test_a_correction_through_the_api(client, officer, ministry, steward, tpmap):
    store(steward, tpmap, [row()])
    record = Record.objects.get()
    given = {"field": "total_population", "new": "400", "reason": "นับใหม่", "version": record.version}
    client.force_login(officer)

    made = client.post(f"{RECORDS}{record.pk}/correct/", given, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "proposed")
    stale = client.post(f"{RECORDS}{record.pk}/correct/", given | {"version": 0}, content_type="application/json")
    assert stale.status_code == 412
    pk = Correction.objects.get().pk
    assert client.post(f"/api/v1/corrections/{pk}/agree/").status_code == 403

    client.force_login(ministry)
    assert client.post(f"/api/v1/corrections/{pk}/agree/").json()["state"] == "applied"
    assert client.post(f"/api/v1/corrections/{pk}/refuse/").status_code == 409


def test_the_catalogue(client, applicant, catalogue):
    client.force_login(applicant)

    found = client.get("/api/v1/datasets/").json()
    one = client.get("/api/v1/datasets/tpmap-village/").json()

    assert [dataset["code"] for dataset in found["results"]] == [
        "dopa-population", "tpmap-tambon", "tpmap-village", "villages",
    ]  # fmt: skip
    assert len([f for f in one["fields"] if f["role"] == "value"]) == 41
    assert client.get(RECORDS).json()["count"] == 0


@pytest.mark.parametrize("address", ["/api/v1/datasets/", RECORDS, IMPORTS, "/api/v1/corrections/"])
def test_strangers_are_turned_away(client, tpmap, address):
    assert client.get(address).status_code in {401, 403}
