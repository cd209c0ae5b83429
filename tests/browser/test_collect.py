"""Forms of the field in a real browser: filled in without a network on a phone, returned, corrected, verified."""

import io
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import expect

from dashboards.choices import Counting
from dashboards.models import Rollup
from dashboards.services import indicators, rollups
from datasets.choices import EntryState
from datasets.importing import formintake
from datasets.models import Entry, EntryFile
from datasets.models import Form as XlsForm
from datasets.services import reviews
from tambon.system import system_user
from tests.browser.people import Person, said
from tests.browser.test_accessibility import serious
from tests.factories import fieldwork as make
from tests.factories import tambon as people
from tests.factories import workforce as work
from u2t.machine.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
REMARK = "นับบ่อหลังบ้านด้วย"


@pytest.fixture(autouse=True)
def ground(nation, worker, pm, private):
    """A round of the wells of the worker's tambon, on a form that came as a file."""
    expect.set_options(timeout=20_000)
    make.form()
    make.collecting("630111")


@pytest.fixture
def colleague(nation):
    person = people.user("colleague")
    people.membership(person, "worker", area=people.area("630111"))
    return person


@pytest.fixture
def before(new_context, live_server):
    """Seat people before browsers of their own."""

    def _before(username, *, viewport=None):
        person = Person(new_context())
        if viewport:
            person.page.set_viewport_size(viewport)
        return person.sign_in(live_server.url, username)

    return _before


class Form:
    """The form on the page, by what people read in it."""

    def __init__(self, person):
        self.page = person.page

    def open(self):
        expect(self.page.locator("[data-odk] .questions-card")).to_be_visible()
        return self

    def question(self, text):
        found = self.page.locator(".question-container")
        return found.filter(has=self.page.get_by_text(text, exact=True)).last

    def write(self, text, value):
        field = self.question(text).locator("input")
        field.fill("")
        field.press_sequentially(value)  # numbers are taken key by key
        field.blur()

    def send(self):
        self.page.get_by_role("button", name="ส่งข้อมูล", exact=True).click()


def kept_on(phone):
    """Wait until the device has what the form needs without a network."""
    phone.page.evaluate("navigator.serviceWorker.ready")
    expect(phone.locator(".collect-ready")).to_be_visible()


def test_a_form_is_filled_offline_returned_corrected_and_moves_its_indicator(
    before, live_server, steward, pm, tmp_path
):
    address = f"{live_server.url}/datasets/collect/"
    bring(before("steward"), live_server.url, tmp_path / "wells.csv")
    phone = before("worker", viewport=PHONE)
    phone.goto(address)
    kept_on(phone)
    phone = fill_offline(phone, address)

    assert not Entry.objects.exists()
    phone.page.context.set_offline(False)
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)
    expect(phone.locator("[data-lists]")).not_to_contain_text(said("Kept on this device, not sent yet"))
    entry = Entry.objects.get()
    assert (entry.values["wells"], entry.area_id, entry.state) == (3, "630111", EntryState.SUBMITTED)

    reviews.return_entry(by=pm, entry=entry, version=entry.version, remarks={"wells": REMARK})
    correct(phone, address)
    entry.refresh_from_db()
    assert (entry.values["wells"], entry.revision, entry.state) == (5, 2, EntryState.SUBMITTED)
    assert Entry.objects.count() == 1

    desk = before("pm")
    desk.goto(f"{live_server.url}/datasets/entries/{entry.pk}/")
    desk.press("Verify")
    rollups.roll_up(by=system_user())
    assert Rollup.objects.get(level="province", area="63", indicator__code="data.wells").value == 5


def bring(desk, address, file):
    """Bring a newer version of the form by its page, and define an indicator of it."""
    file.write_text(make.survey("2565020202"), encoding="utf-8")
    desk.goto(f"{address}/datasets/wells/forms/new/")
    desk.locator("input[name=file]").set_input_files(str(file))
    desk.press("Compile and put in force")
    wanted = indicators.Wanted(
        code="data.wells", name_th="บ่อน้ำ", name_en="Wells", dataset=make.dataset(), counting=Counting.SUM,
        field="wells", unit_th="บ่อ",
    )  # fmt: skip
    indicators.define(by=system_user(), wanted=wanted)


