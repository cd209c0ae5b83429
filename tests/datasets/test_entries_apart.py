"""What of an entry is for few only, and what newer answers leave as it was."""

import io
import struct
from datetime import timedelta

import pytest
from django.urls import reverse
from PIL import Image

from datasets.models import CollectionRound, Entry, EntryFile, Record
from datasets.selectors.entrypages import answers_of
from datasets.services import reviews
from tambon.models import Membership, User
from tests.datasets.collect import Collect, instance_of
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock
from u2t.core.errors import InputError
from u2t.core.models import AuditEvent
from u2t.core.text import HIDDEN

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("private")]


@pytest.fixture
def form(nation):
    card = ",image,card,บัตร,Card,,yes,\n,end repeat,"
    return make.form(make.survey().replace(",end repeat,", card))


@pytest.fixture
def phone(client, worker, form):
    make.collecting("630111")
    return Collect(client, worker.username, make.secret(worker))


def picture(**options):
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "green").save(out, "JPEG", **options)
    return out.getvalue()


def statuses(client, user):
    client.force_login(user)
    files = EntryFile.objects.order_by("name").values_list("name", "pk")
    return {name: client.get(reverse("entry-file", args=[pk])).status_code for name, pk in files}


def test_a_personal_photo_is_not_for_everybody_who_sees_the_entry(client, phone, officer, pm, worker):
    answers = "<photo>house.jpg</photo><members><age>4</age><card>card.jpg</card></members>"
    phone.submit(
        instance_of("wells", answers, instance="uuid:1"), files={"house.jpg": picture(), "card.jpg": picture()}
    )
    after = instance_of("wells", answers.replace("card.jpg", "new.jpg"), instance="uuid:2", deprecated="uuid:1")
    phone.submit(after, files={"new.jpg": picture()})

    assert statuses(client, officer) == {"card.jpg": 404, "house.jpg": 200, "new.jpg": 404}
    for person in (pm, worker):
        assert set(statuses(client, person).values()) == {200}


def test_photos_of_a_repetition_are_shown_to_who_reviews_it(client, phone, officer, pm):
    answers = "<members><age>4</age><card>card.jpg</card></members><members><age>5</age><card>lost.jpg</card></members>"
    phone.submit(instance_of("wells", answers), files={"card.jpg": picture(), "lost.jpg": b"no picture"})
    page = reverse("entry-detail", args=[Entry.objects.get().pk])
    link = reverse("entry-file", args=[EntryFile.objects.get(name="card.jpg").pk])

    client.force_login(pm)
    shown = client.get(page).content.decode()
    assert f'<img class="rounded" src="{link}?small" alt="บัตร"' in shown
    assert EntryFile.objects.get(name="lost.jpg").problem in shown

    client.force_login(officer)
    assert link not in client.get(page).content.decode()


def test_a_file_that_no_answer_names_is_for_few(client, phone, officer, pm):
    phone.submit(instance_of("wells", "<photo>house.jpg</photo>"), files={"house.jpg": picture()})
    EntryFile.objects.update(name="other.jpg")

    assert (statuses(client, officer), statuses(client, pm)) == ({"other.jpg": 404}, {"other.jpg": 200})


def test_what_was_personal_in_one_version_stays_so_in_the_next(phone, worker):
    phone.submit(instance_of("wells", "<home><head>นายสมมุติ</head></home>", instance="uuid:1"))
    make.form(make.survey("2").replace("Head of household,,yes,", "Head of household,,,"))
    changed = instance_of("wells", "<home><head>นายสมมุติ</head></home>", version="2", deprecated="uuid:1")
    assert phone.submit(changed).status_code == 201

    said = {answer.field: answer.value for answer in answers_of(Entry.objects.get(), sees_personal=False)}
    assert said["head"] == HIDDEN


def test_what_is_said_of_a_personal_answer_is_for_few_as_well(form, worker, pm):
    make.collecting("630111")
    entry = make.entry(worker, form, values={"wells": 3, "head": "นายสมมุติ"})
    reviews.return_entry(by=pm, entry=entry, version=1, remarks={"head": "ชื่อ นายสมมุติ ผิด", "wells": "นับใหม่"})

    def told(*, sees_personal):
        return {
            answer.field: [remark.text for remark in answer.remarks]
            for answer in answers_of(Entry.objects.get(), sees_personal=sees_personal)
            if answer.remarks
        }

    assert told(sees_personal=False) == {"wells": ["นับใหม่"]}
    assert told(sees_personal=True).keys() == {"wells", "head"}


