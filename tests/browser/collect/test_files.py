"""What comes with a form and what is attached to answers: lists, pictures, sounds, photos, documents; and no room."""

import io
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from datasets.choices import EntryState
from datasets.importing import formintake
from datasets.models import Entry, EntryFile
from tambon.system import system_user
from tests.browser.collect.form import Form, answer_once, drafted, kept_on, store_two, stored
from tests.browser.people import PHONE, said
from tests.factories import fieldwork as make
from tests.factories import tambon as people
from tests.factories import workforce as work
from u2t.machine.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


RICH = (
    ",geopoint,spot,พิกัด,Position,,,\n",
    ",geopoint,spot,พิกัด,Position,,,\n,select_one_from_file villages.csv,village,หมู่บ้าน,Village,,,\n,date,day,วันที่สำรวจ,Day,,,\n",
)


def test_lists_of_the_own_area_and_photos_come_along_and_a_draft_keeps_its_photo(before, live_server):
    people.areas({"63011101": "บ้านแม่ท้อ", "63020101": "บ้านอื่น"})
    make.form(make.survey("2565020202").replace(*RICH))
    phone = before("worker", viewport=PHONE)
    asked = []
    phone.page.on("request", lambda request: asked.append(request.url))
    phone.goto(f"{live_server.url}/datasets/collect/")
    kept_on(phone)
    phone.page.context.set_offline(True)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    assert form.question("หมู่บ้าน").locator("input[type=radio]").count() == 1
    phone.page.get_by_text("บ้านแม่ท้อ").click()
    photo = {"name": "บ้าน.png", "mimeType": "image/png", "buffer": work.picture(600, 400)}
    form.question("ภาพบ้าน").locator("input[type=file]").first.set_input_files(photo)
    drafted(phone, ".png")
    phone.reload()
    form = Form(phone).open()
    expect(form.question("ภาพบ้าน").locator("img")).to_be_visible()
    expect(form.question("พิกัด").get_by_role("button", name="รับพิกัด")).to_be_visible()
    form.send()
    expect(phone.locator("[data-lists]")).to_contain_text(said("Kept on this device, not sent yet"))
    phone.page.context.set_offline(False)
    assert wait_until(lambda: Entry.objects.filter(state=EntryState.SUBMITTED).count() == 1, seconds=30)
    entry = Entry.objects.get()
    assert entry.values["village"] == "63011101"
    [file] = EntryFile.objects.filter(revision__entry=entry)
    assert (file.problem, file.file.media_type) == ("", "image/jpeg")
    assert {urlsplit(address).netloc for address in asked if address.startswith("http")} == {
        urlsplit(live_server.url).netloc
    }


PICTURED = """survey
,type,name,label::ไทย (th),media::image,media::audio
,select_one animal,animal,พบสัตว์ใด,guide.png,cry.mp3
,username,collector,,,
choices
,list_name,name,label::ไทย (th),media::image
,animal,bird,นก,bird.jpg
,animal,frog,กบ,frog.jpg
settings
,form_title,version,default_language
,สัตว์ที่พบ,2565040404,ไทย (th)
"""


@pytest.fixture
def animals(ground):
    """A form that shows pictures and plays a sound."""
    pictures = {name: work.picture(200, 100) for name in ("guide.png", "bird.jpg", "frog.jpg")}
    return formintake.bring(
        by=system_user(), dataset=make.dataset(), file=io.BytesIO(PICTURED.encode()), name="animals.csv",
        files=[(name, io.BytesIO(content)) for name, content in (pictures | {"cry.mp3": b"ID3" + bytes(60)}).items()],
    )  # fmt: skip


def test_a_picture_that_was_lost_on_the_way_is_fetched_the_next_time(before, live_server, animals):
    phone = before("worker", viewport=PHONE)
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.request.url)
        return route.abort()

    phone.page.route("**/datasets/wells/forms/*/files/*", lose)
    phone.goto(f"{live_server.url}/datasets/collect/")
    kept_on(phone)
    phone.page.reload()
    kept_on(phone)
    whole = ["bird.jpg", "cry.mp3", "frog.jpg", "guide.png"]
    assert wait_until(lambda: sorted(stored(phone, "forms")[0]["files"]) == whole, seconds=20)
    assert lost


FULL = """(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (one) {
        if (%s) throw new DOMException("full", "QuotaExceededError");
        return put.call(this, one);
    };
})()"""


def test_a_form_is_kept_without_its_pictures_where_there_is_no_room_for_them(before, live_server, animals):
    phone = before("worker", viewport=PHONE)
    phone.page.add_init_script(FULL % "one.kept?.length")
    phone.goto(f"{live_server.url}/datasets/collect/")
    kept_on(phone)
    phone.page.context.set_offline(True)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    Form(phone).open()


