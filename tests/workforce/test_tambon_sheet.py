"""The sheet of a tambon: its narrow columns cut no word so that a consonant stands alone."""

import pypdfium2
import pytest

from workforce.tambonsheet import Listed, TambonSheet, write_tambon


@pytest.mark.parametrize("text", ["ส่งเสริมสุขภาพผู้สูงอายุในตำบล", "กิจกรรมของตำบล", "สำรวจครัวเรือน", "วัดตัวอย่าง"])
def test_words_stay_whole_in_columns_of_every_width(tmp_path, text):
    tables = [Listed("ตาราง", ("ก", "ข"), [(text, "x")], (width, 20)) for width in range(4, 13)]
    sheet = TambonSheet(title="", programme="", facts=[], counts=[], tables=tables, state="")

    write_tambon(tmp_path / "a.pdf", sheet)

    pages = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    lines = [line.strip() for page in pages for line in page.get_textpage().get_text_range().splitlines()]
    assert not {"ล", "น", "ง"}.intersection(lines)
    assert "ตำบ" not in {line[-4:] for line in lines}
