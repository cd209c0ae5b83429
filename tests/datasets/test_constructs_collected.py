"""Each of the thirty forms of all constructs goes the whole way: brought, fetched, answered, sent twice, changed."""

import copy
import hashlib
import io
from pathlib import Path
from xml.etree.ElementTree import SubElement, fromstring, tostring

import pytest

from datasets.importing import formintake
from datasets.models import Dataset, Entry, EntryFile
from datasets.selectors.questions import FormError
from datasets.services import reviews
from tambon.system import system_user
from tests.datasets.collect import MANIFEST, XFORMS, Collect
from tests.datasets.test_openrosa import picture
from tests.factories import fieldwork as make

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("private")]

FORMS = sorted((Path(__file__).parent / "xlsforms").glob("*.csv"))
OPENROSA = "{http://openrosa.org/xforms}"
JAVAROSA = "{http://openrosa.org/javarosa}"
#: What the forms speak of and do not bring themselves.
FILES = {
    "crops.xml": "<root><item><name>rice</name><label>ข้าว</label></item></root>".encode(),
    "temples.geojson": (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "t1", "properties": {"title": "วัดสมมุติ"},'
        ' "geometry": {"type": "Point", "coordinates": [99.1, 16.8]}}]}'
    ).encode(),
    "sources.csv": "name_key,label_key\r\nwell,บ่อน้ำ\r\n".encode(),
    "households.csv": "name,label\r\nh1,บ้านสมมุติ\r\n".encode(),
    **{f"{name}.jpg": picture() for name in ("guide", "guide_big", "bird", "bird_big", "frog")},
    **{f"{name}.mp3": b"ID3\x04\x00\x00\x00\x00\x00\x00" for name in ("animal", "bird", "frog")},
    **{f"{name}.mp4": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00" for name in ("story", "bird")},
}
ANSWERS = {
    "int": "3", "decimal": "2.5", "date": "2021-12-08", "time": "08:30:00.000+07:00",
    "dateTime": "2021-12-08T08:30:00.000+07:00", "geopoint": "16.8 99.1 120 5",
    "geotrace": "16.8 99.1 0 0;16.9 99.2 0 0", "geoshape": "16.8 99.1 0 0;16.9 99.2 0 0;16.8 99.1 0 0", "boolean": "true",
}  # fmt: skip


def given_to(path):
    """Return the files that a form speaks of."""
    text = path.read_text(encoding="utf-8")
    return {
        name: content
        for name, content in FILES.items()
        if name in text or f"'{Path(name).stem}'" in text or f"xml-external,{Path(name).stem}" in text
    }


def brought(path, files=None):
    code = f"construct_{path.stem}"
    content = path.read_bytes()
    given = given_to(path) if files is None else files
    return formintake.bring(
        by=system_user(), dataset=make.dataset(code), file=io.BytesIO(content), name=path.name,
        files=[(name, io.BytesIO(content)) for name, content in given.items()],
    )  # fmt: skip


def answered(form, xml, instance, deprecated=""):
    """Answer everything that an XForm can be asked, as its binds say; return the XML and the names of its photos."""
    root = fromstring(xml)
    place = form.dataset.fields.get(role="place").name
    places = {f"/data{each['path']}" for each in form.questions if each["field"] == place}
    kept = {f"/data{each['repeat']}{each['path']}" for each in form.questions}
    binds = {bind.get("nodeset"): bind.get("type", "string") for bind in root.iter(f"{XFORMS}bind")}
    data = copy.deepcopy(root.find(f".//{XFORMS}instance")[0])
    photos = []

    def fill(element, path):
        for child in list(element):
            here = f"{path}/{child.tag.rpartition('}')[2]}"
            if child.attrib.pop(f"{JAVAROSA}template", None) is not None and len(element.findall(child.tag)) > 1:
                element.remove(child)
                continue
            if len(child):
                fill(child, here)
            elif binds.get(here) == "binary":
                child.text = f"photo{len(photos)}.jpg"
                photos.extend([child.text] if here in kept else [])
            elif here in places:
                child.text = "630111"
            elif not child.tag.endswith(("instanceID", "instanceName", "entity")):
                child.text = ANSWERS.get(binds.get(here, "string"), "a")

    fill(data, "/data")
    sign(next(child for child in data if child.tag.endswith("meta")), instance, deprecated)
    return tostring(data, encoding="unicode"), photos


def sign(meta, instance, deprecated):
    next(child for child in meta if child.tag.endswith("instanceID")).text = instance
    if deprecated:
        SubElement(meta, f"{OPENROSA}deprecatedID").text = deprecated


@pytest.mark.parametrize("path", FORMS, ids=[path.stem for path in FORMS])
def test_a_form_of_every_construct_is_collected(client, worker, pm, path):
    form = brought(path)
    make.collecting("630111", of=form.dataset)
    phone = Collect(client, worker.username, make.secret(worker))

    listed = phone.forms()[form.dataset_id]
    xml = phone.get(listed["downloadUrl"]).content.decode()
    files = listed_files(phone, listed)
    assert given_to(path).keys() <= files.keys()
    for name, content in given_to(path).items():
        assert name.endswith(".jpg") or files[name] == content  # photos are made anew
    sent, photos = answered(form, xml, "uuid:1")
    parts = dict.fromkeys(photos, picture())

    assert phone.submit(sent, files=parts).status_code == 201
    assert phone.submit(sent, files=parts).status_code == 201
    entry = Entry.objects.get()
    assert (entry.held, entry.revision, entry.by) == ([], 1, worker)
    assert {file.name for file in EntryFile.objects.all()} == set(photos)
    assert phone.submit(answered(form, xml, "uuid:2", "uuid:1")[0], files=parts).status_code == 201
    entry = Entry.objects.get()
    assert entry.revision == 2

    record = reviews.verify(by=pm, entry=entry, version=entry.version).record
    assert record.values == entry.values
    places = {field.name for field in form.dataset.fields.exclude(role="value")}
    asked = {each["field"] for each in form.questions if not each["repeat"]} - places
    assert {name for name in asked if record.values.get(name) is None} == set()
    for repetition in {each["repeat"] for each in form.questions} - {""}:
        rows = Dataset.objects.get(parent=form.dataset, repeat=repetition).records.all()
        assert rows
        assert all(None not in row.values.values() for row in rows), repetition


def listed_files(phone, listed):
    """Fetch what comes with a form, as its manifest lists it; each is what its mark says."""
    if "manifestUrl" not in listed:
        return {}
    found = {}
    for part in fromstring(phone.get(listed["manifestUrl"]).content):
        content = phone.get(part.findtext(f"{MANIFEST}downloadUrl")).content
        mark = hashlib.md5(content, usedforsecurity=False).hexdigest()
        assert part.findtext(f"{MANIFEST}hash") == f"md5:{mark}"
        found[part.findtext(f"{MANIFEST}filename")] = content
    return found


def test_a_repetition_in_a_repetition_is_keyed_to_both(nation, client, worker, pm):
    path = next(path for path in FORMS if path.stem == "repeats")
    form = brought(path)
    make.collecting("630111", of=form.dataset)
    phone = Collect(client, worker.username, make.secret(worker))
    sent = (
        '<data xmlns:orx="http://openrosa.org/xforms" id="construct_repeats" version="2021100101">'
        "<member><member_name>ก</member_name><illness><illness_name>หวัด</illness_name></illness></member>"
        "<member><member_name>ข</member_name><illness><illness_name>ไอ</illness_name></illness>"
        "<illness><illness_name>ไข้</illness_name></illness></member>"
        "<orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>"
    )

    assert phone.submit(sent).status_code == 201

    entry = Entry.objects.get()
    reviews.verify(by=pm, entry=entry, version=entry.version)
    rows = Dataset.objects.get(repeat="/member/illness").records.order_by("key")
    assert [(row.key.removeprefix(entry.key), row.values["illness_name"]) for row in rows] == [
        ("/1/1", "หวัด"), ("/2/1", "ไอ"), ("/2/2", "ไข้"),
    ]  # fmt: skip
    members = Dataset.objects.get(repeat="/member").records.order_by("key")
    assert [row.values["member_name"] for row in members] == ["ก", "ข"]


def test_a_picture_or_sound_that_nobody_brought_is_told_by_its_cell(nation):
    path = next(path for path in FORMS if path.stem == "media")
    lost = {"guide.jpg": ("survey", 3, "media::image::ไทย (th)"), "frog.mp3": ("choices", 9, "audio::ไทย (th)")}

    with pytest.raises(FormError) as refused:
        brought(path, {name: content for name, content in given_to(path).items() if name not in lost})

    told = {(issue.sheet, issue.row, issue.column): issue.message for issue in refused.value.issues}
    assert set(told) == set(lost.values())
    assert "guide.jpg" in told[lost["guide.jpg"]]


def test_a_list_that_nobody_brought_is_told_where_it_is_spoken_of(nation):
    path = next(path for path in FORMS if path.stem == "lookups")

    with pytest.raises(FormError) as refused:
        brought(path, {})

    assert {(issue.row, issue.column) for issue in refused.value.issues} == {(4, "name")}
    assert "crops.xml" in refused.value.issues[0].message


def test_files_of_the_version_before_come_along_and_a_newer_one_takes_the_place_of_the_old(nation):
    path = next(path for path in FORMS if path.stem == "from_file")
    form = brought(path)
    content = path.read_bytes().replace(b"2021100101", b"2")
    newer = "name_key,label_key\r\nriver,แม่น้ำ\r\n".encode()

    second = formintake.bring(
        by=system_user(), dataset=form.dataset, file=io.BytesIO(content), name="b.csv",
        files=[("sources.csv", io.BytesIO(newer))],
    )  # fmt: skip

    marks = dict(form.files.values_list("name", "md5"))
    again = dict(second.files.values_list("name", "md5"))
    assert again.keys() == marks.keys() == {"crops.xml", "temples.geojson", "sources.csv"}
    assert {name for name in marks if marks[name] != again[name]} == {"sources.csv"}
    assert {"value": "rice", "th": "ข้าว", "en": ""} in form.dataset.fields.get(name="crop").choices


BAD = {
    "list.csv": b"\xff\xfe\x00",
    "bare.csv": b"",
    "bomb.xml": b'<!DOCTYPE a [<!ENTITY b "bbb">]><root>&b;</root>',
    "places.geojson": b'{"type": "Point"}',
    "deep.geojson": b"[" * 100_000,
    "script.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "page.jpg": b"<html><script>alert(1)</script></html>",
    "sound.mp3": b"<html></html>",
    "..": b"x",
    "a\x00b.csv": b"name\r\n",
    "large.csv": b"name\r\n" + b"a\r\n" * 2_000_000,
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_not_what_its_name_says_is_refused_by_its_name_and_nothing_is_kept(nation, name):
    path = next(path for path in FORMS if path.stem == "text")

    with pytest.raises(FormError) as refused:
        brought(path, {name: BAD[name]})

    assert refused.value.issues[0].sheet == name
    assert not Dataset.objects.get(pk="construct_text").forms.exists()


def test_a_file_brought_under_a_path_keeps_its_last_part_alone(nation):
    path = next(path for path in FORMS if path.stem == "text")

    form = brought(path, {"../../etc/list.csv": b"name,label\r\na,b\r\n"})

    assert list(form.files.values_list("name", flat=True)) == ["list.csv"]
