"""OpenRosa as ODK Collect speaks it: lists, forms, lists of places, answers with photos, sent twice, changed, hostile."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from datasets.importing.instances import parse
from datasets.models import AppPassword, Entry, EntryFile, EntryRevision, Form
from datasets.selectors.fillpages import to_fill
from datasets.services import apppasswords
from tests.datasets.collect import Collect, instance_of, said
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock, files

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("private")]

PLACE = ",select_one_from_file tambons.csv,where,ตำบล,Tambon,,,\n"
ANSWERS = (
    "<home><wells>3</wells><head>นายสมมุติ</head></home><water>yes</water><crops>rice cane</crops>"
    "<members><age>41</age></members><members><age>7</age></members>"
    "<photo>one.jpg</photo><spot>16.88 99.12 120.5 4.0</spot>"
)


@pytest.fixture
def form(nation):
    return make.form(make.survey().replace(",note,", f"{PLACE},note,"))


@pytest.fixture
def round_(form):
    return make.collecting("630111")


@pytest.fixture
def phone(client, worker, round_):
    return Collect(client, worker.username, make.secret(worker))


def picture(size=(300, 200)):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (16.0, 52.0, 48.0)}  # where it was taken
    Image.new("RGB", size, "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_telephone_gets_the_form_of_its_round_with_the_places_of_its_area(phone, form):
    listed = phone.forms()

    assert set(listed) == {"wells"}
    assert listed["wells"]["version"] == "2565010101"
    assert listed["wells"]["hash"] == f"md5:{form.md5}"
    assert phone.get(listed["wells"]["downloadUrl"]).content.decode() == form.xml
    assert phone.media(listed["wells"]) == {"tambons.csv": "name,label\r\n630111,แม่ท้อ\r\n"}


def test_a_list_of_many_forms_asks_no_more_of_the_database(phone, form, worker):
    def asked(act):
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    phone.forms()  # the telephone's last use is written once an hour
    before = asked(phone.forms), asked(lambda: to_fill(worker))
    for code in ("ponds", "canals"):
        make.form(make.survey().replace(",note,", f"{PLACE},note,"), of=make.dataset(code))
        make.collecting("630111", of=make.dataset(code))

    assert (asked(phone.forms), asked(lambda: to_fill(worker))) == before
    assert phone.media(phone.forms()["ponds"]) == {"tambons.csv": "name,label\r\n630111,แม่ท้อ\r\n"}


def test_the_newest_version_is_given_and_an_older_one_is_still_taken(phone, form):
    make.form(make.survey("2").replace(",crops,", ",plants,"))

    assert phone.forms()["wells"]["version"] == "2"
    assert phone.submit(instance_of("wells", ANSWERS)).status_code == 201
    assert Entry.objects.get().values["crops"] == ["rice", "cane"]
    assert Entry.objects.get().held == []


def test_rounds_elsewhere_over_or_still_to_come_are_not_given(client, worker, form):
    today = clock.today()
    make.collecting("500101")
    make.collecting("630111", days=(today - timedelta(9), today - timedelta(2)))
    make.collecting("630111", days=(today + timedelta(2), today + timedelta(9)))
    phone = Collect(client, worker.username, make.secret(worker))

    assert phone.forms() == {}
    make.collecting("63")
    assert set(phone.forms()) == {"wells"}


def test_answers_with_a_photo_are_one_entry(phone, worker, form, round_):
    answer = phone.submit(instance_of("wells", ANSWERS), files={"one.jpg": picture(), "other.jpg": picture()})

    assert (answer.status_code, said(answer)[0]) == (201, "submit_success")
    entry = Entry.objects.get()
    place = form.dataset.fields.get(role="place").name
    assert entry.values == {
        "wells": 3, "head": "นายสมมุติ", "water": "yes", "crops": ["rice", "cane"], "photo": "one.jpg",
        "spot": "16.88, 99.12", "start": None, place: None,
    }  # fmt: skip
    assert entry.repeats == {"/members": [{"age": 41}, {"age": 7}]}
    assert (entry.state, entry.held, entry.place_id, entry.period) == ("submitted", [], "630111", "2565")
    assert (entry.by, entry.round, entry.record) == (worker, round_, None)
    kept = EntryFile.objects.get()  # what the answers do not speak of is not kept
    assert (kept.name, kept.file.media_type, kept.problem) == ("one.jpg", "image/jpeg", "")
    with Image.open(io.BytesIO(files.read(kept.file))) as image:
        assert dict(image.getexif()) == {}


def test_parts_that_come_one_after_the_other_are_one_entry(phone):
    answers = ANSWERS.replace("<spot>", "<spot></spot><photo2>two.jpg</photo2><spot>")
    xml = instance_of("wells", answers)

    assert phone.submit(xml, is_incomplete=True).status_code == 201
    assert Entry.objects.get().state == "draft"
    # The connection broke before the answer came: the same part is sent again.
    assert phone.submit(xml, files={"one.jpg": picture()}, is_incomplete=True).status_code == 201
    assert phone.submit(xml, files={"one.jpg": picture()}).status_code == 201

    assert Entry.objects.get().state == "submitted"
    assert EntryRevision.objects.count() == 1
    assert EntryFile.objects.count() == 1


def test_the_same_instance_again_is_answered_as_success_and_another_under_its_name_is_not(phone):
    xml = instance_of("wells", ANSWERS, instance="uuid:1")

    assert [phone.submit(xml).status_code for _time in range(3)] == [201, 201, 201]
    assert phone.submit(xml.replace(">3<", ">4<")).status_code == 409
    assert Entry.objects.get().values["wells"] == 3


def test_a_changed_instance_is_a_revision_of_the_same_entry(phone):
    phone.submit(instance_of("wells", ANSWERS, instance="uuid:1"))
    changed = instance_of("wells", ANSWERS.replace(">3<", ">4<"), instance="uuid:2", deprecated="uuid:1")

    assert phone.submit(changed).status_code == 201
    assert phone.submit(changed).status_code == 201

    entry = Entry.objects.get()
    assert (entry.revision, entry.values["wells"], entry.key) == (2, 4, "1")
    assert [revision.values["wells"] for revision in entry.revisions.order_by("number")] == [3, 4]


@pytest.mark.parametrize(
    ("answers", "version", "held"),
    [
        ("<where>500101</where>", "2565010101", ["outside"]),
        ("<where>999999</where>", "2565010101", ["no-place"]),
        ("<home><wells>many</wells></home>", "2565010101", ["value"]),
        ("<home><wells>3</wells></home>", "gone", ["version"]),
    ],
)
def test_what_is_out_of_order_is_taken_and_set_aside(phone, answers, version, held):
    assert phone.submit(instance_of("wells", answers, version=version)).status_code == 201

    entry = Entry.objects.get()
    assert entry.held[: len(held)] == held
    assert entry.area_id == "630111"  # where it is reviewed, never another's area


def test_late_answers_are_taken_and_set_aside(client, worker, form):
    today = clock.today()
    make.collecting("630111", days=(today - timedelta(9), today - timedelta(2)))
    phone = Collect(client, worker.username, make.secret(worker))

    assert phone.submit(instance_of("wells", ANSWERS)).status_code == 201
    assert Entry.objects.get().held == ["late"]


def test_a_change_of_somebody_elses_entry_changes_nothing(client, phone, round_):
    phone.submit(instance_of("wells", ANSWERS, instance="uuid:1"))
    other = tambon.user("other")
    tambon.membership(other, "worker", area=tambon.area("630111"))
    theirs = Collect(client, "other", make.secret(other))

    assert theirs.submit(instance_of("wells", ANSWERS, instance="uuid:1")).status_code == 409
    changed = instance_of("wells", ANSWERS.replace(">3<", ">9<"), instance="uuid:2", deprecated="uuid:1")
    assert theirs.submit(changed).status_code == 201

    mine, new = Entry.objects.order_by("pk")
    assert (mine.values["wells"], mine.revision) == (3, 1)
    assert (new.by, new.held) == (other, ["original"])


BOMB = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><data id="wells">&b;</data>'


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{LAUGHS}]><data id="wells">&l9;</data>'


WIDE = '<data id="wells" version="1"><meta><instanceID>uuid:1</instanceID></meta></data>'


@pytest.mark.parametrize(
    ("xml", "status"),
    [
        (BOMB, 400),
        (BILLION, 400),
        ('<!DOCTYPE d SYSTEM "file:///etc/passwd"><data id="wells"/>', 400),
        ("<data", 400),
        ("", 400),
        ('<data id="wells" version="1"/>', 400),
        (WIDE.encode("utf-16-le").decode(), 400),  # of Roman letters alone that is UTF-8, too
        (WIDE.encode("utf-16-be").decode(), 400),
        (f"<data>{'<a>' * 40}{'</a>' * 40}</data>", 400),
        ('<data id="wells" encrypted="yes"><meta><instanceID>uuid:1</instanceID></meta></data>', 400),
        ('<data id="none"><meta><instanceID>uuid:1</instanceID></meta></data>', 404),
    ],
)
def test_hostile_answers_are_refused_in_a_sentence(phone, xml, status):
    answer = phone.submit(xml)

    assert (answer.status_code, said(answer)[0]) == (status, "error")
    assert not Entry.objects.exists()


def test_answers_are_read_in_utf_8_whatever_they_declare():
    xml = (
        '<?xml version="1.0" encoding="tis-620"?><data><who>ก</who><meta><instanceID>uuid:1</instanceID></meta></data>'
    )

    assert parse(xml.encode()).root.findtext("who") == "ก"


def test_answers_of_too_many_bytes_are_refused(phone):
    xml = instance_of("wells", f"<home><head>{'x' * (4 * 1024 * 1024)}</head></home>")

    assert phone.submit(xml).status_code == 400


def test_as_many_photos_as_collect_sends_at_once_are_taken(phone, settings):
    xml = instance_of("wells", ANSWERS)
    photos = {f"{number}.jpg": b"" for number in range(101)}

    assert phone.submit(xml, files=photos).status_code == 201
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 50
    answer = phone.submit(xml, files=photos)
    assert (answer.status_code, said(answer)[0]) == (400, "error")


def test_parts_that_cannot_be_told_apart_are_refused_in_a_sentence(phone):
    kind = "multipart/form-data; boundary=" + "é" * 300

    answer = phone.http.post("/openrosa/submission", b"x", content_type=kind, headers=phone.headers)

    assert (answer.status_code, said(answer)[0]) == (400, "error")


def test_a_repetition_of_a_thousand_is_taken(phone):
    phone.submit(instance_of("wells", "".join(f"<members><age>{n}</age></members>" for n in range(1000))))

    assert len(Entry.objects.get().repeats["/members"]) == 1000


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("content", [SVG, b"GIF89a/*<script>*/", b"", b"%PDF-1.4 %%EOF"])
def test_what_is_no_photo_is_not_kept_and_the_answers_are(phone, content):
    answer = phone.submit(instance_of("wells", ANSWERS), files={"one.jpg": content})

    assert answer.status_code == 201
    kept = EntryFile.objects.get()
    assert kept.file is None
    assert kept.problem


SCRIPT = b"<script>alert(document.cookie)</script>"


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.html", SCRIPT)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "GIF", "PNG"])
def test_of_a_picture_that_is_something_else_too_only_the_picture_is_kept(client, phone, worker, kind):
    """It decodes as a picture, carries a script in its comment, and is a ZIP from its end."""
    out, carrier = io.BytesIO(), PngInfo()
    carrier.add_text("Comment", SCRIPT.decode())
    Image.new("RGB", (300, 200), "green").save(out, kind, comment=SCRIPT, pnginfo=carrier)
    content = out.getvalue() + b"%PDF-1.4" + SCRIPT + zipped()
    assert zipfile.is_zipfile(io.BytesIO(content))
    assert content.count(b"<script>") >= 2

    phone.submit(instance_of("wells", ANSWERS), files={"one.jpg": content})

    kept = EntryFile.objects.get()
    stored = files.read(kept.file)
    assert (kept.file.media_type, kept.problem) == ("image/jpeg", "")
    assert not any(sign in stored for sign in (b"<script>", b"PK\x03\x04", b"%PDF"))
    assert not zipfile.is_zipfile(io.BytesIO(stored))
    client.force_login(worker)
    answer = client.get(f"/datasets/entries/files/{kept.pk}/")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")


def test_the_name_of_a_file_is_never_a_path(phone, settings):
    xml = instance_of("wells", ANSWERS.replace("one.jpg", "passwd"))
    phone.submit(xml, files={"../../../etc/passwd": picture(), "..\\passwd": picture()})

    assert {kept.name for kept in EntryFile.objects.all()} <= {"passwd"}
    assert all(path.is_relative_to(settings.PRIVATE_FILES) for path in settings.PRIVATE_FILES.rglob("*"))


@pytest.mark.parametrize("spoil", ["secret", "username", "nobody"])
def test_a_wrong_password_is_told_so(client, phone, worker, spoil):
    wrong = {"secret": (worker.username, "0" * 32), "username": ("admin", phone.secret), "nobody": ("", "")}[spoil]

    answer = Collect(client, *wrong).get("/openrosa/formList")

    assert answer.status_code == 401
    assert "Basic realm=" in answer["WWW-Authenticate"]
    assert client.get("/openrosa/formList").status_code == 401


def test_an_answer_asks_little_of_the_database(phone, django_assert_max_num_queries):
    phone.submit(instance_of("wells", ANSWERS))
    request = {"xml_submission_file": SimpleUploadedFile("a.xml", instance_of("wells", ANSWERS).encode(), "text/xml")}

    # Who, their roles, the form, a savepoint and its end, the place, the rounds; the entry, its revision, the event.
    with django_assert_max_num_queries(10):
        assert phone.http.post("/openrosa/submission", request, headers=phone.headers).status_code == 201


def test_whether_there_is_a_list_of_forms_is_asked_without_reading_it(phone, client):
    answer = client.head("/openrosa/formList", headers=phone.headers)

    assert (answer.status_code, answer["X-OpenRosa-Version"], answer.content) == (200, "1.0", b"")
    assert client.head("/openrosa/formList").status_code == 401


def test_a_password_that_was_ended_lets_nobody_in(phone, worker):
    assert phone.get("/openrosa/formList").status_code == 200

    apppasswords.end(by=worker, password=AppPassword.objects.get())

    assert phone.get("/openrosa/formList").status_code == 401
    assert AppPassword.objects.get().used_at is not None


def test_somebody_whose_work_has_ended_sends_nothing_more(phone, worker):
    worker.memberships.all().delete()

    assert phone.get("/openrosa/formList").status_code == 403
    assert phone.submit(instance_of("wells", ANSWERS)).status_code == 403
    assert not Entry.objects.exists()


def test_the_forms_of_other_versions_and_lists_are_not_guessed(phone, form):
    assert phone.get("/openrosa/forms/wells/1/media/agencies.csv").status_code == 404
    assert phone.get("/openrosa/forms/wells/1/media/..%2Fx").status_code == 404
    gone = phone.get("/openrosa/forms/wells/9.xml")
    assert (gone.status_code, said(gone)[0], gone["X-OpenRosa-Version"]) == (404, "error", "1.0")
    assert Form.objects.count() == 1


def test_a_first_answer_is_of_the_round_in_which_it_was_filled_in(client, worker, form):
    today = clock.today()
    first = make.collecting("630111", days=(today - timedelta(30), today - timedelta(11)))
    second = make.collecting("630111", period="2566")
    phone = Collect(client, worker.username, make.secret(worker))

    for day in (today - timedelta(15), today, today + timedelta(400)):
        assert (
            phone.submit(instance_of("wells", f"<start>{day}T09:00:00.000+07:00</start>{ANSWERS}")).status_code == 201
        )
    assert phone.submit(instance_of("wells", f"<start>soon</start>{ANSWERS}")).status_code == 201

    early, *others = Entry.objects.order_by("pk")
    assert (early.round, early.period, early.held) == (first, "2565", ["late"])
    assert [(entry.round, entry.held) for entry in others] == [(second, [])] * 3
