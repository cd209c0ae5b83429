"""A bad file is refused with the cell and the reason."""

import pytest

from datasets.services import definitions
from tambon.system import system_user

pytestmark = pytest.mark.django_db(transaction=True)
_HEAD = (
    "tumbol_ID,tumbol_name,total_population,poverty_rate_health,poverty_rate_living,poverty_rate_education,"
    "poverty_rate_income,poverty_rate_accessibility\n"
)


def test_steward_brings_a_bad_file_and_sees_the_cell(sign_in, steward, known, tmp_path):
    definitions.sync(by=system_user())
    file = tmp_path / "เสีย.csv"
    file.write_text(f"{_HEAD}630104,แม่ท้อ,-5,0,0,0,0,0\n999999,ไม่มี,10,0,0,0,0,0\n", encoding="utf-8")
    page = sign_in(steward, "/datasets/tpmap-tambon/import/")

    page.locator("input[type=file]").set_input_files(str(file))
    page.locator("[name=period]").fill("2565")
    page.locator("form:has(input[type=file]) button").first.click()
    page.wait_for_url("**/datasets/imports/**")

    text = page.locator("main").inner_text()
    assert "-5" in text
    assert "999999" in text
    assert page.locator("form[action$='/store/']").count() == 0
