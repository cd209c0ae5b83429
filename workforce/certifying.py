"""The certificate of tax withheld (50 ทวิ) as PDF, set by typst; texts are data, never markup."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from u2t.core.pdf import fonts


@dataclass(frozen=True, slots=True)
class Row:
    """What was paid and withheld of one class of income."""

    code: str
    name: str
    gross: str
    withheld: str


@dataclass(frozen=True, slots=True)
class Certified:
    """All that a certificate says, ready to be set."""

    number: str
    replaces: str
    payer: str
    payer_id: str
    payer_address: str
    payee: str
    payee_id: str
    payee_address: str
    year: str
    rows: Sequence[Row]
    gross: str
    withheld: str
    words: str
    forms: Sequence[str]
    date: str


def write_certificate(path: Path, said: Certified) -> None:
    """Set a certificate."""
    import typst

    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "data.json").write_text(json.dumps(asdict(said), ensure_ascii=False), encoding="utf-8")
        (root / "certificate.typ").write_text(_TYPST, encoding="utf-8")
        typst.compile(root / "certificate.typ", output=path, root=root, font_paths=[fonts()])


_TYPST = """
#let data = json("data.json")
#set page(paper: "a4", margin: (x: 1.8cm, y: 1.6cm))
#set text(font: "Sarabun", size: 12pt, lang: "th")
#set par(leading: 0.8em, spacing: 0.9em)
#let blank(text, width) = if text == "" { "." * width } else { text }
#let id-boxes(id) = if id.len() == 13 {
  let groups = (id.slice(0, 1), id.slice(1, 5), id.slice(5, 10), id.slice(10, 12), id.slice(12, 13))
  groups.map(group => group.clusters().map(
    digit => box(stroke: 0.5pt, inset: (x: 3pt, y: 2.5pt), text(size: 11pt)[#digit])
  ).join()).join(text("-"))
} else { "." * 30 }
#let tick(is-on) = box(
  width: 11pt, height: 11pt, stroke: 0.6pt, baseline: 1.5pt,
  if is-on { align(center + horizon, text(size: 9pt, weight: "bold")[X]) },
)
#let party(title, name, id, address) = block(width: 100%, stroke: 0.6pt, inset: 9pt, above: 0.8em, below: 0.8em)[
  #grid(columns: (auto, 1fr), align: (left, right), text(weight: "bold")[#title],
    [เลขประจำตัวผู้เสียภาษีอากร #h(0.4em) #id-boxes(id)])
  #v(0.2em)
  ชื่อ #h(0.4em) #name \\
  ที่อยู่ #h(0.4em) #blank(address, 110)
]
#grid(
  columns: (1fr, auto), align: (left, right),
  text(size: 10pt)[ฉบับที่ 1 (สำหรับผู้ถูกหักภาษี ณ ที่จ่าย ใช้แนบพร้อมกับแบบแสดงรายการภาษี) \\
    ฉบับที่ 2 (สำหรับผู้ถูกหักภาษี ณ ที่จ่าย เก็บไว้เป็นหลักฐาน)],
  [เลขที่ #data.number],
)
#v(0.4em)
#align(center)[
  #text(size: 16pt, weight: "bold")[หนังสือรับรองการหักภาษี ณ ที่จ่าย] \\
  ตามมาตรา 50 ทวิ แห่งประมวลรัษฎากร
]
#if data.replaces != "" { align(center)[ออกแทนฉบับเลขที่ #data.replaces ซึ่งยกเลิกแล้ว] }
#party("ผู้มีหน้าที่หักภาษี ณ ที่จ่าย", data.payer, data.payer_id, data.payer_address)
#party("ผู้ถูกหักภาษี ณ ที่จ่าย", data.payee, data.payee_id, data.payee_address)
#block[
  ในแบบ #for form in ("ภ.ง.ด.1", "ภ.ง.ด.3") [#h(0.8em) #tick(data.forms.contains(form))#h(0.4em)#form]
]
#table(
  columns: (1fr, 3.2cm, 3.2cm, 3.2cm), stroke: 0.6pt, inset: 6pt,
  align: (x, y) => if y == 0 { center + horizon } else if x == 0 { left } else if x == 1 { center } else { right },
  table.header([*ประเภทเงินได้พึงประเมินที่จ่าย*], [*ปีภาษีที่จ่าย*],
    [*จำนวนเงินที่จ่าย (บาท)*], [*ภาษีที่หักและนำส่งไว้ (บาท)*]),
  ..data.rows.map(row => ([#row.name], [#data.year], [#row.gross], [#row.withheld])).flatten(),
  table.cell(colspan: 2, align: right)[*รวมเงินที่จ่ายและภาษีที่หักนำส่ง*], [*#data.gross*], [*#data.withheld*],
)
#block(width: 100%, stroke: 0.6pt, inset: 8pt)[รวมเงินภาษีที่หักนำส่ง (ตัวอักษร) #h(0.6em) *#data.words*]
#block[
  ผู้จ่ายเงิน #h(0.6em) #tick(true)#h(0.2em) (1) หัก ณ ที่จ่าย #h(0.8em) #tick(false)#h(0.2em) (2) ออกให้ตลอดไป
  #h(0.8em) #tick(false)#h(0.2em) (3) ออกให้ครั้งเดียว #h(0.8em) #tick(false)#h(0.2em) (4) อื่น ๆ
]
#block(width: 100%, stroke: 0.6pt, inset: 10pt, breakable: false)[
  #align(center)[
    ขอรับรองว่าข้อความและตัวเลขดังกล่าวข้างต้นถูกต้องตรงกับความจริงทุกประการ
    #v(1.6em)
    ลงชื่อ ................................................................ ผู้จ่ายเงิน \\
    #v(0.2em)
    วันที่ #data.date
  ]
]
#text(size: 9pt)[คำเตือน ผู้มีหน้าที่ออกหนังสือรับรองการหักภาษี ณ ที่จ่าย ฝ่าฝืนไม่ปฏิบัติตามมาตรา 50 ทวิ แห่งประมวลรัษฎากร
ต้องรับโทษทางอาญาตามมาตรา 35 แห่งประมวลรัษฎากร]
"""