def fill_offline(phone, address):
    """Begin a form without a network, close the page, go on with the draft and send it."""
    context = phone.page.context
    context.set_offline(True)
    phone.goto(address)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.write("หัวหน้าครัวเรือน", "นางคำ ใจดี")
    expect(phone.locator("[data-state]")).to_have_text(said("The draft is kept on this device."))
    phone.page.wait_for_timeout(1_000)  # the last letters, too
    phone.page.close()

    phone = Person(context)
    phone.goto(address)
    phone.page.get_by_role("link", name=said("Go on")).click()
    form = Form(phone).open()
    expect(form.question("หัวหน้าครัวเรือน").locator("input")).to_have_value("นางคำ ใจดี")
    form.send()
    expect(phone.locator("[data-lists]")).to_contain_text(said("Kept on this device, not sent yet"))
    return phone


def correct(phone, address):
    """Open what was returned, read why, and send it corrected."""
    phone.goto(address)
    expect(phone.locator("[data-lists]")).to_contain_text(REMARK)
    phone.page.get_by_role("link", name=said("Correct"), exact=True).click()
    form = Form(phone).open()
    expect(phone.locator("[data-remarks]")).to_contain_text(REMARK)
    form.write("บ่อน้ำ (บ่อ)", "5")
    form.send()
    expect(phone.locator("[data-state]")).to_have_text(said("Sent, and received by the server. It is reviewed next."))


def test_who_uses_the_device_next_neither_sees_nor_sends_what_is_kept(before, live_server, colleague):
    address = f"{live_server.url}/datasets/collect/"
    phone = before("worker", viewport=PHONE)
    phone.goto(address)
    kept_on(phone)
    phone.page.context.set_offline(True)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.send()
    expect(phone.locator("[data-lists]")).to_contain_text(said("Kept on this device, not sent yet"))

    phone.goto("about:blank")  # the page would come back by itself with the network
    phone.page.context.clear_cookies()  # the session has ended meanwhile
    phone.page.context.set_offline(False)
    phone.sign_in(live_server.url, "colleague")
    phone.goto(address)
    expect(phone.locator("[data-lists]")).to_be_visible()
    expect(phone.locator("[data-lists]")).not_to_contain_text(said("Kept on this device, not sent yet"))
    assert not Entry.objects.exists()

    phone.page.context.clear_cookies()
    phone.sign_in(live_server.url, "worker")
    phone.goto(address)
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_and_its_form_say_thai_and_nothing_serious_to_axe(before, live_server, axe, width):
    person = before("worker", viewport={"width": width, "height": 900})
    refused = []
    person.page.on("console", lambda said: refused.append(said.text[:200]) if said.type == "error" else None)
    person.goto(f"{live_server.url}/datasets/collect/")
    expect(person.locator(".collect-ready")).to_be_visible()
    assert serious(person.page, axe) == []
    person.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(person).open()
    for english in ("Send", "Get location", "Choose image", "Add "):
        expect(form.page.locator("[data-odk]")).not_to_contain_text(english)
    assert form.page.locator("[data-odk] h1").first.evaluate("(title) => getComputedStyle(title).wordBreak") == "normal"
    assert serious(person.page, axe) == []
    assert refused == []


def test_a_form_is_edited_as_a_table_with_cells_pasted_from_a_spreadsheet(before, live_server, steward, axe):
    desk = before("steward")
    desk.goto(f"{live_server.url}/datasets/wells/forms/edit/")
    assert serious(desk.page, axe) == []
    desk.page.locator("section", has=desk.page.get_by_role("heading", name="survey")).get_by_role(
        "button", name=said("Add a row"), exact=True
    ).click()
    desk.page.evaluate("""() => {
        const data = new DataTransfer();
        data.setData("text", "text\\troad\\tถนน\\nnumbr\\tcars\\tรถ");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }""")
    desk.press("Compile and put in force")
    wrong = desk.locator("[aria-invalid=true]")
    expect(wrong).to_have_value("numbr")
    expect(wrong).to_be_focused()

    wrong.fill("integer")
    desk.press("Compile and put in force")
    form = XlsForm.objects.get(dataset="wells", number=2)
    assert [question["name"] for question in form.questions if not question["is_automatic"]][-2:] == ["road", "cars"]