def test_answers_go_before_pictures_where_there_is_no_room_for_both(before, live_server, animals):
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/datasets/collect/")
    kept_on(phone)
    phone.page.add_init_script(
        FULL % "(globalThis.isFreed ||= Boolean(one.kept && !one.kept.length), one.state && !globalThis.isFreed)"
    )
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.page.get_by_text("กบ", exact=True).click()
    expect(phone.locator("[data-state]")).to_have_text(said("The draft is kept on this device."))
    form.send()
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)


def test_where_nothing_can_be_kept_answers_go_from_the_page_or_it_is_told(before, live_server):
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/datasets/collect/")
    kept_on(phone)
    phone.page.add_init_script(FULL % "one.state")
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.page.get_by_text("มี", exact=True).first.click()
    full = said("This device has no room left: the draft is not kept. Send it, or make room.")
    expect(phone.locator("[data-state]")).to_have_text(full)
    phone.page.context.set_offline(True)
    phone.page.locator("[data-state]").evaluate(
        "(state) => { state.textContent = ''; }"
    )  # what is said stands there already
    form.send()
    expect(phone.locator("[data-state]")).to_have_text(full)
    phone.page.context.set_offline(False)
    form.send()
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)
    assert Entry.objects.get().values["wells"] == 3


def test_a_refusal_that_there_is_no_room_to_note_holds_up_no_others(before, live_server):
    phone = before("worker", viewport=PHONE)
    store_two(phone, f"{live_server.url}/datasets/collect/")
    phone.page.add_init_script(FULL % "one.error")
    answer_once(phone, status=409, json={"detail": "ไม่รับ"})
    phone.page.context.set_offline(False)
    assert wait_until(lambda: phone.page.wait_for_timeout(50) or Entry.objects.count() == 1, seconds=20)


def test_the_pictures_of_a_form_are_seen_without_a_network(before, live_server, worker, animals):
    phone = before("worker", viewport=PHONE)
    refused = []
    phone.page.on("console", lambda told: refused.append(told.text) if "Content Security" in told.text else None)
    phone.goto(f"{live_server.url}/datasets/collect/")
    kept_on(phone)
    phone.page.context.set_offline(True)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    expect(form.page.locator("[data-odk] img.image-block")).to_have_count(3)
    widths = "(found) => found.map((image) => image.naturalWidth)"
    assert form.page.locator("[data-odk] img.image-block").evaluate_all(widths) == [200, 200, 200]
    assert not form.page.locator("[data-odk] img[src^='http']").count()
    form.page.get_by_text("กบ", exact=True).click()
    form.send()
    expect(phone.locator("[data-lists]")).to_contain_text(said("Kept on this device, not sent yet"))
    phone.page.context.set_offline(False)
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)
    assert refused == []
    values = Entry.objects.get().values
    assert (values["animal"], values["collector"]) == ("frog", worker.username)


def attach(form, name):
    """Choose a document of this name for the plan that is asked for."""
    with form.page.expect_file_chooser() as chosen:
        form.question("แผนผังงาน").get_by_role("button", name="เลือกไฟล์").click()
    content = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    chosen.value.set_files({"name": name, "mimeType": "application/pdf", "buffer": content})
    expect(form.question("แผนผังงาน")).to_contain_text(name)


def told_apart(form, text, *questions):
    """Expect a button of this text at each of these questions, named with it for readers of screens."""
    expect(form.page.locator("[data-odk]").get_by_role("button", name=text)).to_have_count(len(questions))
    for question in questions:
        expect(form.page.get_by_role("button", name=f"{text} {question}", exact=True)).to_have_count(1)


def test_a_document_is_attached_kept_in_the_draft_and_sent(before, live_server):
    asked = make.survey("2565050505").replace("personal,calculation", "personal,calculation,required")
    files = ",file,plan,แผนผังงาน,Plan,,,,yes\n,file,deed,โฉนด,Deed,,,,\n"
    make.form(asked.replace(",note,", f"{files},note,"))
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/datasets/collect/")
    kept_on(phone)
    phone.page.context.set_offline(True)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.page.get_by_text("มี", exact=True).first.click()

    told_apart(form, "เลือกไฟล์", "* แผนผังงาน", "โฉนด")

    form.send()
    expect(form.question("แผนผังงาน").locator(".validation-message")).to_be_visible()
    attach(form, "wrong.pdf")
    form.question("แผนผังงาน").get_by_role("button", name="ลบ").click()
    expect(form.question("แผนผังงาน")).not_to_contain_text("wrong")
    drafted(phone, "<plan/>")
    attach(form, "plan.pdf")
    drafted(phone, ".pdf</plan>")
    phone.reload()
    form = Form(phone).open()
    expect(form.question("แผนผังงาน")).to_contain_text(".pdf")
    phone.page.context.set_offline(False)
    form.send()
    assert wait_until(lambda: EntryFile.objects.count() == 1, seconds=30)
    found = EntryFile.objects.get()
    assert found.name.endswith(".pdf")
    assert found.name == Entry.objects.get().values["plan"]
    assert not found.problem
