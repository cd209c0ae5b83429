"""XLSForms as workbooks whose authors hide what people need not see."""

import xlsxwriter

from datasets.importing import formsheets


def test_a_hidden_list_of_answers_is_read_and_other_hidden_sheets_are_not(tmp_path):
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("survey", "Choices ", "เก่า"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["type", "name"])
            sheet.write_row(1, 0, ["text", "a"])
            if name != "survey":
                sheet.hide()

    found = formsheets.read(path)

    assert list(found) == ["survey", "choices"]
    assert found["choices"].rows == [{"type": "text", "name": "a"}]
