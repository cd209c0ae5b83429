"""The report of a month in the programme's form (แบบรายงานการปฏิบัติงานของผู้ถูกจ้างงาน), set as PDF by typst.

Texts are data, never markup: typst reads them from JSON.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from u2t.core.pdf import fonts
from u2t.core.text import to_thai_digits
from workforce.typesetting import thai_digits_in

MOST_PHOTOS = 6


@dataclass(frozen=True, slots=True)
class Photo:
    """A small JPEG, and what is said under it."""

    content: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the lines under it."""

    heading: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sign:
    """Who certified or approved: as what, the name, and the day; without a day, a line to sign on."""

    capacity: str
    name: str
    day: str


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """A report ready to be set; `results` are number, kind of work, result, standing and remark of each line."""

    programme: str
    facts: Sequence[tuple[str, str]]
    counts: Sequence[tuple[str, str]]
    results: Sequence[Sequence[str]]
    parts: Sequence[Part]
    photos: Sequence[Photo]
    certificate: str
    signs: Sequence[Sign]
    state: str


def write_report(path: Path, sheet: ReportSheet) -> None:
    """Set a report with its pictures."""
    import typst

    with TemporaryDirectory() as folder:
        root = Path(folder)
        photos = []
        for position, photo in enumerate(sheet.photos):
            (root / f"{position}.jpg").write_bytes(photo.content)
            photos.append({"file": f"{position}.jpg", "caption": to_thai_digits(photo.caption)})
        data = {name: value for name, value in asdict(sheet).items() if name != "photos"}
        (root / "report.json").write_text(
            json.dumps({**thai_digits_in(data), "photos": photos}, ensure_ascii=False), encoding="utf-8"
        )
        (root / "report.typ").write_text(_TYPST, encoding="utf-8")
        typst.compile(root / "report.typ", output=path, root=root, font_paths=[fonts()])


_TYPST = """
#let sheet = json("report.json")
#let thai(number) = str(number).clusters().map(digit => "๐๑๒๓๔๕๖๗๘๙".clusters().at(int(digit))).join()
#set page(
  paper: "a4", margin: (left: 2.5cm, right: 2cm, top: 2cm, bottom: 2cm),
  footer: context text(size: 10pt, fill: rgb("#5a6b7b"))[
    #sheet.state #h(1fr) หน้า #thai(counter(page).get().first()) จาก #thai(counter(page).final().first())
  ],
)
#set text(font: "Sarabun", size: 14pt, lang: "th")
#set par(leading: 0.7em, spacing: 0.7em, justify: false)
#align(center)[
  #text(size: 18pt, weight: "bold")[แบบรายงานการปฏิบัติงานของผู้ถูกจ้างงาน] \\
  #text(weight: "bold")[#sheet.programme]
]
#let pairs(rows) = grid(
  columns: (auto, 1fr), column-gutter: 1em, row-gutter: 0.7em,
  ..rows.map(row => (text(weight: "bold")[#row.at(0)], [#row.at(1)])).flatten(),
)
#let heading-of(words) = block(above: 1.1em, below: 0.6em, sticky: true, text(weight: "bold")[#words])
#pairs(sheet.facts)
#heading-of[ผลการปฏิบัติงาน]
#grid(
  columns: (1fr,) * sheet.counts.len(), gutter: 0.5em,
  ..sheet.counts.map(count => block(stroke: 0.5pt + rgb("#c3ccd5"), inset: 6pt, width: 100%, align(center)[
    #text(size: 16pt, weight: "bold")[#count.at(1)] \\ #text(size: 11pt)[#count.at(0)]
  ])),
)
#if sheet.results.len() > 0 {
  set text(size: 12pt)
  set par(leading: 0.5em)
  table(
    columns: (auto, 1fr, 2fr, auto, 1fr), stroke: 0.5pt, inset: 5pt,
    table.header(..([ลำดับ], [ด้านของงาน], [ผลการปฏิบัติงาน], [เทียบกับแผน], [หมายเหตุ]).map(strong)),
    ..sheet.results.flatten().map(cell => [#cell]),
  )
} else [ยังไม่ได้บันทึกผลการปฏิบัติงาน]
#for part in sheet.parts {
  heading-of(part.heading)
  for line in part.lines { pad(left: 0.6cm, block(above: 0.5em, below: 0.5em)[#line]) }
}
#if sheet.photos.len() > 0 {
  heading-of[ภาพถ่ายการปฏิบัติงาน]
  set text(size: 11pt)
  set par(leading: 0.4em)
  grid(
    columns: (1fr,) * 3, gutter: 0.8em,
    ..sheet.photos.map(photo => block(breakable: false)[
      #image(photo.file, width: 100%, height: 3.6cm, fit: "contain") #align(center)[#photo.caption]
    ]),
  )
}
#block(above: 1.4em, below: 1.4em, sticky: true)[#h(1.5cm)#sheet.certificate]
#grid(
  columns: (1fr, 1fr), row-gutter: 1.6em, column-gutter: 1em,
  ..sheet.signs.map(sign => block(breakable: false, width: 100%)[
    #set align(center)
    (ลงชื่อ) #if sign.day == "" [....................................] else [#sign.name] \\
    (#if sign.name == "" [....................................] else [#sign.name]) \\
    #sign.capacity \\
    วันที่ #if sign.day == "" [............................] else [#sign.day]
  ]),
)
"""
