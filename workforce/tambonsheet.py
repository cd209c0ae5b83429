"""The complete report of a tambon (รายงานฉบับสมบูรณ์), set as PDF by typst.

Texts are data, never markup: typst reads them from JSON.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from u2t.core.pdf import fonts
from workforce.typesetting import thai_digits_in


@dataclass(frozen=True, slots=True)
class Listed:
    """A table under a heading: its head, its rows, the widths of its columns in fractions (0: as wide as needed)."""

    heading: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo (JPEG) with what it shows."""

    caption: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map (SVG), what its colours mean, and what has to be said below it."""

    svg: bytes
    keys: Sequence[tuple[str, str]]
    note: str


@dataclass(frozen=True, slots=True)
class TambonSheet:
    """The report ready to be set."""

    title: str
    programme: str
    facts: Sequence[tuple[str, str]]
    counts: Sequence[tuple[str, str]]
    tables: Sequence[Listed]
    state: str
    photos: Sequence[Shown] = ()
    map: Drawn | None = None


def write_tambon(path: Path, sheet: TambonSheet) -> None:
    """Set the report of a tambon."""
    import typst

    with TemporaryDirectory() as folder:
        root = Path(folder)
        data = asdict(replace(sheet, map=None))
        drawn = data.pop("map")
        if sheet.map is not None:
            (root / "map.svg").write_bytes(sheet.map.svg)
            keys = [(ink, thai_digits_in(words)) for ink, words in sheet.map.keys]
            drawn = {"keys": keys, "note": thai_digits_in(sheet.map.note)}
        for number, photo in enumerate(sheet.photos):
            (root / f"{number}.jpg").write_bytes(photo.content)
        data["photos"] = [photo.caption for photo in sheet.photos]
        widths = [table.pop("widths") for table in data["tables"]]
        data = thai_digits_in(data) | {"widths": widths, "map": drawn}
        (root / "tambon.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        (root / "tambon.typ").write_text(_TYPST.replace("%(words)s", "|".join(_WHOLE)), encoding="utf-8")
        typst.compile(root / "tambon.typ", output=path, root=root, font_paths=[fonts()])


#: Words that typst was seen to cut in narrow columns so that a consonant stood alone (ตำบ-ล): they are kept whole. Of
#: two that begin alike the longer one stands first.
_WHOLE = (
    "ตำบล", "อำเภอ", "จังหวัด", "ชุมชน", "ท้องถิ่น", "ครัวเรือน", "ผู้สูงอายุ", "บุคลากร", "เกษตรกรรม", "เกษตรกร", "เกษตร",
    "ส่งเสริม", "สนับสนุน", "พัฒนา", "สำรวจ", "อบรม", "ท่องเที่ยว", "ผลิตภัณฑ์", "เศรษฐกิจ", "ทรัพยากร", "สิ่งแวดล้อม", "สุขภาพ",
    "ภูมิปัญญา", "ตัวอย่าง", "ครบ",
)  # fmt: skip

_TYPST = """
#let sheet = json("tambon.json")
#let thai(number) = str(number).clusters().map(digit => "๐๑๒๓๔๕๖๗๘๙".clusters().at(int(digit))).join()
#set page(
  paper: "a4", margin: (left: 2.5cm, right: 2cm, top: 2cm, bottom: 2cm),
  footer: context text(size: 10pt, fill: rgb("#5a6b7b"))[
    #sheet.state #h(1fr) หน้า #thai(counter(page).get().first()) จาก #thai(counter(page).final().first())
  ],
)
#set text(font: "Sarabun", size: 14pt, lang: "th")
#set par(leading: 0.7em, spacing: 0.7em, justify: false)
#show regex("%(words)s"): box
#align(center)[
  #text(size: 18pt, weight: "bold")[#sheet.title] \\
  #text(weight: "bold")[#sheet.programme]
]
#grid(
  columns: (auto, 1fr), column-gutter: 1em, row-gutter: 0.7em,
  ..sheet.facts.map(row => (text(weight: "bold")[#row.at(0)], [#row.at(1)])).flatten(),
)
#v(0.6em)
#grid(
  columns: (1fr,) * 4, gutter: 0.5em,
  ..sheet.counts.map(count => block(stroke: 0.5pt + rgb("#c3ccd5"), inset: 6pt, width: 100%, align(center)[
    #text(size: 16pt, weight: "bold")[#count.at(1)] \\ #text(size: 11pt)[#count.at(0)]
  ])),
)
#for (index, part) in sheet.tables.enumerate() {
  block(above: 1.2em, below: 0.6em, sticky: true, text(weight: "bold")[#part.heading])
  if part.rows.len() == 0 [ไม่มี] else {
    set text(size: 12pt)
    set par(leading: 0.5em)
    table(
      columns: sheet.widths.at(index).map(width => if width == 0 { auto } else { width * 1fr }),
      stroke: 0.5pt, inset: 5pt,
      table.header(..part.head.map(cell => strong(cell))),
      ..part.rows.flatten().map(cell => [#cell]),
    )
  }
}
#if sheet.map != none {
  block(above: 1.2em, below: 0.6em, sticky: true, text(weight: "bold")[แผนที่สถานที่และทรัพยากร])
  block(breakable: false, stroke: 0.5pt + rgb("#c3ccd5"), image("map.svg", width: 100%))
  set text(size: 11pt)
  for (ink, words) in sheet.map.keys [
    #box[#box(circle(radius: 3.2pt, fill: rgb(ink))) #words] #h(0.8em)
  ]
  linebreak()
  text(size: 10pt, fill: rgb("#5a6b7b"))[#sheet.map.note]
}
#if sheet.photos.len() > 0 {
  block(above: 1.2em, below: 0.6em, sticky: true, text(weight: "bold")[ภาพถ่าย])
  grid(
    columns: (1fr,) * 3, gutter: 0.6em,
    ..sheet.photos.enumerate().map(((number, caption)) => block(breakable: false)[
      #image(str(number) + ".jpg", width: 100%, height: 3.6cm, fit: "cover")
      #text(size: 11pt)[#caption]
    ]),
  )
}
"""
