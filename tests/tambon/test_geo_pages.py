"""Pages of areas, universities and agencies: what stands there, and what must not be seen."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import tambon as make

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

PAGES = ["area-list", "university-list", "agency-list", "place-search"]


@pytest.fixture
def institutions(nation):
    network = make.network("upper-north")
    make.university("kpru", name_th="มหาวิทยาลัยราชภัฏกำแพงเพชร", network=network, province=make.area("63"))
    make.agency("land-63", name_th="ที่ดินตาก", area=make.area("6301"))
    make.agency("land-50", name_th="ที่ดินเชียงใหม่", area=make.area("5001"))


@pytest.mark.parametrize("name", PAGES)
def test_strangers_are_asked_to_sign_in(client, name):
    answer = client.get(reverse(name))

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_for_everybody_signed_in(client, applicant, name):
    client.force_login(applicant)

    assert client.get(reverse(name)).status_code == 200


def codes_of(answer, pattern=r"<td[^>]*>\s*(\d{2,6})\s*</td>"):
    return set(re.findall(pattern, answer.content.decode()))


def test_area_list_shows_own_areas_and_every_province(client, officer):
    client.force_login(officer)

    assert codes_of(client.get(reverse("area-list"))) == {
        "63", "6301", "6302", "630101", "630111", "630201", "50",
    }  # fmt: skip
    assert "500101" not in client.get(reverse("area-list") + "?q=ศรีภูมิ").content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("level=province", {"50", "63"}),
        ("province=50&level=tambon", {"500101", "500102"}),
        ("q=ต.แม่ท้อ", {"630111"}),
        ("q=เมืองตาก", {"6301"}),
        ("abolished=true", {"6399", "639901"}),
        ("level=tambon&abolished=false&province=63", {"630101", "630111", "630201"}),
    ],
)
def test_area_list_filters(client, ministry, query, expected):
    make.area("6399", abolished_on="2006-01-01")
    make.area("639901", abolished_on="2006-01-01")
    client.force_login(ministry)

    assert codes_of(client.get(f"{reverse('area-list')}?{query}")) == expected


def test_university_detail_counts_tambons_by_province(client, officer, institutions):
    programme = make.programme()
    for code in ("630101", "630111", "500101"):
        make.allocation(make.area(code), make.university("kpru"), programme)
    client.force_login(officer)

    answer = client.get(reverse("university-detail", args=["kpru"]))

    assert [(h.province, h.tambons) for h in answer.context["holdings"]] == [("50", 1), ("63", 2)]
    assert "มหาวิทยาลัยราชภัฏกำแพงเพชร" in answer.content.decode()


def test_agency_of_another_province_is_not_there(client, officer, institutions):
    client.force_login(officer)

    assert client.get(reverse("agency-detail", args=["land-63"])).status_code == 200
    assert client.get(reverse("agency-detail", args=["land-50"])).status_code == 404
    assert client.get(reverse("university-detail", args=["nowhere"])).status_code == 404
    listed = client.get(reverse("agency-list")).content.decode()
    assert "ที่ดินตาก" in listed
    assert "ที่ดินเชียงใหม่" not in listed


def test_search_page_and_its_part(client, officer, institutions):
    client.force_login(officer)

    page = client.get(reverse("place-search"), {"q": "ตาก"})
    part = client.get(reverse("place-search"), {"q": "ตาก"}, headers={"HX-Request": "true"})

    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()
    assert "/areas/63/" in part.content.decode()
    assert "/areas/50" not in client.get(reverse("place-search"), {"q": "ศรีภูมิ"}).content.decode()
    assert client.get(reverse("place-search"), {"q": "<script>"}).content.decode().count("<script>") == 0


@pytest.mark.parametrize("name", ["area-list", "university-list", "agency-list"])
def test_lists_take_the_same_queries_for_one_and_three_rows(client, ministry, name):
    client.force_login(ministry)
    parent = make.area("6301")
    network = make.network()

    def rows(start, stop):
        for n in range(start, stop):
            make.area(f"6301{n}", parent=parent)
            make.university(f"u{n}", network=network, province=make.area("63"))
            make.agency(f"a{n}", area=parent)

    rows(21, 22)
    query = "?level=tambon&q=63012" if name == "area-list" else ""
    client.get(reverse(name) + query)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(name) + query)
    rows(22, 24)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse(name) + query)

    assert len(three) == len(one) <= 14
