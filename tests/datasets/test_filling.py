"""Answers sent from a browser: the road of telephones, by those who are signed in on the page."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from datasets.importing import formintake
from datasets.models import Entry, EntryFile
from datasets.services import reviews
from tests.datasets.collect import instance_of
from tests.datasets.test_openrosa import ANSWERS, picture
from tests.factories import fieldwork as make

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/entries/"


@pytest.fixture
def form(nation, worker, pm, private):
    made = make.form()
    make.collecting("630111")
    return made


@pytest.fixture
def browser(client, form, worker):
    client.force_login(worker)
    return client


def post(browser, xml, *, files=(), is_incomplete=False):
    parts = {"xml_submission_file": SimpleUploadedFile("a.xml", xml.encode(), "text/xml")}
    parts["file"] = [SimpleUploadedFile(name, content, "image/jpeg") for name, content in files]
    return browser.post(ADDRESS, parts | {"is_incomplete": str(is_incomplete)})


def test_the_same_answers_twice_are_one_entry(browser):
    xml = instance_of("wells", ANSWERS, instance="uuid:1")

    first, again = post(browser, xml), post(browser, xml)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"] == Entry.objects.get().pk


def test_photos_come_one_by_one_and_the_entry_is_whole_with_the_last(browser):
    two = ANSWERS.replace("<spot>", "<photo2>two.jpg</photo2><spot>")
    xml = instance_of("wells", two, instance="uuid:1")

    started = post(browser, xml, is_incomplete=True)
    ended = post(browser, xml, files=[("house.jpg", picture())])

    assert (started.json()["state"], ended.json()["state"]) == ("draft", "submitted")
    assert EntryFile.objects.filter(problem="").count() <= 1


def test_other_answers_under_the_same_name_are_refused(browser):
    post(browser, instance_of("wells", "<wells>1</wells>", instance="uuid:1"))

    answer = post(browser, instance_of("wells", "<wells>2</wells>", instance="uuid:1"))

    assert answer.status_code == 409
    assert Entry.objects.get().values["wells"] != 2


@pytest.mark.parametrize(
    ("xml", "status"),
    [("<data", 400), ('<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>', 400), (instance_of("unknown"), 404)],
)
def test_what_is_no_answer_to_a_form_is_told(browser, xml, status):
    answer = post(browser, xml)

    assert answer.status_code == status
    assert answer.json()["title"]
    assert not Entry.objects.exists()


def test_another_site_cannot_send_in_somebody_s_name(form, worker):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(worker)

    answer = post(browser, instance_of("wells", ANSWERS))
    assert answer.status_code == 403
    assert answer.json()["title"].startswith("CSRF")  # the page tells it from a role that ended by this word
    assert not Entry.objects.exists()


def test_a_device_gets_the_forms_of_its_own_areas_with_their_lists(browser, form):
    make.form(
        make.survey()
        .replace(",geopoint,spot", ",select_one_from_file villages.csv,village,หมู่บ้าน,Village,,,\n,geopoint,spot")
        .replace("2565010101", "2565020202")
    )

    [listed] = browser.get("/api/v1/field-forms/").json()
    packed = browser.get(listed["address"]).json()

    assert (listed["code"], listed["number"], listed["round"]) == ("wells", 2, "รอบแรก")
    assert packed["xml"].startswith("<?xml")
    assert set(packed["lists"]) == {"villages.csv"}
    assert all(line.split(",")[2] == "630111" for line in packed["lists"]["villages.csv"].splitlines()[1:])


def test_what_was_returned_comes_with_its_remarks_to_whoever_sent_it(browser, pm):
    post(browser, instance_of("wells", "<home><wells>3</wells></home>", instance="uuid:1"))
    entry = Entry.objects.get()
    assert browser.get("/api/v1/field-forms/returned/").json() == []

    reviews.return_entry(by=pm, entry=entry, version=entry.version, remarks={"wells": "นับใหม่", "": "ขอบคุณ"})

    [back] = browser.get("/api/v1/field-forms/returned/").json()
    assert (back["entry"], back["instance"]) == (entry.pk, "uuid:1")
    assert {(said["path"], said["question"], said["text"]) for said in back["remarks"]} == {
        ("/home/wells", "บ่อน้ำ (บ่อ)", "นับใหม่"),
        ("", "", "ขอบคุณ"),
    }
    browser.force_login(pm)
    assert browser.get("/api/v1/field-forms/returned/").json() == []


def test_the_page_lets_in_webassembly_and_nothing_of_other_hosts(browser):
    policy = browser.get(reverse("collect"))["Content-Security-Policy"]

    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert "'wasm-unsafe-eval'" in rules["script-src"]
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "wasm" not in browser.get(reverse("entry-list"))["Content-Security-Policy"]


def test_what_a_device_keeps_holds_nothing_of_anybody(browser, worker):
    shell = browser.get(reverse("collect-shell")).content.decode()

    assert worker.username not in shell
    assert "csrf" not in shell
    assert f'"{reverse("collect-shell")}?language' in browser.get(reverse("collect-worker")).content.decode().replace(
        "\\u002D", "-"
    )


def test_a_list_that_is_only_looked_up_comes_along_too(browser):
    make.form(make.survey("2565020202").replace(",start,start,,,,,", ",csv-external,villages,,,,,"))

    [listed] = browser.get("/api/v1/field-forms/").json()

    assert set(browser.get(listed["address"]).json()["lists"]) == {"villages.csv"}


PICTURED = ",geopoint,spot,พิกัด,Position,,,,guide.png\n"


def pictured(version, *, of=None):
    """Bring a form that shows a picture."""
    text = make.survey(version).replace(",geopoint,spot,พิกัด,Position,,,\n", PICTURED)
    text = text.replace("personal,calculation", "personal,calculation,media::image")
    return formintake.bring(
        by=make.system_user(), dataset=make.dataset(), file=io.BytesIO(text.encode()), name="wells.csv",
        files=[("guide.png", io.BytesIO(picture()))],
    )  # fmt: skip


def test_the_pictures_of_a_form_come_along_by_addresses_that_only_its_readers_open(browser):
    pictured("2565020202")

    [listed] = browser.get("/api/v1/field-forms/").json()
    packed = browser.get(listed["address"]).json()

    [shown] = packed["shown"]
    assert (shown["name"], packed["lists"]) == ("guide.png", {})
    given = browser.get(shown["address"])
    content = b"".join(given.streaming_content)
    assert (given.status_code, given["Content-Type"], len(content)) == (200, "image/jpeg", shown["size"])
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Disposition"].startswith("attachment")
    assert Client().get(shown["address"]).status_code == 302
    assert packed["properties"]["username"]


def test_the_page_plays_what_lies_on_the_device_and_nothing_of_other_hosts(browser):
    policy = browser.get(reverse("collect"))["Content-Security-Policy"]

    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert rules["media-src"] == ["'self'", "blob:"]
    assert "blob:" in rules["img-src"]


def test_an_answer_too_long_for_its_column_waits_for_a_decision_and_stays_whole_in_what_was_sent(browser):
    long = "น้ำท่วม" * 3000

    post(browser, instance_of("wells", f"<home><wells>3</wells><head>{long}</head></home>", instance="uuid:1"))

    entry = Entry.objects.get()
    assert "value" in entry.held
    assert entry.values["head"] is None
    assert long in entry.revisions.get().xml
