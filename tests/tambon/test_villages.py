"""Villages and communities, one by one: who adds, renames and closes them where, by page and API."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tambon.models import Allocation, Area
from tambon.services import villages
from tests.factories import tambon as make
from u2t.core import clock
from u2t.core.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def maetho(nation):
    return make.area("630111")


@pytest.fixture
def town(nation):
    return make.area("630151", "เทศบาลเมืองตาก", level="municipality", kind="town")


def entry(kind="moo", number=1, name="หมู่ที่ 1"):
    return villages.Entry(kind, number, name)


@pytest.mark.parametrize("role", ["staff", "officer", "steward", "admin"])
def test_who_may_adds_a_village(request, role, maetho):
    village = villages.add(by=request.getfixturevalue(role), parent=maetho, entry=entry(name=" หมู่ที่  ๑ "))

    assert (village.code, village.level, village.kind, village.parent_id, village.today_id) == (
        "63011101", "village", "moo", "630111", "63011101",
    )  # fmt: skip
    assert AuditEvent.objects.get(action="village.added").changes == {"name_th": [None, village.name_th]}


@pytest.mark.parametrize("role", ["worker", "pm", "ministry", "auditor", "applicant"])
def test_who_may_not(request, role, maetho):
    with pytest.raises(PermissionDenied):
        villages.add(by=request.getfixturevalue(role), parent=maetho, entry=entry())


def test_nobody_adds_outside_the_own_area(officer, staff):
    for person, parent in ((officer, "500101"), (staff, "630101")):
        with pytest.raises(PermissionDenied):
            villages.add(by=person, parent=make.area(parent), entry=entry())


@pytest.mark.parametrize(
    ("parent", "kind", "number", "code"),
    [
        ("630111", "community", 1, "63011151"),
        ("630111", "community", 49, "63011199"),
        ("630111", "moo", 50, "63011150"),
        ("630151", "community", 1, "63015101"),
        ("630151", "community", 99, "63015199"),
    ],
)
def test_codes_of_communities(admin, town, parent, kind, number, code):
    assert villages.add(by=admin, parent=Area.objects.get(pk=parent), entry=entry(kind, number)).code == code


@pytest.mark.parametrize(
    ("parent", "asked"),
    [
        ("630111", entry(number=0)),
        ("630111", entry(number=51)),
        ("630111", entry("community", 50)),
        ("630111", entry("city")),
        ("630151", entry("moo")),
        ("630151", entry("community", 100)),
        ("630111", entry(name=" ")),
    ],
)
def test_numbers_and_names_that_cannot_be(admin, town, parent, asked):
    with pytest.raises(villages.VillageInputError):
        villages.add(by=admin, parent=Area.objects.get(pk=parent), entry=asked)


def test_an_amphoe_has_no_villages_of_its_own(admin, nation):
    with pytest.raises(villages.VillageError):
        villages.add(by=admin, parent=make.area("6301"), entry=entry())


def test_a_village_is_renamed_closed_and_opened_again(officer, maetho):
    village = villages.add(by=officer, parent=maetho, entry=entry())
    with pytest.raises(villages.VillageError, match="63011101"):
        villages.add(by=officer, parent=maetho, entry=entry())

    villages.rename(by=officer, village=village, name="บ้านตัวอย่าง")
    with pytest.raises(villages.VillageInputError):
        villages.rename(by=officer, village=village, name="บ้านตัวอย่าง")
    with pytest.raises(villages.VillageInputError):
        villages.close(by=officer, village=village, reason=" ")
    closed = villages.close(by=officer, village=village, reason="รวมกับหมู่อื่น")
    assert closed.abolished_on is not None
    with pytest.raises(villages.VillageError):
        villages.rename(by=officer, village=village, name="อื่น")

    again = villages.add(by=officer, parent=maetho, entry=entry(name="หมู่ที่ 1 ใหม่"))
    assert (again.pk, again.abolished_on, again.name_th) == (village.pk, None, "หมู่ที่ 1 ใหม่")
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["village.added", "village.renamed", "village.closed", "village.added"]


def test_only_villages_are_closed_here(admin, maetho):
    with pytest.raises(villages.VillageError):
        villages.close(by=admin, village=maetho, reason="?")


@pytest.mark.integration
def test_the_pages_of_a_tambon(client, staff, maetho):
    client.force_login(staff)
    empty = client.get(reverse("village-list", args=["630111"])).content.decode()
    assert reverse("village-add", args=["630111"]) in empty

    wrong = client.post(reverse("village-add", args=["630111"]), {"kind": "moo", "number": "70", "name": "x"})
    assert wrong.status_code == 422
    made = client.post(reverse("village-add", args=["630111"]), {"kind": "moo", "number": "7", "name": "หมู่ที่ 7"})
    assert made.status_code == 302
    assert "63011107" in client.get(made["Location"]).content.decode()

    detail = reverse("village-detail", args=["63011107"])
    assert "หมู่ที่ 7" in client.get(detail).content.decode()
    client.post(reverse("village-rename", args=["63011107"]), {"name": "บ้านตัวอย่าง"})
    assert "บ้านตัวอย่าง" in client.get(detail).content.decode()
    client.post(reverse("village-close", args=["63011107"]), {"reason": "รวมกับหมู่อื่น"})
    shown = client.get(detail).content.decode()
    assert reverse("village-rename", args=["63011107"]) not in shown


@pytest.mark.integration
def test_the_search_and_the_list_of_areas_lead_to_the_village(client, officer, maetho):
    villages.add(by=officer, parent=maetho, entry=entry(name="บ้านสมมุติ"))
    client.force_login(officer)

    for page in ("/tambon/areas/?level=village", "/tambon/search/?q=บ้านสมมุติ"):
        assert reverse("village-detail", args=["63011101"]) in client.get(page).content.decode()


@pytest.mark.integration
def test_by_api(client, officer, staff, maetho):
    client.force_login(officer)
    asked = {"parent": "630111", "kind": "community", "number": 2, "name": "ชุมชนที่ 2"}

    made = client.post("/api/v1/villages/", asked, content_type="application/json")
    assert (made.status_code, made.json()["code"]) == (201, "63011152")
    assert client.post("/api/v1/villages/", asked, content_type="application/json").status_code == 409
    far = client.post("/api/v1/villages/", asked | {"parent": "500101"}, content_type="application/json")
    assert far.status_code == 404
    url = "/api/v1/villages/63011152/"
    assert client.patch(url, {"name": "ชุมชนสอง"}, content_type="application/json").json()["name_th"] == "ชุมชนสอง"
    assert client.post(f"{url}close/", {"reason": "ยุบ"}, content_type="application/json").json()["abolished_on"]
    found = client.get("/api/v1/areas/?level=village&kind=community").json()["results"]
    assert [area["code"] for area in found] == ["63011152"]
    client.force_login(staff)
    assert client.get(url).status_code == 200


@pytest.mark.integration
def test_the_list_costs_the_same_queries_whatever_its_length(client, officer, maetho):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(officer)
    counts = []
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            villages.add(by=officer, parent=maetho, entry=entry(number=number, name=f"หมู่ที่ {number}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("village-list", args=["630111"]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_staff_leave_the_villages_of_a_tambon_their_university_gave_up(staff, maetho, client):
    village = villages.add(by=staff, parent=maetho, entry=entry())
    end = clock.today()
    Allocation.objects.filter(tambon=maetho).update(during=DateRange(end - timedelta(days=365), end))
    client.force_login(staff)

    with pytest.raises(PermissionDenied):
        villages.rename(by=staff, village=village, name="บ้านใหม่")
    assert client.post(reverse("village-close", args=[village.pk]), {"reason": "ยุบรวม"}).status_code == 403
    assert client.get(reverse("village-add", args=[maetho.pk])).status_code == 403
    page = client.get(reverse("village-detail", args=[village.pk]))
    assert page.status_code == 200  # what lies in the past stays to be read
    assert not page.context["may_change"]


def test_a_municipality_is_renamed_and_closed_where_one_answers_for_it(officer, staff, town, client):
    village = villages.add(by=officer, parent=town, entry=entry("community"))
    client.force_login(officer)
    page = client.get(reverse("village-detail", args=[town.pk]))
    assert page.context["may_change"]
    assert client.post(reverse("village-rename", args=[town.pk]), {"name": "เทศบาลเมืองระแหง"}).status_code == 302
    close = reverse("api-village-close", args=[town.pk])
    assert client.post(close, {"reason": "ยุบ"}).status_code == 409, "a community is in it"
    villages.close(by=officer, village=village, reason="ยุบ")
    assert client.post(close, {"reason": "ยุบ"}).json()["abolished_on"]
    town.refresh_from_db()
    assert (town.name_th, town.abolished_on) == ("เทศบาลเมืองระแหง", clock.today())
    client.force_login(staff)
    assert client.get(reverse("village-detail", args=[town.pk])).status_code == 404
    assert client.post(close, {"reason": "ยุบ"}).status_code == 404
    assert client.get(reverse("api-village-list")).json()["results"] == []


@pytest.mark.integration
def test_lists_of_villages_cost_the_same_queries_whatever_their_length(client, admin, nation):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(admin)
    paths = [
        reverse("area-list") + "?level=village", reverse("api-area-list") + "?level=village",
        reverse("api-village-list"), reverse("place-search") + "?q=บ้านใหม่",
    ]  # fmt: skip

    def counted():
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                shown = client.get(path).content.decode()
            yield len(queries), "บ้านใหม่" in shown

    villages.add(by=admin, parent=make.area("630111"), entry=entry(name="บ้านใหม่"))
    one = list(counted())
    for code in ("630201", "500101", "500102"):  # each of another tambon
        villages.add(by=admin, parent=make.area(code), entry=entry(name="บ้านใหม่"))
    assert list(counted()) == one
    assert all(is_shown for _count, is_shown in one)
