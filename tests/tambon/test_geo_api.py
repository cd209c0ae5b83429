"""API of areas, universities, agencies and programmes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tambon.models import Area
from tests.factories import tambon as make

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

COLLECTIONS = ["areas", "universities", "agencies", "programmes"]


@pytest.fixture
def api(client):
    def get(user, path, **query):
        client.force_login(user)
        return client.get(f"/api/v1/{path}", query)

    return get


@pytest.mark.parametrize("name", COLLECTIONS)
def test_strangers_get_nothing(client, name):
    assert client.get(f"/api/v1/{name}/").status_code in {401, 403}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_an_unknown_filter_is_refused(api, ministry, name):
    answer = api(ministry, f"{name}/", prvince="63")

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("name", sorted(set(COLLECTIONS) - {"programmes", "agencies", "universities"}))
def test_nothing_can_be_written(client, ministry, name):
    client.force_login(ministry)

    assert client.post(f"/api/v1/{name}/", {}, content_type="application/json").status_code == 405


def test_the_officer_of_tak_gets_404_for_chiang_mai(api, officer):
    assert api(officer, "areas/500101/").status_code == 404
    assert api(officer, "areas/5001/").status_code == 404
    assert api(officer, "areas/50/").status_code == 200
    assert api(officer, "areas/630111/").status_code == 200
    assert {row["code"] for row in api(officer, "areas/", level="tambon").json()["results"]} == {
        "630101",
        "630111",
        "630201",
    }


def test_an_applicant_sees_provinces_and_above_only(api, applicant):
    assert {row["level"] for row in api(applicant, "areas/").json()["results"]} == {"nation", "province"}
    assert api(applicant, "agencies/").json()["count"] == 0


def test_an_area_says_all_of_itself(api, ministry):
    Area.objects.filter(code="630111").update(
        latitude="16.900001", longitude="99.05", name_en="Mae Tho", postcode="63000"
    )
    region = Area.objects.create(
        code="six-west", level="region", kind="six", name_th="ตะวันตก", sort_key="1", search_key="1", parent_id="TH"
    )
    region.members.add("63")

    assert api(ministry, "areas/630111/").json() == {
        "code": "630111", "level": "tambon", "kind": "", "name_th": "แม่ท้อ", "name_en": "Mae Tho",
        "full_name": "ต.แม่ท้อ อ.เมืองตาก จ.ตาก", "parent": "6301", "today": "630111", "members": [], "source": "", "postcode": "63000",
        "latitude": 16.900001, "longitude": 99.05, "abolished_on": None,
    }  # fmt: skip
    assert api(ministry, "areas/six-west/").json()["members"] == ["63"]


def test_an_abolished_area_is_found_by_its_code(api, ministry):
    for code in ("53", "5303", "5304", "530407"):
        make.area(code)
    make.area("530306", today_id="530407", abolished_on="2015-03-11")

    answer = api(ministry, "areas/530306/").json()

    assert (answer["today"], answer["abolished_on"]) == ("530407", "2015-03-11")


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"q": "ต.แม่ท้อ"}, {"630111"}),
        ({"province": "50", "level": "amphoe"}, {"5001"}),
        ({"parent": "6302"}, {"630201"}),
        ({"level": "nation"}, {"TH"}),
    ],
)
def test_areas_are_filtered(api, ministry, query, codes):
    assert {row["code"] for row in api(ministry, "areas/", **query).json()["results"]} == codes


@pytest.mark.parametrize("query", [{"level": "planet"}, {"province": "99"}, {"abolished": "perhaps"}, {"kind": "x"}])
def test_a_wrong_value_is_refused(api, ministry, query):
    assert api(ministry, "areas/", **query).status_code == 422


def test_a_university_has_units_and_holdings(api, officer):
    university = make.university("kpru", province=make.area("63"), network=make.network("upper-north"))
    university.units.create(kind="faculty", name_th="คณะครุศาสตร์", sort_key="1")
    make.allocation(make.area("630111"), university, make.programme())

    detail = api(officer, "universities/kpru/").json()
    listed = api(officer, "universities/", network="upper-north", kind="rajabhat", province="63").json()

    assert detail["holdings"] == [{"programme": "u2t1", "province": "63", "tambons": 1}]
    assert [unit["name_th"] for unit in detail["units"]] == ["คณะครุศาสตร์"]
    assert listed["count"] == 1
    assert "holdings" not in listed["results"][0]


def test_agencies_are_those_of_the_own_area(api, officer, ministry):
    make.agency("land-63", area=make.area("6301"))
    make.agency("land-50", area=make.area("5001"))

    assert [row["code"] for row in api(officer, "agencies/").json()["results"]] == ["land-63"]
    assert api(officer, "agencies/land-50/").status_code == 404
    assert api(ministry, "agencies/", province="50", kind="land").json()["count"] == 1


def test_programmes_are_listed(api, applicant):
    make.programme()

    assert api(applicant, "programmes/u2t1/").json()["starts_on"] == "2021-02-01"
    assert api(applicant, "programmes/", on="2021-05-01").json()["count"] == 1
    assert api(applicant, "programmes/", on="2023-05-01").json()["count"] == 0


@pytest.mark.parametrize("name", ["areas", "universities", "agencies"])
def test_collections_take_the_same_queries_for_one_and_three_rows(api, ministry, name):
    def rows(start, stop):
        for n in range(start, stop):
            make.area(f"6301{n}")
            make.university(f"u{n}", network=make.network(), province=make.area("63"))
            make.agency(f"a{n}", area=make.area("6301"))

    query = {"q": "63012"} if name == "areas" else {}
    rows(21, 22)
    api(ministry, f"{name}/", **query)
    with CaptureQueriesContext(connection) as one:
        assert api(ministry, f"{name}/", **query).json()["count"] == 1
    rows(22, 24)
    with CaptureQueriesContext(connection) as three:
        assert api(ministry, f"{name}/", **query).json()["count"] == 3

    assert len(three) == len(one)
