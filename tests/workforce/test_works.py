"""The editor of the lists of work: what the ministry writes stays, and meets across lists."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tambon.system import system_user
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent
from workforce.choices import WorkScheme
from workforce.models import WorkArea, WorkItem
from workforce.selectors.hiring import positions
from workforce.selectors.works import crosswalk
from workforce.services import terms, works

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def shipped(nation):
    terms.sync(by=system_user())


def position(number):
    return WorkItem.objects.get(scheme="position", number=number)


def test_what_the_ministry_writes_is_not_overwritten_by_what_is_shipped(shipped, ministry, client):
    client.force_login(ministry)
    first, untouched = position(1), position(2).name_th
    WorkItem.objects.filter(pk=position(2).pk).update(name_th="เก่า")
    page = reverse("workitem-edit", args=[first.pk])
    assert page in client.get(reverse("work-list")).content.decode()
    said = {"name_th": "นักข้อมูลตำบล", "name_en": "Tambon analyst", "areas": ["health-care", "livelihood"], "edits": 0}
    assert client.post(page, said | {"areas": []}).status_code == 422
    assert client.post(page, said).status_code == 302  # the box "can be chosen" is not ticked
    area = WorkArea.objects.get(pk="livelihood")
    renamed = {"name_th": "สัมมาชีพชุมชน", "name_en": "Livelihood", "edits": 0}
    assert client.post(reverse("workarea-edit", args=[area.pk]), renamed).status_code == 302
    new = client.post("/api/v1/work-areas/", renamed | {"code": "water"}, content_type="application/json")
    assert (new.status_code, new.json()["position"]) == (201, 10)

    terms.sync(by=system_user())

    kept = position(1)
    assert (kept.name_th, kept.is_offered, kept.edits) == ("นักข้อมูลตำบล", False, 1)
    assert sorted(kept.areas.values_list("pk", flat=True)) == ["health-care", "livelihood"]
    assert position(2).name_th == untouched
    assert WorkArea.objects.get(pk="livelihood").name_th == "สัมมาชีพชุมชน"
    assert kept not in positions()
    line = next(one for one in crosswalk() if one.area.pk == "health-care")
    assert kept in dict(line.items)[str(WorkScheme.POSITION.label)]
    assert client.post(page, said | {"name_th": "อื่น"}).status_code == 412
    event = AuditEvent.objects.get(action="workitem.changed")
    assert event.changes["areas"] == ["data-analytics", "health-care, livelihood"]


def test_entries_are_added_with_the_next_number_and_wrong_ones_answered(shipped, ministry, staff, client):
    client.force_login(ministry)

    def send(path, body, method="post"):
        return getattr(client, method)(f"/api/v1/{path}/", body, content_type="application/json")

    entry = {"name_th": "ดูแลน้ำ", "name_en": "Water", "areas": ["livelihood"]}
    made = send("work-items", entry | {"scheme": "position"}).json()
    assert (made["number"], made["areas"], made["edits"]) == (7, ["livelihood"], 1)
    for wrong in ({"areas": ["nowhere"]}, {"name_th": " "}, {"scheme": "x"}):
        assert send("work-items", entry | {"scheme": "position"} | wrong).status_code == 422
    at = f"work-items/{made['id']}"
    assert send(at, entry | {"edits": 0, "name_en": "Wells"}, "put").status_code == 412
    assert send(at, entry | {"edits": 1, "name_en": "Wells"}, "put").json()["name_en"] == "Wells"
    assert send("work-areas", {"code": "livelihood", "name_th": "ก", "name_en": "a"}).status_code == 422
    assert client.get("/api/v1/work-items/", {"scheme": "position"}).json()["count"] == 7
    with pytest.raises(StaleError):
        works.change_area(area=WorkArea.objects.first(), names=works.Names("ก", "a"), edits=5, by=ministry)

    client.force_login(staff)
    assert reverse("workitem-create") not in client.get(reverse("work-list")).content.decode()
    assert send(at, entry | {"edits": 2}, "put").status_code == 403
    entry = works.Entry(works.Names("ก", "a"), ["livelihood"])
    with pytest.raises(PermissionDenied):
        works.add_item(scheme=WorkScheme.POSITION, entry=entry, by=staff)


def test_the_same_entry_sent_twice_is_added_once(shipped, ministry):
    entry = works.Entry(works.Names("ผู้ช่วยวิจัย", "Research assistant"), ["livelihood"])

    first, again = (works.add_item(scheme=WorkScheme.POSITION, entry=entry, by=ministry) for _click in range(2))

    assert (again, WorkItem.objects.filter(name_th="ผู้ช่วยวิจัย").count()) == (first, 1)
    assert AuditEvent.objects.filter(action="workitem.added").count() == 1