def test_a_repetition_without_rows_says_so(client, form, worker, pm):
    make.collecting("630111")
    entry = make.entry(worker, form, repeats={"/members": []})
    client.force_login(pm)

    assert ">ไม่มี</p>" in client.get(reverse("entry-detail", args=[entry.pk])).content.decode()


def test_newer_answers_stay_in_the_round_and_the_period_of_the_old(form, worker, pm):
    today = clock.today()
    make.collecting("630111")
    entry = make.entry(worker, form)
    CollectionRound.objects.update(closes_on=today - timedelta(1))
    later = make.collecting("630111", period="2566")

    make.entry(worker, form, values={"wells": 5}, deprecated=entry.revisions.get().instance)

    entry.refresh_from_db()
    assert (entry.period, entry.round == later, entry.held, entry.values) == ("2565", False, ["late"], {"wells": 5})


def test_what_nobody_decided_of_the_old_answers_has_to_be_decided_still(form, worker):
    entry = make.entry(worker, form)
    assert entry.held == ["no-round"]

    make.entry(worker, form, deprecated=entry.revisions.get().instance)

    entry.refresh_from_db()
    assert entry.held == ["no-round"]


def test_an_entry_stays_where_it_is_reviewed_though_its_collector_moves(form, worker, nation):
    make.collecting("63")
    entry = make.entry(worker, form)
    Membership.objects.filter(user=worker).update(area=tambon.area("630101"))

    moved = User.objects.get(pk=worker.pk)
    make.entry(moved, form, values={"wells": 5}, deprecated=entry.revisions.get().instance)

    entry.refresh_from_db()
    assert (entry.area_id, entry.revision) == ("630111", 2)


def test_who_works_at_an_agency_collects_in_its_area(client, form, nation):
    make.collecting("63")
    manager = tambon.user("digital")
    tambon.membership(manager, "digital", agency=tambon.agency(area=tambon.area("6301")))
    phone = Collect(client, manager.username, make.secret(manager))

    assert set(phone.forms()) == {"wells"}
    assert phone.submit(instance_of("wells", "<home><wells>2</wells></home>")).status_code == 201
    assert Entry.objects.get().area_id == "6301"


def test_a_photo_with_notes_that_cannot_be_written_again_keeps_no_answers_out(phone):
    notes = struct.pack("<4sIH", b"II*\0", 8, 2) + struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
    notes += struct.pack("<HHIi", 0x0100, 9, 1, -5) + bytes(4)

    answer = phone.submit(
        instance_of("wells", "<photo>house.jpg</photo>"), files={"house.jpg": picture(exif=b"Exif\0\0" + notes)}
    )

    assert answer.status_code == 201
    assert (EntryFile.objects.get().file, bool(EntryFile.objects.get().problem)) == (None, True)


def test_hostile_requests_are_answered(client, phone, form):
    assert client.get("/openrosa/formList", headers={"Authorization": "Basic é"}).status_code == 401
    wide = instance_of("wells", "<water>yes</water>").replace('<?xml version="1.0"?>', "")
    parts = {"xml_submission_file": io.BytesIO(wide.encode("utf-16"))}
    assert client.post("/openrosa/submission", parts, headers=phone.headers).status_code == 400
    assert phone.submit(instance_of("wells", "<members/>" * 2_001)).status_code == 400
    assert not Entry.objects.exists()


def test_a_remark_is_of_the_whole_or_of_a_field(client, form, worker, pm):
    make.collecting("630111")
    entry = make.entry(worker, form)
    for field in ("x" * 81, "unknown"):
        with pytest.raises(InputError):
            reviews.return_entry(by=pm, entry=entry, version=entry.version, remarks={field: "ผิด"})

    client.force_login(pm)
    for url, given in (("entry-return", {"remark": "ก" * 2_001}), ("entry-accept", {"place": "1" * 9, "reason": "ผิด"})):
        answer = client.post(reverse(url, args=[entry.pk]), given | {"version": entry.version})
        assert answer.status_code == 422, url
    entry.refresh_from_db()
    assert entry.state == "submitted"


def test_the_trail_does_not_keep_what_an_entry_is_told_by(form, worker):
    entry = make.entry(worker, form)

    assert entry.key not in AuditEvent.objects.get(action="entry.received").target_text


