"""The receipt of money paid back as PDF, set by typst; texts are data, never markup."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from u2t.core.pdf import fonts


@dataclass(frozen=True, slots=True)
class Received:
    """All that a receipt says, ready to be set."""

    number: str
    university: str
    payer: str
    contract: str
    about: str
    amount: str
    words: str
    claimed: str
    left: str
    evidence: str
    date: str
    receiver: str


def write_receipt(path: Path, said: Received) -> None:
    """Set a receipt."""
    import typst

    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "data.json").write_text(json.dumps(asdict(said), ensure_ascii=False), encoding="utf-8")
        (root / "receipt.typ").write_text(_TYPST, encoding="utf-8")
        typst.compile(root / "receipt.typ", output=path, root=root, font_paths=[fonts()])


_TYPST = """
#let data = json("data.json")
#set page(paper: "a5", flipped: true, margin: (x: 1.8cm, y: 1.5cm))
#set text(font: "Sarabun", size: 13pt, lang: "th")
#set par(leading: 0.8em, spacing: 0.9em)
#grid(
  columns: (1fr, auto), align: (left, right),
  text(weight: "bold")[#data.university],
  [เลขที่ #data.number \\ วันที่ #data.date],
)
#v(0.4em)
#align(center)[#text(size: 17pt, weight: "bold")[ใบเสร็จรับเงิน] \\ เงินค่าจ้างเรียกคืน]
#v(0.4em)
ได้รับเงินจาก #h(0.4em) *#data.payer* #h(0.8em) สัญญาเลขที่ #data.contract
#table(
  columns: (1fr, 4cm), stroke: 0.6pt, inset: 7pt, align: (left, right),
  table.header([*รายการ*], [*จำนวนเงิน (บาท)*]),
  [#data.about], [#data.amount],
  table.cell(align: left)[(#data.words)], [*#data.amount*],
)
หลักฐานการรับเงิน: #data.evidence \\
ยอดเรียกคืนทั้งหมด #data.claimed บาท #h(1em) คงเหลือต้องคืน *#data.left บาท*
#v(1.2em)
#align(right)[
  ลงชื่อ #("." * 50) ผู้รับเงิน \\
  (#data.receiver)
]
"""
