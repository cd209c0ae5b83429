"""Hand-overs on the pages and through the API: photos, who sees which, and the way from plan to record."""

import io
from dataclasses import replace

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tambon.system import system_user
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.handovers.conftest import RECEIPT, picture, plan
from u2t.core import files
from u2t.core.errors import InputError
from u2t.core.models import AuditEvent, PrivateFile
from workforce.models import Handover, Paper, Person
from workforce.services import handovers, templates

pytestmark = pytest.mark.django_db


def test_a_photo_is_made_anew_sealed_and_its_opening_remembered(tambon, staff, agency, client, far_staff):
    handover = plan(staff, agency, work.contract())
    handovers.finish(handover=handover, receipt=replace(RECEIPT, photo=picture()), by=staff)
    handover.refresh_from_db()
    address = reverse("handover-photo", args=[handover.pk])

    client.force_login(far_staff)
    assert client.get(address).status_code == 404
    client.force_login(staff)
    sent = b"".join(client.get(address).streaming_content)

    assert dict(Image.open(io.BytesIO(sent)).getexif()) == {}
    assert b"a telephone" not in sent
    assert not files.path_of(handover.photo).read_bytes().startswith(b"\xff\xd8")
    assert AuditEvent.objects.filter(action="handover.photo_opened").count() == 1


@pytest.mark.parametrize("content", [b"MZ\x90 an exe", b"%PDF-1.4 x %%EOF", picture()[:500]])
def test_what_is_no_photo_is_refused_and_nothing_is_recorded(tambon, staff, agency, content):
    handover = plan(staff, agency, work.contract())

    with pytest.raises(InputError):
        handovers.finish(handover=handover, receipt=replace(RECEIPT, photo=content), by=staff)

    handover.refresh_from_db()
    assert (handover.state, PrivateFile.objects.count()) == ("planned", 0)


@pytest.mark.integration
def test_officers_see_the_hand_overs_to_their_agency_and_of_no_other(tambon, staff, agency, partner, client, worker):
    mine = plan(staff, agency, work.contract(work.person(worker)))
    other = plan(staff, partner, work.contract())
    for place, shown, hidden in ((agency, mine, other), (partner, other, mine)):
        person = make.user()
        make.membership(person, "agency", agency=place)
        client.force_login(person)
        rows = client.get("/api/v1/handovers/").json()["results"]
        assert [row["id"] for row in rows] == [shown.pk]
        assert client.get(reverse("handover-detail", args=[hidden.pk])).status_code == 404
        assert client.get(reverse("handover-finish", args=[shown.pk])).status_code == 403
    client.force_login(worker)
    assert [row["id"] for row in client.get("/api/v1/handovers/").json()["results"]] == [mine.pk]


@pytest.mark.integration
def test_planned_recorded_and_printed_on_the_pages(tambon, staff, agency, client):
    templates.sync(by=system_user())
    contract = work.contract()
    client.force_login(staff)
    whose = {"programme": "u2t1", "university": "kpru", "tambon": "630111"}
    create = client.get(reverse("handover-new"), whose).headers["Location"]
    assert contract.person.last_name in client.get(create).content.decode()
    assert client.post(create, {"agency": agency.pk, "held_on": "2021-02-03", "place": "อำเภอ"}).status_code == 422
    client.post(create, {"agency": agency.pk, "held_on": "2021-02-03", "place": "อำเภอ", "contracts": [contract.pk]})
    handover = Handover.objects.get()
    receipt = {
        "held_on": "2021-02-03", "place": "อำเภอ", "received_by": "นายรับ", "received_position": "ปลัด", "version": 1,
        "photo": SimpleUploadedFile("ภาพ.jpg", picture()),
    }  # fmt: skip
    assert client.post(reverse("handover-finish", args=[handover.pk]), receipt).status_code == 302
    signer = {"on": "2021-02-03", "name_1": "อธิการ", "capacity_1": "อธิการบดี"}
    assert client.post(reverse("handover-paper", args=[handover.pk]), signer).status_code == 302

    paper = Paper.objects.get()
    document = pypdfium2.PdfDocument(files.read(paper.pdf))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert contract.person.last_name.split()[0] in "".join(text.split())
    assert [line.party for line in paper.signatures.all()] == ["office", "receiver"]
    shown, issue = reverse("handover-detail", args=[handover.pk]), reverse("handover-paper", args=[handover.pk])
    page = client.get(shown).content.decode()
    assert (paper.number in page, issue in page) == (True, False)
    Person.objects.update(last_name="แก้ไขแล้ว")
    assert issue in client.get(shown).content.decode()  # its list names somebody who is not called so
    assert client.post(issue, signer).status_code == 302
    assert list(Paper.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "issued"]


@pytest.mark.integration
def test_planned_recorded_and_corrected_by_the_api(tambon, staff, agency, client):
    contract = work.contract()
    client.force_login(staff)

    def send(address, body):
        return client.post(f"/api/v1/handovers/{address}", body, content_type="application/json")

    people = {"held_on": "2021-02-03", "place": "อำเภอ", "contracts": [contract.pk]}
    whose = {"programme": "u2t1", "university": "kpru", "tambon": "630111", "agency": agency.pk}
    made = send("", people | whose)
    assert (made.status_code, made.json()["people"]) == (201, 1)
    at = f"{made.json()['id']}/"
    assert send(f"{at}amend/", people | {"version": 9}).status_code == 412
    receipt = {"held_on": "2021-02-03", "place": "อำเภอ", "received_by": "นายรับ", "received_position": "ปลัด"}
    assert send(f"{at}finish/", receipt).json()["state"] == "done"
    assert send(f"{at}drop/", {"reason": "x"}).status_code == 409
    assert send(f"{at}correct/", receipt).status_code == 422
    assert send(f"{at}correct/", receipt | {"reason": "ผิด", "place": "วัด"}).json()["place"] == "วัด"
    assert [row["contract"] for row in client.get(f"/api/v1/handovers/{at}lines/").json()] == [contract.pk]
