"""Forms made and changed as tables in the browser."""

import pytest
from playwright.sync_api import expect

from datasets.models import Form as XlsForm
from tests.browser.people import PHONE, said
from tests.browser.test_accessibility import serious
from tests.factories import fieldwork as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_form_is_edited_as_a_table_with_cells_pasted_from_a_spreadsheet(before, live_server, steward, axe):
    desk = before("steward")
    desk.goto(f"{live_server.url}/datasets/wells/forms/edit/")
    assert serious(desk.page, axe) == []
    desk.page.locator("section", has=desk.page.get_by_role("heading", name="survey")).get_by_role(
        "button", name=said("Add a row")
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
        survey.get_by_role("button", name=said(text)).click()

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


def test_cells_of_several_lines_keep_them(before, live_server, steward):
    asked = make.survey("2565020202").replace("พืชที่ปลูก", '"พืชที่ปลูก\nนับเฉพาะปีนี้"')
    make.form(asked)
    desk = before("steward")
    desk.goto(f"{live_server.url}/datasets/wells/forms/edit/")
    desk.page.locator("section", has=desk.page.get_by_role("heading", name="survey")).get_by_role(
        "button", name=said("Add a row")
    ).click()
    desk.page.evaluate("""() => {
        const data = new DataTransfer();
        data.setData("text", 'text\\troad\\t"ถนนสาย ""ใน""\\nหน้าบ้าน"\\r\\ninteger\\tcars\\t"รถ" กี่คัน\\r\\n');
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }""")
    desk.press("Compile and put in force")

    labels = {each["name"]: each["label_th"] for each in XlsForm.objects.get(dataset="wells", number=3).questions}
    assert labels["crops"] == "พืชที่ปลูก\nนับเฉพาะปีนี้"
    assert labels["road"] == 'ถนนสาย "ใน"\nหน้าบ้าน'
    assert labels["cars"] == '"รถ" กี่คัน'


def test_a_table_that_was_changed_is_not_left_without_a_word(before, live_server, steward):
    desk = before("steward")
    asked = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.goto(f"{live_server.url}/datasets/wells/forms/edit/")
    desk.follow("Back")
    assert asked == []

    desk.goto(f"{live_server.url}/datasets/wells/forms/edit/")
    desk.page.get_by_label("survey C4", exact=True).fill("บ่อ")
    desk.follow("Back")
    assert asked == ["beforeunload"]
