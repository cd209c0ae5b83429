"""The forms we ship: what each must hold to be put before a worker, and what the programme's facts ask of some."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from datasets.importing.formcompiling import compile_form
from tests.datasets.conftest import SHARED
from tests.datasets.sheets import ENGLISH, THAI, Sheets

FOLDER = Path(settings.BASE_DIR) / "datasets/shipped/forms"
FORMS = {path.stem: Sheets(path) for path in sorted(FOLDER.glob("*.csv"))}
SUPPLIED = {"tambons.csv", "villages.csv", "agencies.csv"}
CATEGORIES = {
    "cbd_returnees": "ผู้ที่ย้ายกลับบ้านเนื่องจากสถานการณ์โควิด",
    "cbd_attractions": "แหล่งท่องเที่ยว",
    "cbd_lodgings": "ที่พัก/โรงแรม",
    "cbd_restaurants": "ร้านอาหารในท้องถิ่น",
    "cbd_foods": "อาหารที่น่าสนใจประจำถิ่น",
    "cbd_farmers": "เกษตรกรในท้องถิ่น",
    "cbd_plants": "พืชในท้องถิ่น",
    "cbd_animals": "สัตว์ในท้องถิ่น",
    "cbd_wisdom": "ภูมิปัญญาในท้องถิ่น",
    "cbd_water_sources": "แหล่งน้ำในท้องถิ่น",
}
OTHERS = {
    *("tambon_profile_targets", "tambon_profile_general"),
    *("covid_homes", "covid_markets", "covid_worship", "covid_schools", "covid_numbers"),
    *("rspg_plants", "rspg_animals", "rspg_wisdom"),
    *("otop_products", "tourism_places", "agriculture", "household_survey"),
    *("digitised_records", "digitisation_workflow", "target_groups", "duty_works"),
}
INDICATORS = [8, 7, 11, 11, 6, 7, 4, 6, 4, 3, 3, 5, 3, 3, 3, 3]
WORKS = [6, 5, 6, 7, 8, 7, 7, 6, 9, 12, 9, 10, 8, 6, 9, 6]
# What the worker always knows, or where the source closes the list: no way out is offered.
CLOSED = {
    *("consent", "target", "count_kind", "outcome", "made", "work_state"),
    *("duty", "water_kind", "otop_category", "producer_kind", "wisdom_field"),
}
WAYS_OUT = {"no_data", "other", "none", "not_stated"}
NINE_DIGITS = 999_999_999  # more cannot be typed into a whole number in Collect
U2T_CLASS = "{urn:u2t:forms}class"
THAI_LETTER = re.compile(r"[\u0e01-\u0e2e]")
QUOTED = re.compile(r"'[^']*'")

each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def both(row, column):
    return row.get(f"{column}::{THAI}", ""), row.get(f"{column}::{ENGLISH}", "")


def test_the_forms_are_exactly_those_of_the_programme():
    assert set(FORMS) == {*CATEGORIES, *OTHERS}


@each_form
def test_form_compiles_without_a_warning(form):
    assert form.compiled.warnings == []
    assert form.xform.find(".//{http://www.w3.org/1999/xhtml}title").text == form.settings["form_title"]


@each_form
def test_settings_say_who_the_form_is(form):
    row = form.settings

    assert row["form_id"] == form.path.stem
    assert re.fullmatch(r"20\d{8}", row["version"])
    assert THAI_LETTER.search(row["form_title"])
    assert row["title_english"]
    assert not THAI_LETTER.search(row["title_english"])
    assert row["default_language"] == THAI
    assert row["namespaces"] == 'u2t="urn:u2t:forms"'
    asked = set(re.findall(r"\$\{(\w+)\}", row["instance_name"]))
    assert asked
    assert all(r["bind::u2t:class"] != "personal" for r in form.survey if r["name"] in asked)


@each_form
def test_everything_a_person_reads_is_in_thai_and_english(form):
    for row in form.survey:
        if row["type"].startswith("end_"):
            continue
        thai, english = both(row, "label")
        assert THAI_LETTER.search(thai), row["name"]
        assert english, row["name"]
        assert not THAI_LETTER.search(english), row["name"]
        assert len([text for text in both(row, "hint") if text]) in {0, 2}, row["name"]
        for asks, column in (("constraint", "constraint_message"), ("required", "required_message")):
            told = [text for text in both(row, column) if text]
            assert len(told) == (2 if row.get(asks) else 0), (row["name"], column)
    for rows in form.choices.values():
        assert all(all(both(row, "label")) for row in rows.values())


@each_form
def test_no_two_columns_of_a_record_are_headed_alike(form):
    records = [[]]
    for row in form.survey:
        if row["type"] == "begin_repeat":
            records.append([])
        elif row["type"] == "end_repeat":
            heads = records.pop()
            assert len(heads) == len(set(heads))
        elif row in form.answers:
            records[-1].append(both(row, "label")[0])
    (heads,) = records
    assert len(heads) == len(set(heads))


@each_form
def test_no_answer_is_there_before_somebody_gives_it(form):
    assert "default" not in form.survey[0]
    assert "trigger" not in form.survey[0]
    assert all(row["type"] == "calculate" for row in form.survey if row.get("calculation"))
    primary = form.xform.find(".//{http://www.w3.org/2002/xforms}instance")
    assert all(not (node.text or "").strip() for node in primary.iter())
    assert "setvalue" not in form.compiled.xform


@each_form
def test_names_are_unique_and_fit_for_columns(form):
    names = [row["name"] for row in form.survey if not row["type"].startswith("end_")]

    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,59}", name) for name in names)
    assert len(form.by_name["choices"]) == sum(len(rows) for rows in form.choices.values())
    assert all(re.fullmatch(r"[a-z0-9_]+", name) for rows in form.choices.values() for name in rows)
    assert set(form.choices) == set(form.list_of.values())


@each_form
def test_places_and_agencies_come_from_the_server(form):
    assert {"tambons.csv"} <= form.files <= SUPPLIED
    rows = form.row
    assert rows["tambon"]["required"] == "yes"
    if "villages.csv" in form.files:
        assert rows["village"]["choice_filter"] == "tambon = ${tambon}"


@each_form
def test_every_answer_says_who_may_see_it(form):
    declared = {row["name"]: row["bind::u2t:class"] for row in form.answers}
    binds = form.xform.iter("{http://www.w3.org/2002/xforms}bind")
    kept = {bind.get("nodeset").rsplit("/", 1)[1]: bind.get(U2T_CLASS) for bind in binds if bind.get(U2T_CLASS)}

    assert set(declared.values()) <= {"public", "personal", "restricted"}
    assert kept == declared
    persons = r"full_name|owner_name|holder_name|contact_name|informant_name|informant|phone|house_number|religion"
    assert {declared[name] for name in form.named(persons) if name in declared} <= {"personal"}
    assert not form.named(r".*(national_id|citizen|id_card).*")


@each_form
def test_the_platform_takes_the_form_with_its_titles_and_personal_answers(form):
    taken = compile_form(form.path)

    assert (taken.title_th, taken.title_en) == (form.settings["form_title"], form.settings["title_english"])
    asked = {question.name: question.is_personal for question in taken.questions}
    known = {row["name"] for row in form.answers if row["type"] not in {"start", "end", "today"}}
    assert known <= set(asked)
    assert {name for name in known if asked[name]} == {
        row["name"] for row in form.answers if row["bind::u2t:class"] == "personal"
    }


@each_form
def test_no_information_is_an_answer_apart_from_zero(form):
    for row in form.survey:
        if row["type"] not in {"integer", "decimal"}:
            continue
        assert row["constraint"], row["name"]
        assert both(row, "constraint_message")[0].startswith("กรอก"), row["name"]
        limit = re.search(r"\. <= (\d+)", row["constraint"])
        assert int(limit[1]) <= NINE_DIGITS, row["name"]
        if row["required"] == "yes":
            (way_out,) = re.findall(r"not\(selected\(\$\{(\w+_no_data)\}, '(\w+)'\)\)", row["relevant"])
            assert way_out[1] == row["name"]
            assert row["name"] in form.choices[form.list_of[way_out[0]]]
    numbers = {row["name"] for row in form.survey if row["type"] in {"integer", "decimal"}}
    for name in form.named(r"\w+_no_data"):
        assert set(form.choices[name]) <= numbers
    for name, rows in form.choices.items():
        assert name in CLOSED or name.endswith("_no_data") or WAYS_OUT & set(rows), name


@each_form
def test_expressions_speak_only_of_choices_that_exist(form):
    for row in form.survey:
        for column in ("relevant", "constraint"):
            expression = row.get(column, "")
            asked = re.findall(r"\$\{(\w+)\} = '(\w+)'", expression)
            asked += re.findall(r"selected\(\$\{(\w+)\}, '(\w+)'\)", expression)
            asked += [(row["name"], value) for value in re.findall(r"selected\(\., '(\w+)'\)", expression)]
            for question, value in asked:
                assert value in form.choices[form.list_of[question]], (row["name"], question, value)
            bare = QUOTED.sub("", expression)
            assert bare.count("(") == bare.count(")"), row["name"]


@each_form
def test_no_information_stands_alone_among_many_answers(form):
    for row in form.survey:
        if not row["type"].startswith("select_multiple ") or row["name"].endswith("_no_data"):
            continue
        alone = {"no_data", "none"} & set(form.choices[form.list_of[row["name"]]])
        assert all(f"selected(., '{value}') and count-selected(.) > 1" in row["constraint"] for value in alone)


@each_form
def test_other_asks_what(form):
    rows = form.row
    for name, choices in form.list_of.items():
        if "other" in form.choices[choices] and choices != "sex":
            assert rows[f"{name}_other"]["relevant"] == f"selected(${{{name}}}, 'other')"


def test_ten_categories_carry_the_names_of_the_source():
    for number, (name, title) in enumerate(CATEGORIES.items(), start=1):
        assert FORMS[name].settings["form_title"] == f"CBD {number} {title}"
    source = SHARED / "u2t_cbd_10_categories.json"
    if not source.exists():
        pytest.skip("the source of the ten categories is not beside the project")
    assert json.loads(source.read_text(encoding="utf-8"))["categories_th"] == list(CATEGORIES.values())


def test_sixteen_targets_have_their_indicators_and_works():
    form = FORMS["tambon_profile_targets"]

    assert len(form.choices["target"]) == len(INDICATORS) == len(WORKS) == 16
    assert [len(form.named(rf"t{number:02}_indicator_\d+")) for number in range(1, 17)] == INDICATORS
    assert [len(form.named(rf"t{number:02}_work_\d+")) for number in range(1, 17)] == WORKS
    assert (sum(INDICATORS), sum(WORKS)) == (87, 121)


def test_indicator_has_four_answers_and_evidence_and_its_target_alone_is_shown():
    form = FORMS["tambon_profile_targets"]
    rows = form.row

    assert list(form.choices["standing"]) == ["above_standard", "at_standard", "below_standard", "no_data"]
    for name in form.named(r"t\d\d_indicator_\d+"):
        assert rows[name]["type"] == "select_one standing"
        assert rows[f"{name}_evidence"]["type"] == "image"
    for name in form.named(r"t\d\d_work_\d+"):
        assert rows[name]["type"] == "select_one has"
        assert rows[f"{name}_evidence"]["relevant"] == f"${{{name}}} = 'yes'"
    for name in form.choices["target"]:
        assert rows[name]["relevant"] == f"${{target}} = '{name}'"


def test_general_data_hold_the_counts_of_the_tambon_profile():
    form = FORMS["tambon_profile_general"]
    groups = [row["name"] for row in form.survey if row["type"] == "begin_group"]

    assert groups == [
        *("population", "ages", "groups", "land", "education", "religion", "health", "safety", "offices"),
        *("business", "natural_water", "built_water", "forest", "funds", "occupations"),
    ]
    counted = {name: len(form.choices[f"{name}_no_data"]) for name in groups}
    assert counted["groups"] == 7
    assert len(form.named(r"groups_other_[12]_count")) == 2
    assert counted["ages"] == 4
    assert [counted[name] for name in groups[4:]] == [7, 4, 1, 1, 5, 9, 3, 8, 1, 4, 2]
    for name in groups[4:]:
        assert len(form.named(rf"{name}_other_[12]_count")) == 2


@pytest.mark.parametrize(
    ("name", "count"), [("covid_homes", 6), ("covid_markets", 9), ("covid_worship", 8), ("covid_schools", 44)]
)
def test_covid_checklist_has_its_items_each_with_a_short_remark(name, count):
    form = FORMS[name]
    rows = form.row

    assert form.named(r"item_\d+") == [f"item_{number}" for number in range(1, count + 1)]
    for item in form.named(r"item_\d+"):
        assert rows[item]["type"] == "select_one has"
        assert rows[f"{item}_remark"]["constraint"] == "string-length(.) <= 255"
    assert len(form.named(r"item_8_\d")) == (7 if name == "covid_worship" else 0)


def test_school_checklist_has_six_dimensions():
    items = {}
    for row in FORMS["covid_schools"].survey:
        if row["type"] == "begin_group":
            items[group := row["name"]] = 0
        elif re.fullmatch(r"item_\d+", row["name"]):
            items[group] += 1

    assert list(items.values()) == [20, 4, 6, 5, 5, 4]


def test_outbreak_numbers_go_from_tambon_to_world():
    form = FORMS["covid_numbers"]

    places = ["tambon", "amphoe", "province", "country", "continent", "world"]
    assert form.named(r"infected_\w+") == [f"infected_{place}" for place in places]


@pytest.mark.parametrize(
    ("name", "choices", "count"),
    [
        ("otop_products", "otop_category", 5),
        ("otop_products", "producer_kind", 3),
        ("rspg_wisdom", "wisdom_field", 10),
        ("rspg_plants", "plant_use", 8),
        ("household_survey", "relation", 18),
        ("household_survey", "schooling", 8),
        ("household_survey", "occupation", 8),
        ("household_survey", "saving", 8),
        ("tourism_places", "place_type", 46),
    ],
)
def test_lists_have_as_many_answers_as_the_source_counts(name, choices, count):
    asked = set(FORMS[name].choices[choices]) - {"no_data"}
    if choices == "plant_use":
        asked -= {"none"}

    assert len(asked) == count


@each_form
def test_names_and_telephones_are_asked_only_after_consent(form):
    persons = set(form.named("(full|owner|holder|contact|informant)_name|phone"))
    conditions = []
    for row in form.survey:
        if row["type"].startswith("begin_"):
            conditions.append(row["relevant"])
        elif row["type"].startswith("end_"):
            conditions.pop()
        elif row["name"] in persons:
            assert "${consent} = 'yes'" in {*conditions, row["relevant"]}, row["name"]


@pytest.mark.parametrize("name", ["household_survey", "target_groups", "agriculture"])
def test_household_is_asked_only_after_consent(name):
    form = FORMS[name]
    order = list(form.row)
    start = order.index("answers")

    assert form.row["answers"]["relevant"] == "${consent} = 'yes'"
    asked_before = {row for row in order[:start] if form.row[row].get("bind::u2t:class") == "personal"}
    assert asked_before <= {"house_number"}
    assert len(order) - start > 20


def test_members_repeat_and_need_not_tell_their_religion():
    form = FORMS["household_survey"]

    assert form.row["members"]["type"] == "begin_repeat"
    assert form.row["religion"]["required"] == ""


def test_target_groups_are_asked_what_households_are():
    asked = {row["name"]: row["type"] for row in FORMS["target_groups"].answers}
    of_households = {row["name"]: row["type"] for row in FORMS["household_survey"].answers}

    assert of_households.items() <= asked.items()
    assert set(asked) - set(of_households) == {"group_name", "project_name", "join_reason"}


def test_each_duty_form_that_is_a_text_asks_what_the_source_asks():
    form = FORMS["duty_works"]
    numbers = {name: re.match(r"ข้อ (\d+) ", both(row, "label")[0])[1] for name, row in form.choices["duty"].items()}

    def asked_in(name):
        named = re.findall(r"\$\{duty\} = '(\w+)'", form.row[name]["relevant"])
        return {int(numbers[each]) for each in named}

    assert sorted(map(int, numbers.values())) == [4, 5, 7, 9, 10, 11, 12, 13, 14]
    assert asked_in("source") == {4, 9, 11, 12}
    assert (asked_in("contributors"), asked_in("participants")) == ({5}, {13})
    assert asked_in("need") == asked_in("tools") == {12}
    assert asked_in("village") == asked_in("aspects") == {10}
    assert form.named("economy|society|nature|culture|community_capital") == [
        "economy", "society", "nature", "culture", "community_capital",
    ]  # fmt: skip


def test_digitised_records_are_counted_by_agency():
    form = FORMS["digitised_records"]

    assert form.files == {"tambons.csv", "agencies.csv"}
    assert {"records_digitised", "pages_scanned", "files_made", "records_checked"} <= set(
        form.choices["figures_no_data"]
    )
