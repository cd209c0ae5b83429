"""Papers as Thai offices write them: 16 point Sarabun, margins of 3 and 2 cm, Thai digits; PDF by typst, and DOCX.

No emblem is drawn: the state's crest is printed on the office's own letter paper, for which the top is left free.
Texts are data, never markup: typst reads them from JSON.
"""

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import category

import segno

from u2t.core.pdf import fonts
from u2t.core.text import to_thai_digits
from workforce import scanning
from workforce.choices import PaperForm

#: For how many pages codes are drawn at first.
_PAGES = 3
#: Between these a column of a list is as wide as its longest cell; the name of a tambon takes two lines then.
_NARROWEST, _WIDEST = 12, 22
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Signer:
    """A line to sign on: the name, and the capacity (acting for whom, by which order)."""

    name: str
    capacity: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper, ready to be set; `rows` stand where the text says `@people`, the first being their head."""

    form: str
    title: str
    office: str
    number: str
    date: str
    to: str
    body: Sequence[str]
    rows: Sequence[Sequence[str]]
    signers: Sequence[Signer]
    address: str


def fields_of(text: str) -> set[str]:
    """Return the names of the fields a text uses."""
    return set(_FIELD.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values into a text; what a paper does not know becomes a line to write on."""
    return _FIELD.sub(lambda found: values.get(found[1]) or "." * 20, text)


