"""Reports as PDF: tables in Sarabun, set by typst, which gets Thai right."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

_WEIGHTS = {"400": "Regular", "700": "Bold"}
_TEMPLATE = """
#let data = json("data.json")
#set page(paper: "a4", flipped: true, margin: (x: 15mm, y: 15mm), numbering: "1 / 1")
#set text(font: "Sarabun", size: 9pt, lang: "th")
#set par(leading: 0.75em)
#block(text(size: 16pt, weight: "bold")[#data.title])
#for fact in data.facts [ #fact \\ ]
#for found in data.tables [
  #block(above: 1.6em, below: 0.8em, sticky: true, text(size: 13pt, weight: "bold")[#found.title])
  #table(
    columns: (auto,) + (1fr,) * (found.head.len() - 1),
    align: (x, y) => if x == 0 { left } else { right },
    stroke: 0.4pt + rgb("#e3e8ed"),
    fill: (x, y) => if y == 0 { rgb("#12355b") },
    table.header(..found.head.map(cell => text(fill: white, weight: "bold", size: 7pt)[#cell])),
    ..found.rows.flatten().map(cell => [#cell]),
  )
]
"""


def write_pdf(path: Path, content: dict[str, Any]) -> None:
    """Write `content` to `path`: `title`, `facts` (lines), `tables` (each `title`, `head`, `rows` of texts).

    The texts are data, never markup: typst reads them from JSON.
    """
    import typst

    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "data.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        (root / "report.typ").write_text(_TEMPLATE, encoding="utf-8")
        typst.compile(root / "report.typ", output=path, root=root, font_paths=[fonts()])


def fonts() -> Path:
    """Return the folder of Sarabun as TTF, made once from the web font, whose parts for Thai and Latin are merged."""
    folder = Path(settings.VAR) / "fonts"
    for weight, style in _WEIGHTS.items():
        target = folder / f"Sarabun-{style}.ttf"
        if not target.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _merge(weight, target)
    return folder


def _merge(weight: str, target: Path) -> None:
    from fontTools.merge import Merger  # noqa: PLC0415 - heavy, and needed once
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    source = settings.BASE_DIR / "node_modules/@fontsource/sarabun/files"
    parts = []
    for script in ("latin", "thai"):
        part = target.with_suffix(f".{script}.ttf")
        font = TTFont(source / f"sarabun-{script}-{weight}-normal.woff2")
        font.flavor = None
        font.save(part)
        parts.append(part)
    merged = Merger().merge([str(part) for part in parts])
    half = target.with_suffix(".half")
    merged.save(half)
    half.replace(target)
    for part in parts:
        part.unlink()
