"""Agencies: entered once by who may, where they may, and corrected; people are then placed and handed over there."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tambon.models import Agency
from tambon.services import agencies
from tambon.services.agencies import AgencyInputError, Entry
from tests.factories import tambon as make
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def entry(area="6301", **fields):
    values = {"name_th": "ที่ว่าการอำเภอเมืองตาก", "kind": "administration", "area": make.area(area)} | fields
    return Entry(**values)


def test_staff_enter_an_agency_of_their_tambons_once_and_correct_it(staff):
    first, again = agencies.add(entry=entry(), by=staff), agencies.add(entry=entry(), by=staff)
    other = agencies.add(entry=entry(name_th="สำนักงานเกษตร"), by=staff)

    assert first == again
    assert (first.code, other.code) == ("6301-administration", "6301-administration-2")
    done = agencies.amend(agency=first, entry=entry(telephone="055 511111"), seen=entry(), by=staff)
    assert done.telephone == "055 511111"
    agencies.amend(agency=first, entry=Entry.of(done), seen=Entry.of(done), by=staff)
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "agency.added", "agency.added", "agency.amended"
    ]  # fmt: skip


def test_who_corrects_what_another_corrected_meanwhile_is_told_and_overwrites_nothing(staff):
    made = agencies.add(entry=entry(), by=staff)
    agencies.amend(agency=made, entry=entry(telephone="055 511111"), seen=entry(), by=staff)
    with pytest.raises(StaleError):
        agencies.amend(agency=made, entry=entry(telephone="055 522222"), seen=entry(), by=staff)
    made.refresh_from_db()
    assert made.telephone == "055 511111"


def test_nobody_enters_one_outside_the_own_area(staff, pm):
    with pytest.raises(PermissionDenied):
        agencies.add(entry=entry("5001"), by=staff)
    with pytest.raises(PermissionDenied):
        agencies.add(entry=entry(), by=pm)
    assert not Agency.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name_th": "  "}, "name_th"),
        ({"name_th": "ก" * 161}, "name_th"),
        ({"kind": "bank"}, "kind"),
        ({"area": "TH"}, "area"),
        ({"telephone": "0" * 41}, "telephone"),
    ],
)
def test_an_agency_that_cannot_be_says_which_field(staff, fields, field):
    with pytest.raises(AgencyInputError) as refused:
        agencies.add(entry=entry(**fields), by=staff)
    assert refused.value.extra["field"] == field


def test_the_pages_and_the_api(client, staff):
    client.force_login(staff)
    assert reverse("agency-add") in client.get(reverse("agency-list")).content.decode()
    typed = {"name_th": "สำนักงานที่ดิน", "kind": "land", "area": "630111", "telephone": "055"}
    assert client.post(reverse("agency-add"), typed | {"area": "999999"}).status_code == 422
    assert client.post(reverse("agency-add"), typed).status_code == 302
    made = Agency.objects.get()
    edit = reverse("agency-edit", args=[made.code])
    assert edit in client.get(reverse("agency-detail", args=[made.code])).content.decode()
    assert 'name="seen_name_th" value="สำนักงานที่ดิน"' in client.get(edit).content.decode()
    better = typed | {"name_th": "สำนักงานที่ดินจังหวัด"} | {f"seen_{name}": text for name, text in typed.items()}
    assert client.post(edit, better).status_code == 302
    stale = client.post(edit, better | {"name_th": "สำนักงานที่ดินเมืองตาก"})
    assert (stale.status_code, stale.context["form"]["name_th"].value()) == (412, "สำนักงานที่ดินเมืองตาก")
    again = {bound.html_name: bound.value() or "" for bound in stale.context["form"]}
    assert client.post(edit, again | {"name_th": better["name_th"]}).status_code == 302
    assert Agency.objects.get().name_th == "สำนักงานที่ดินจังหวัด"

    given = {"name_th": "โรงเรียน", "kind": "school", "area": "630111"}
    answer = client.post(reverse("api-agency-list"), given, content_type="application/json")
    assert answer.status_code == 201
    detail = reverse("api-agency-detail", args=[answer.json()["code"]])
    body = {"name_th": "โรงเรียนวัด", "kind": "school", "seen": {"name_th": "โรงเรียน", "kind": "school"}}
    assert client.patch(detail, body, content_type="application/json").json()["name_th"] == "โรงเรียนวัด"
    assert client.patch(detail, body, content_type="application/json").status_code == 412
