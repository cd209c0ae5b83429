"""Programmes are added and changed by the ministry, by page and API."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tambon.models import Programme
from tambon.services import programmes
from tambon.system import system_user
from tests.factories import tambon as make
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent, Mark

pytestmark = pytest.mark.django_db

ENTRY = programmes.Entry("โครงการระยะที่ 3", "U2T 3", date(2023, 1, 1), date(2023, 12, 31))


@pytest.mark.parametrize("role", ["ministry", "admin"])
def test_who_may_adds_a_programme(request, role):
    made = programmes.add(code="u2t-3", entry=ENTRY, by=request.getfixturevalue(role))

    assert programmes.Entry.of(made) == ENTRY
    assert AuditEvent.objects.get(action="programme.added").changes["ends_on"] == [None, "2023-12-31"]
    assert Mark.objects.get().source == "programme:u2t-3"


@pytest.mark.parametrize("role", ["staff", "steward", "auditor", "applicant", "officer"])
def test_who_may_not(request, role):
    with pytest.raises(PermissionDenied):
        programmes.add(code="u2t-3", entry=ENTRY, by=request.getfixturevalue(role))


def test_a_code_is_given_once(ministry):
    programmes.add(code="u2t-3", entry=ENTRY, by=ministry)

    with pytest.raises(programmes.ProgrammeError):
        programmes.add(code="u2t-3", entry=ENTRY, by=ministry)


@pytest.mark.parametrize("code", ["", "U2T", "3u", "u", "a b", "u" * 41, "ยูทูที", "u2t\n"])
def test_codes_that_cannot_be(ministry, code):
    with pytest.raises(programmes.ProgrammeInputError):
        programmes.add(code=code, entry=ENTRY, by=ministry)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_th": " "}, "name_th"),
        ({"short_th": "x" * 41}, "short_th"),
        ({"ends_on": date(2022, 1, 1)}, "ends_on"),
        ({"ends_on": date(9999, 12, 31)}, "ends_on"),
        ({"ends_on": date(2566, 9, 30)}, "ends_on"),
        ({"starts_on": date(1480, 1, 1)}, "starts_on"),
        ({"closing_days": 367}, "closing_days"),
        ({"closing_days": -1}, "closing_days"),
        ({"ends_on": date(2033, 1, 1)}, "ends_on"),
    ],
)
def test_what_cannot_be_is_said_by_field(ministry, changes, field):
    with pytest.raises(programmes.ProgrammeInputError) as refused:
        programmes.add(code="u2t-3", entry=replace(ENTRY, **changes), by=ministry)

    assert refused.value.extra == {"field": field}
    assert not Programme.objects.filter(pk="u2t-3").exists()


def test_ten_years_are_the_longest_and_days_are_asked_at_a_correction_too(ministry):
    made = programmes.add(code="u2t-3", entry=replace(ENTRY, ends_on=date(2032, 12, 31)), by=ministry)
    seen = programmes.Entry.of(made)

    with pytest.raises(programmes.ProgrammeInputError):
        programmes.amend(programme=made, entry=replace(seen, ends_on=date(2566, 9, 30)), seen=seen, by=ministry)


def test_another_last_day_has_the_figures_counted_anew(ministry):
    programme = make.programme()
    seen = programmes.Entry.of(programme)
    Mark.objects.all().delete()

    programmes.amend(programme=programme, entry=replace(seen, short_th="U2T 1"), seen=seen, by=ministry)
    assert not Mark.objects.exists()
    seen = replace(seen, short_th="U2T 1")
    programmes.amend(programme=programme, entry=replace(seen, ends_on=date(2022, 3, 31)), seen=seen, by=ministry)

    assert set(Mark.objects.values_list("source", "place")) == {("programme:u2t1", ""), ("workforce", "")}
    with pytest.raises(StaleError):
        programmes.amend(programme=programme, entry=ENTRY, seen=seen, by=ministry)


def test_the_phases_that_are_missing_have_all_figures_made_anew():
    make.programme("u2t1")

    assert [programmes.sync(by=system_user()) for _time in range(2)] == [1, 0]
    assert Mark.objects.get().source == "programme:u2t-bcg"


def test_by_page(client, ministry):
    client.force_login(ministry)
    body = {
        "name_th": "โครงการใหม่", "short_th": "ใหม่", "starts_on": "2023-01-01", "ends_on": "2023-12-31",
        "closing_days": 60,
    }  # fmt: skip

    assert client.post(reverse("programme-add"), body | {"code": "X"}).status_code == 422
    refused = client.post(reverse("programme-add"), body | {"code": "new", "ends_on": "2566-09-30"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["ends_on"])
    assert client.post(reverse("programme-add"), body | {"code": "new"}).status_code == 302
    address = reverse("programme-edit", args=["new"])
    form = client.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert client.post(address, shown | {"short_th": "แก้"}).status_code == 302
    assert client.post(address, shown | {"short_th": "เก่า"}).status_code == 412
    found = Programme.objects.get(pk="new")
    assert (found.short_th, found.guided_until) == ("แก้", date(2024, 2, 29))
    assert "แก้" in client.get(reverse("programme-list")).content.decode()


def test_by_api(client, ministry):
    client.force_login(ministry)
    body = {"name_th": "โครงการใหม่", "short_th": "ใหม่", "starts_on": "2023-01-01", "ends_on": "2023-12-31"}
    one, json = "/api/v1/programmes/new/", "application/json"

    refused = client.post("/api/v1/programmes/", body | {"code": "new", "ends_on": "9999-12-31"}, json)
    assert (refused.status_code, refused.json()["field"]) == (422, "ends_on")
    assert client.post("/api/v1/programmes/", body | {"code": "new"}, json).status_code == 201
    assert client.post("/api/v1/programmes/", body | {"code": "new"}, json).status_code == 409
    assert client.put(one, body | {"short_th": "แก้", "seen": body}, json).json()["short_th"] == "แก้"
    assert client.put(one, body | {"short_th": "เก่า", "seen": body}, json).status_code == 412