def test_a_form_is_made_of_nothing_with_rows_moved_inserted_and_removed(before, live_server, steward, axe):
    make.dataset("stalls")
    desk = before("steward", viewport=PHONE)
    desk.goto(f"{live_server.url}/datasets/stalls/forms/edit/")
    survey = desk.page.locator("section", has=desk.page.get_by_role("heading", name="survey", exact=True))

    def type_in(sheet, row, *cells):
        for column, text in zip("ABCD", cells, strict=False):
            desk.page.get_by_label(f"{sheet} {column}{row}", exact=True).fill(text)

    def press(text):
        survey.get_by_role("button", name=said(text), exact=True).click()

    type_in("survey", 2, "text", "stall", "ชื่อแผง", "Stall")
    press("Add a row")
    type_in("survey", 3, "integer", "goods", "จำนวนสินค้า", "Goods")
    press("Move up")
    press("Insert a row above")
    type_in("survey", 2, "select_one kind", "kind", "ประเภท", "Kind")
    press("Add a row")
    type_in("survey", 5, "integer", "mistake", "ผิด", "Wrong")
    press("Remove the row")
    type_in("choices", 2, "kind", "fresh", "ของสด", "Fresh")
    assert serious(desk.page, axe) == []
    assert desk.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    desk.press("Compile and put in force")

    form = XlsForm.objects.get(dataset="stalls")
    assert [question["name"] for question in form.questions] == ["kind", "goods", "stall"]
    assert form.choices["kind"] == [{"value": "fresh", "th": "ของสด", "en": "Fresh"}]


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
    phone.page.wait_for_timeout(1_500)
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
    kept = """() => new Promise((done) => {
        const asked = indexedDB.open("u2t-field-forms", 1);
        asked.onsuccess = () => {
            const all = asked.result.transaction("queue").objectStore("queue").getAll();
            all.onsuccess = () => done(all.result[0].kept.map((file) => file.name).sort());
        };
    })"""
    whole = ["bird.jpg", "cry.mp3", "frog.jpg", "guide.png"]
    assert wait_until(lambda: phone.page.evaluate(kept) == whole, seconds=20)
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


def test_a_document_is_attached_kept_in_the_draft_and_sent(before, live_server):
    asked = make.survey("2565050505").replace("personal,calculation", "personal,calculation,required")
    make.form(asked.replace(",note,", ",file,plan,แผนผังงาน,Plan,,,,yes\n,note,"))
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/datasets/collect/")
    kept_on(phone)
    phone.page.context.set_offline(True)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.page.get_by_text("มี", exact=True).first.click()

    form.send()
    expect(form.question("แผนผังงาน").locator(".validation-message")).to_be_visible()
    attach(form, "wrong.pdf")
    form.question("แผนผังงาน").get_by_role("button", name="ลบ").click()
    expect(form.question("แผนผังงาน")).not_to_contain_text("wrong")
    attach(form, "plan.pdf")
    form.page.wait_for_timeout(1_000)
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


def test_a_day_is_written_the_thai_way_beside_the_calendar(before, live_server):
    make.form(make.survey("2565030303").replace(",note,", ",date,day,วันที่สำรวจ,Day,,,\n,note,"))
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/datasets/collect/")
    kept_on(phone)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()

    day = form.question("วันที่สำรวจ")

    form.write("วันที่สำรวจ", "08/12/2021")
    expect(day.locator(".collect-day")).to_have_text("8 ธันวาคม 2564")
    form.write("วันที่สำรวจ", "09/12/2564")
    expect(day.locator(".collect-day")).to_have_text("9 ธันวาคม 2564")
    expect(day.locator("input")).to_have_value("09/12/2564")
    day.locator("input").click()
    expect(phone.page.locator(".p-datepicker-select-year").first).to_have_text("2564")
    phone.page.locator(".p-datepicker-day").get_by_text("10", exact=True).first.click()
    expect(day.locator(".collect-day")).to_have_text("10 ธันวาคม 2564")
    expect(day.locator("input")).to_have_value("10/12/2564")
    phone.page.wait_for_timeout(1_000)
    phone.reload()
    form = Form(phone).open()
    day = form.question("วันที่สำรวจ")
    expect(day.locator("input")).to_have_value("10/12/2564")
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.send()
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)
    assert Entry.objects.get().values["day"] == "2021-12-10"


