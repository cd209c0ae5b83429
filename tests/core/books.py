"""Workbooks written by hand, as other programs write them or to harm."""

import zipfile

import pytest

from u2t.core.importing.issues import FileError
from u2t.core.importing.workbooks import sheets_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def book(tmp_path, data, *, prefix="", target="worksheets/sheet1.xml", after=""):
    """Write a workbook of one sheet by hand: what stands in its rows, and after them."""
    x, mark = (f"{prefix}:", f":{prefix}") if prefix else ("", "")
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
            f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            f'<sheet name=\'ข้อมูล\' sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
            f"Type=\"{_RELATIONS}/worksheet\" Target='{target}'/></Relationships>",
        )
        archive.writestr(
            f"xl/{target}",
            f'<{x}worksheet xmlns{mark}="{MAIN}"><{x}sheetData>{data}</{x}sheetData>{after}</{x}worksheet>',
        )
    return path


def refused(path):
    with pytest.raises(FileError) as caught:
        sheets_of(path)
    return caught.value.finding.code


PLAIN = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