def test_places_and_repetitions_are_called_by_their_names(nation, client, worker, pm):
    tambon.areas({"63011101": "บ้านแม่ท้อ"})
    office = tambon.agency("dld-tak", name_th="สำนักงานที่ดินจังหวัดตาก", area=tambon.area("630111"))
    lists = (
        ",select_one_from_file villages.csv,village,หมู่บ้าน,Village,,,\n"
        ",select_one_from_file agencies.csv,office,หน่วยงาน,Office,,,\n,geopoint,spot"
    )
    make.form(make.survey("2565020202").replace(",geopoint,spot", lists))
    make.collecting("630111")
    phone = Collect(client, worker.username, make.secret(worker))
    answers = f"<village>63011101</village><office>{office.pk}</office><members><age>4</age></members>"
    phone.submit(instance_of("wells", answers, version="2565020202", instance="uuid:1"))
    entry = Entry.objects.get()
    client.force_login(pm)

    page = client.get(reverse("entry-detail", args=[entry.pk])).content.decode()

    assert "บ้านแม่ท้อ (63011101)" in page
    assert f"สำนักงานที่ดินจังหวัดตาก ({office.pk})" in page
    assert ">สมาชิก<" in page.replace(" ", "").replace("\n", "")
    record = reviews.verify(by=pm, entry=entry, version=entry.version).record
    shown = client.get(reverse("record-detail", args=[record.pk])).content.decode()
    assert f"สำนักงานที่ดินจังหวัดตาก ({office.pk})" in shown


def test_several_agencies_are_called_by_their_names(nation, client, worker, pm):
    offices = [
        tambon.agency(f"office-{number}", name_th=f"สำนักงานที่ {number}", area=tambon.area("630111")) for number in (1, 2)
    ]
    helped = "select_multiple_from_file agencies.csv,helpers,หน่วยงานที่ร่วม,Helpers,,,"
    text = make.survey("2565020202").replace(",geopoint,spot", f",{helped}\n,geopoint,spot")
    make.form(text.replace(",end repeat", f",{helped.replace('helpers', 'carers')}\n,end repeat"))
    make.collecting("630111")
    phone = Collect(client, worker.username, make.secret(worker))
    codes = " ".join(office.pk for office in offices)
    answers = f"<helpers>{codes}</helpers><members><age>4</age><carers>{codes}</carers></members>"
    phone.submit(instance_of("wells", answers, version="2565020202", instance="uuid:1"))
    entry = Entry.objects.get()
    client.force_login(pm)
    named = "สำนักงานที่ 1 (office-1), สำนักงานที่ 2 (office-2)"

    page = client.get(reverse("entry-detail", args=[entry.pk])).content.decode()
    assert page.count(named) == 2
    record = reviews.verify(by=pm, entry=entry, version=entry.version).record
    assert named in client.get(reverse("record-detail", args=[record.pk])).content.decode()


def test_answers_whose_keys_differ_far_behind_stay_two_records(worker, pm, nation):
    form = make.form(make.survey().replace("head,หัวหน้าครัวเรือน,Head of household,,yes", "home_key,รหัสบ้าน,Home,,"))
    form.dataset.fields.filter(name="home_key").update(role="key")
    make.collecting("630111", of=form.dataset)

    for number in "12":
        values = {"wells": 1, "home_key": "ก" * 130 + number}
        entry = make.entry(worker, form, values=values, repeats={"/members": [{"age": 1}]})
        reviews.verify(by=pm, entry=entry, version=1)

    assert Record.objects.filter(dataset=form.dataset).count() == 2
    assert Record.objects.filter(dataset__parent=form.dataset).count() == 2
    assert all(len(record.key) <= 120 for record in Record.objects.all())


def test_who_reviews_what_another_decided_meanwhile_is_not_sent_to_a_button(client, form, worker, pm):
    make.collecting("630111")
    entry = make.entry(worker, form)
    reviews.verify(by=pm, entry=entry, version=1)
    client.force_login(pm)

    stale = client.post(reverse("entry-return", args=[entry.pk]), {"version": 1, "remark": "นับใหม่"})
    still = client.post(reverse("entry-take-back", args=[entry.pk]), {"version": 1, "reason": "นับใหม่"})

    assert (stale.status_code, still.status_code) == (412, 412)
    assert "จึงไม่มีปุ่มให้กดอีก" in stale.text
    assert "แล้วกดอีกครั้งหากยังต้องการตามเดิม" in still.text