def test_answers_whose_receipt_was_lost_on_the_way_are_one_entry(before, live_server):
    phone = before("worker", viewport=PHONE)
    phone.goto(f"{live_server.url}/datasets/collect/")
    kept_on(phone)

    is_back = []

    def lose(route):
        if is_back:
            route.continue_()
            return
        route.fetch()
        route.abort()

    phone.page.route("**/api/v1/entries/", lose)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.send()
    expect(phone.locator("[data-lists]")).to_contain_text(said("Kept on this device, not sent yet"))
    assert Entry.objects.count() == 1
    is_back.append(True)
    phone.reload()
    expect(phone.locator("[data-state]")).to_have_text(said("Sent, and received by the server. It is reviewed next."))
    assert Entry.objects.get().revision == 1


def test_every_shipped_form_opens(before, live_server):
    for path in sorted((Path(settings.BASE_DIR) / "datasets/shipped/forms").glob("*.csv")):
        code = path.stem.replace("_", "-")
        make.form(path.read_text(encoding="utf-8"), of=make.dataset(code), name=path.name)
        make.collecting("630111", of=make.dataset(code))
    phone = before("worker", viewport=PHONE)
    broken = []
    phone.page.on("pageerror", lambda error: broken.append(str(error)))
    phone.goto(f"{live_server.url}/datasets/collect/")
    links = phone.page.get_by_role("link", name=said("Fill in"), exact=True)
    expect(links).to_have_count(XlsForm.objects.values("dataset").distinct().count())
    for address in links.evaluate_all("(found) => found.map((link) => link.href)"):
        phone.goto(address)
        Form(phone).open()
        expect(phone.locator("[data-odk]")).not_to_contain_text("Support for")
    assert broken == []


def test_a_draft_of_an_older_version_is_finished_after_a_newer_one_came(before, live_server, pm):
    phone = before("worker", viewport=PHONE)
    address = f"{live_server.url}/datasets/collect/"
    phone.goto(address)
    kept_on(phone)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    form = Form(phone).open()
    form.write("บ่อน้ำ (บ่อ)", "3")
    form.page.get_by_text("มี", exact=True).first.click()
    expect(phone.locator("[data-state]")).to_have_text(said("The draft is kept on this device."))
    phone.page.wait_for_timeout(1_000)
    newer = make.form(
        make.survey("2565020202").replace(",select_one yn,water,มีน้ำใช้ตลอดปี,Water all year,${wells} > 0,,\n", "")
    )

    phone.goto(address)
    phone.page.wait_for_timeout(1_500)
    phone.page.get_by_role("link", name=said("Go on")).click()
    Form(phone).open().send()
    assert wait_until(lambda: Entry.objects.count() == 1, seconds=30)
    entry = Entry.objects.get()
    assert (entry.form.number, entry.held, entry.values["water"]) == (1, [], "yes")
    record = reviews.verify(by=pm, entry=entry, version=entry.version).record
    assert record.values["water"] == "yes"
    assert newer.dataset.fields.get(name="water").is_retired

    desk = before("pm")
    desk.goto(f"{live_server.url}/datasets/records/{record.pk}/")
    expect(desk.page.get_by_text("มีน้ำใช้ตลอดปี")).to_be_visible()
    phone.goto(address)
    phone.page.get_by_role("link", name=said("Fill in")).click()
    expect(Form(phone).open().question("มีน้ำใช้ตลอดปี")).to_have_count(0)
