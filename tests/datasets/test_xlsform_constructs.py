"""Small forms of our own that together use every construct of XLSForm; docs/xlsform.md says which form uses which."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from pyxform import constants
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from tests.datasets.constructs import constructs_of
from tests.datasets.sheets import Sheets

FORMS = {path.stem: Sheets(path) for path in sorted((Path(__file__).parent / "xlsforms").glob("*.csv"))}
TABLE = Path(settings.BASE_DIR) / "docs/xlsform.md"
WARNINGS = {
    "metadata": ["[row : 9] subscriberid is no longer", "[row : 10] simserial is no longer"],
}
# Other words for types that the forms use under the name of the reference.
SYNONYMS = {"location", "gps", "string", "imei", "percentage"}
THAI_LETTER = re.compile(r"[\u0e01-\u0e2e]")

each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def used() -> dict[tuple[str, str], set[str]]:
    forms: dict[tuple[str, str], set[str]] = {}
    for name, form in FORMS.items():
        for construct in constructs_of(form):
            forms.setdefault(construct, set()).add(name)
    return forms


def documented() -> dict[tuple[str, str], set[str]]:
    rows: dict[tuple[str, str], set[str]] = {}
    kind = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line.removeprefix("## ")
        elif match := re.fullmatch(r"\| `(.+?)` \|(?: .* \|)? ((?:`\w+` ?)+)\|", line):
            rows[kind, match[1]] = set(re.findall(r"`(\w+)`", match[2]))
    return rows


def words(kind: str) -> set[str]:
    return {word for of, word in used() if of == kind}


def test_there_are_thirty_forms():
    assert len(FORMS) == 30


@each_form
def test_form_compiles(form):
    expected = WARNINGS.get(form.path.stem, [])

    assert len(form.compiled.warnings) == len(expected)
    assert all(told.startswith(begin) for told, begin in zip(form.compiled.warnings, expected, strict=True))
    root = form.xform.find(".//{http://www.w3.org/2002/xforms}instance")[0]
    assert root.get("id") == form.settings["form_id"] == f"construct_{form.path.stem}"
    assert root.get("version") == form.settings["version"]


@each_form
def test_form_speaks_thai(form):
    labels = [row.get("label::ไทย (th)", row.get("label", "")) for row in form.survey]

    assert any(labels)
    assert all(THAI_LETTER.search(label) for label in labels if label)


def test_table_says_which_form_uses_which_construct():
    assert documented() == used()


def test_every_type_that_pyxform_knows_is_used():
    known = {name for name in QUESTION_TYPE_DICT if " " not in name and not name.startswith("uri:")}

    assert known - SYNONYMS <= words("Question types")
    structure = {"begin_group", "end_group", "begin_repeat", "end_repeat"}
    selects = {"select_one", "select_multiple", "select_one_from_file", "select_multiple_from_file"}
    assert {*structure, *selects, "select_one ${…}", "select_one_external", "or_other"} <= words("Question types")


def test_every_parameter_that_pyxform_knows_is_used():
    known = {
        str(parameter.value)
        for name, parameters in vars(constants).items()
        if name.startswith("Parameters")
        for parameter in parameters
    }

    assert known <= words("Parameters")


def test_every_sheet_medium_and_column_of_entities_is_used():
    assert words("Sheets") >= constants.SUPPORTED_SHEET_NAMES
    assert words("Columns of choices") >= constants.SUPPORTED_MEDIA_TYPES
    entities = {str(column.value) for column in constants.EntityColumns} - {"dataset"} | {"list_name"}
    assert words("Columns of entities") >= entities