def widths_of(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return how wide the columns of a list are to each other: by the longest in each, within bounds.

    One that is empty below its head is to be written in.
    """
    columns = list(zip(*rows, strict=True))
    longest = [max(map(_shown_length, column)) if any(column[1:]) else _WIDEST for column in columns]
    return [min(max(length, _NARROWEST), _WIDEST) for length in longest]


def _shown_length(text: str) -> int:
    """Count the letters that stand side by side: Thai vowels and tone marks stand above and below, digits are wide."""
    return sum(category(letter) != "Mn" for letter in text) + sum(letter.isdigit() for letter in text)


def write_pdf(path: Path, sheets: Sequence[Sheet]) -> None:
    """Set papers one after the other, each beginning on a new page, with its code on every page."""
    import typst

    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "paper.typ").write_text(_TYPST, encoding="utf-8")
        pages = 0
        while pages < (needed := scanning.count_of(path.read_bytes()) if pages else _PAGES):
            pages = needed  # how many there are is known once they are set; a longer paper is set again
            data = [
                {
                    **_in_thai_digits(asdict(sheet)),
                    "codes": _codes(root, position, sheet.address, pages),
                    "widths": widths_of(sheet.rows),
                }
                for position, sheet in enumerate(sheets)
            ]
            (root / "sheets.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
            typst.compile(root / "paper.typ", output=path, root=root, font_paths=[fonts()])


def _codes(root: Path, position: int, address: str, pages: int) -> list[str]:
    """Draw the code of each page, which says what page it is; return the names of the files."""
    names = [f"{position}-{page}.svg" for page in range(1, pages + 1)]
    for page, name in enumerate(names, start=1):
        (root / name).write_bytes(_code(f"{address}?p={page}", "svg"))
    return names


def thai_digits_in(value: Any) -> Any:
    """Write every number in texts, however they are nested, in Thai digits."""
    if isinstance(value, str):
        return to_thai_digits(value)
    if isinstance(value, dict):
        return {name: thai_digits_in(part) for name, part in value.items()}
    return [thai_digits_in(part) for part in value]


def _in_thai_digits(sheet: dict[str, Any]) -> dict[str, Any]:
    """Write every number of the text in Thai digits; the address of the code stays what it is."""
    return {name: value if name in {"address", "form"} else thai_digits_in(value) for name, value in sheet.items()}


def _code(address: str, kind: str) -> bytes:
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind=kind, scale=4, border=2)
    return stream.getvalue()


_TYPST = """
#set text(font: "Sarabun", size: 16pt, lang: "th")
#set par(leading: 0.8em, spacing: 0.8em, justify: false)
#let signature(signer) = block(width: 8cm, breakable: false, above: 2.2em)[
  #set align(center)
  #set par(first-line-indent: 0pt)
  (ลงชื่อ) .................................... \\
  (#signer.name) \\
  #signer.capacity
]
#let line-of(label, value) = block(above: 0.9em, below: 0.9em)[#text(weight: "bold")[#label]#h(0.6em)#value]
#let body(sheet) = {
  for part in sheet.body {
    if part.starts-with("# ") { block(above: 1em, below: 0.6em, sticky: true, text(weight: "bold")[#part.slice(2)]) }
    else if part.starts-with("- ") { pad(left: 1.5cm, block(above: 0.5em, below: 0.5em)[– #part.slice(2)]) }
    else if part == "@people" {
      set text(size: 13pt)
      set par(leading: 0.5em)
      table(
        columns: (auto,) + sheet.widths.slice(1).map(width => width * 1fr), stroke: 0.5pt, inset: 5pt,
        table.header(..sheet.rows.at(0).map(cell => strong(cell))),
        ..sheet.rows.slice(1).flatten().map(cell => [#cell]),
      )
    } else { par(first-line-indent: (amount: 2.5cm, all: true))[#part] }
  }
}
#let head(sheet) = {
  if sheet.form == "memo" {
    align(center, text(size: 24pt, weight: "bold")[บันทึกข้อความ])
    line-of([ส่วนราชการ], sheet.office)
    grid(columns: (1fr, 1fr), line-of([ที่], sheet.number), line-of([วันที่], sheet.date))
    line-of([เรื่อง], sheet.title)
    line-of([เรียน], sheet.to)
  } else if sheet.form == "external" {
    v(2cm)
    grid(columns: (1fr, 1fr), [ที่ #sheet.number], align(right)[#sheet.office])
    pad(left: 8cm, block(above: 1em)[#sheet.date])
    line-of([เรื่อง], sheet.title)
    line-of([เรียน], sheet.to)
  } else if sheet.form == "contract" {
    align(center, text(size: 20pt, weight: "bold")[#sheet.title])
    align(right)[เลขที่ #sheet.number]
  } else if sheet.form == "certificate" {
    v(2cm)
    align(left)[ที่ #sheet.number]
    align(center, text(size: 20pt, weight: "bold")[#sheet.title])
  } else {
    v(2cm)
    set align(center)
    set text(weight: "bold")
    if sheet.form == "order" [คำสั่ง#sheet.office \\ ที่ #sheet.number] else [ประกาศ#sheet.office]
    [ \\ เรื่อง #sheet.title \\ ]
    line(length: 5cm, stroke: 0.6pt)
  }
}
#let tail(sheet) = {
  if sheet.form == "external" { pad(left: 8cm, block(above: 1.2em)[ขอแสดงความนับถือ]) }
  if sheet.form == "order" { par(first-line-indent: (amount: 2.5cm, all: true))[สั่ง ณ วันที่ #sheet.date] }
  if sheet.form == "announcement" { par(first-line-indent: (amount: 2.5cm, all: true))[ประกาศ ณ วันที่ #sheet.date] }
  if sheet.form == "certificate" { par(first-line-indent: (amount: 2.5cm, all: true))[ให้ไว้ ณ วันที่ #sheet.date] }
  if sheet.signers.len() > 1 {
    grid(columns: (1fr, 1fr), row-gutter: 1.6em, ..sheet.signers.map(signature))
  } else { align(right, for signer in sheet.signers { signature(signer) }) }
}
#for sheet in json("sheets.json") {
  set page(
    paper: "a4", margin: (left: 3cm, right: 2cm, top: 2.5cm, bottom: 2.6cm),
    footer: grid(
      columns: (1fr, auto), align: bottom,
      text(size: 10pt, fill: rgb("#5a6b7b"))[เลขที่ #sheet.number · ตรวจสอบเอกสารได้จากรหัสที่มุมขวา],
      context image(sheet.codes.at(calc.min(counter(page).get().first(), sheet.codes.len()) - 1), width: 1.7cm),
    ),
  )
  counter(page).update(1)
  head(sheet)
  v(0.4em)
  body(sheet)
  tail(sheet)
}
"""


def write_docx(path: Path, sheet: Sheet) -> None:
    """Write the same paper as a document that an office may go on with; numbers are in Thai digits too."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    shown = _in_thai_digits(asdict(sheet))
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(3), Cm(2), Cm(2.5), Cm(2.6)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "TH Sarabun New", Pt(16)
    _set_thai(style.element.rPr)
    if not _is_external(shown):
        heading = document.add_paragraph()
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _add_bold(heading, _heading(shown))
    for label, value in _lines(shown):
        document.add_paragraph(f"{label} {value}".strip())
    for part in shown["body"]:
        _add_part(document, part, shown["rows"], Cm(2.5))
    if closing := _closing(shown):
        document.add_paragraph(closing).paragraph_format.first_line_indent = Cm(8 if _is_external(shown) else 2.5)
    for signer in shown["signers"]:
        text = f"\n(ลงชื่อ) ......................................\n({signer['name']})\n{signer['capacity']}"
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run(f"เลขที่ {shown['number']} ")
    footer.add_run().add_picture(io.BytesIO(_code(sheet.address, "png")), width=Cm(1.7))
    document.save(str(path))


def _set_thai(properties: Any) -> None:
    """Let Thai be as large as the rest: word processors take the size of complex scripts for it, and their bold."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties.rFonts.set(qn("w:cs"), "TH Sarabun New")
    size, language = OxmlElement("w:szCs"), OxmlElement("w:lang")
    size.set(qn("w:val"), "32")  # half points
    language.set(qn("w:bidi"), "th-TH")
    properties.find(qn("w:sz")).addnext(size)
    size.addnext(language)


def _add_bold(paragraph: Any, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.bold = run.font.cs_bold = True


def _is_external(shown: Mapping[str, Any]) -> bool:
    return bool(shown["form"] == PaperForm.EXTERNAL)


def _closing(shown: Mapping[str, Any]) -> str:
    """Return the line between the text and those who sign."""
    match shown["form"]:
        case PaperForm.EXTERNAL:
            return "ขอแสดงความนับถือ"
        case PaperForm.ORDER:
            return f"สั่ง ณ วันที่ {shown['date']}"
        case PaperForm.ANNOUNCEMENT:
            return f"ประกาศ ณ วันที่ {shown['date']}"
        case PaperForm.CERTIFICATE:
            return f"ให้ไว้ ณ วันที่ {shown['date']}"
        case _:
            return ""


def _heading(shown: Mapping[str, Any]) -> str:
    match shown["form"]:
        case PaperForm.MEMO:
            return "บันทึกข้อความ"
        case PaperForm.ORDER:
            return f"คำสั่ง{shown['office']}\nที่ {shown['number']}\nเรื่อง {shown['title']}"
        case PaperForm.ANNOUNCEMENT:
            return f"ประกาศ{shown['office']}\nเรื่อง {shown['title']}"
        case _:
            return str(shown["title"])


def _lines(shown: Mapping[str, Any]) -> list[tuple[str, str]]:
    match shown["form"]:
        case PaperForm.EXTERNAL:
            return [
                ("ที่", shown["number"]),
                ("", shown["office"]),
                ("", shown["date"]),
                ("เรื่อง", shown["title"]),
                ("เรียน", shown["to"]),
            ]
        case PaperForm.MEMO:
            return [
                ("ส่วนราชการ", shown["office"]),
                ("ที่", shown["number"]),
                ("วันที่", shown["date"]),
                ("เรื่อง", shown["title"]),
                ("เรียน", shown["to"]),
            ]
        case PaperForm.CONTRACT:
            return [("เลขที่", shown["number"])]
        case PaperForm.CERTIFICATE:
            return [("ที่", shown["number"])]
        case _:
            return []


def _add_part(document: Any, part: str, rows: Sequence[Sequence[str]], indent: Any) -> None:
    if part == "@people":
        table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
        for row in rows:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.text = value
        return
    if part.startswith("# "):
        _add_bold(document.add_paragraph(), part[2:])
        return
    if part.startswith("- "):
        document.add_paragraph(f"– {part[2:]}").paragraph_format.left_indent = indent
        return
    document.add_paragraph(part).paragraph_format.first_line_indent = indent
