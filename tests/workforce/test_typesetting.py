"""Papers as documents of a word processor: they say what the PDF says, in Thai of 16 point."""

import re
import zipfile
from dataclasses import replace

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn

from workforce.choices import PaperForm
from workforce.typesetting import Sheet, Signer, widths_of, write_docx, write_pdf


def sheet(form):
    return Sheet(
        form=form, title="เรื่องสมมุติ", office="มหาวิทยาลัยสมมุติ", number="7/2564", date="29 มกราคม 2564", to="ผู้รับ",
        body=["# ข้อ 1 งาน", "เนื้อความ"], rows=[],
        signers=[Signer("สมมุติ", "อธิการบดี")], address="https://u2t.example/workforce/papers/check/x/",
    )  # fmt: skip


def said_in_docx(path):
    return "".join("".join(paragraph.text for paragraph in Document(str(path)).paragraphs).split())


@pytest.mark.parametrize("form", [form for form in PaperForm if form != PaperForm.CONTRACT])
def test_the_document_has_the_date_and_the_closing_of_the_pdf(form, tmp_path):
    """A contract says its day in its text."""
    write_docx(tmp_path / "a.docx", sheet(form))
    write_pdf(tmp_path / "a.pdf", [sheet(form)])
    pages = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    printed = "".join("".join(page.get_textpage().get_text_range() for page in pages).split())

    said = said_in_docx(tmp_path / "a.docx")
    assert "๒๙มกราคม๒๕๖๔" in printed
    assert "๒๙มกราคม๒๕๖๔" in said
    for words in ("ขอแสดงความนับถือ", "สั่งณวันที่", "ประกาศณวันที่", "ให้ไว้ณวันที่", "ส่วนราชการ"):
        assert (words in said) == (words in printed), words
    assert said.count("เรื่องสมมุติ") == printed.count("เรื่องสมมุติ")


def test_thai_is_as_large_and_as_bold_as_the_rest(tmp_path):
    write_docx(tmp_path / "a.docx", sheet(PaperForm.ORDER))

    properties = Document(str(tmp_path / "a.docx")).styles["Normal"].element.rPr
    assert properties.find(qn("w:szCs")).get(qn("w:val")) == "32"
    assert properties.find(qn("w:lang")).get(qn("w:bidi")) == "th-TH"
    text = zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml").decode()
    assert len(re.findall(r"<w:bCs/>", text)) == len(re.findall(r"<w:b/>", text)) == 2


def test_columns_of_a_list_are_as_wide_as_what_stands_in_them(tmp_path):
    """All of one width, a list of many tambons took half as many pages again."""
    head = ("ลำดับ", "ตำบล", "ประเภท", "เลขที่สมัคร", "ชื่อ-สกุล", "ผล")
    row = ("1", "ต.กื้ดช้าง อ.แม่แตง จ.เชียงใหม่", "นักศึกษา", "00001", "นายทินกร สมมุติแก้ว", "สำรองลำดับที่ 1")
    assert widths_of([head, row]) == [12, 22, 12, 12, 15, 13]
    assert widths_of([]) == []
    assert widths_of([("ลายมือชื่อ", "โทรศัพท์"), ("", "0812345678")]) == [22, 20]
    paper = replace(sheet(PaperForm.ANNOUNCEMENT), body=["@people"], rows=[head, *[row] * 60])

    write_pdf(tmp_path / "a.pdf", [paper])

    assert len(pypdfium2.PdfDocument(tmp_path / "a.pdf")) <= 5
