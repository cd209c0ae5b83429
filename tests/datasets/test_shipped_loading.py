"""The forms we ship are brought by one command, once each; their questions are fields of their data sets."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from datasets.choices import SHIPPED, DataClass, PlaceLevel
from datasets.importing import shippedforms
from datasets.models import Dataset, Form
from tambon.system import system_user
from tests.factories import fieldwork as make


@pytest.mark.slow
def test_every_shipped_form_is_loaded_once(nation):
    out = StringIO()

    call_command("load_forms", stdout=out)
    call_command("load_forms", stdout=out)

    codes = {path.stem for path in shippedforms.shipped()}
    assert set(Form.objects.values_list("dataset", flat=True)) == codes
    assert Form.objects.count() == len(codes) == len(out.getvalue().splitlines())
    told = ("about_th", "about_en", "purpose_th", "keywords", "source_th")
    assert not [row for row in Dataset.objects.filter(pk__in=codes).values_list("pk", *told) if not all(row)]
    household = Dataset.objects.get(pk="household_survey")
    assert (household.place_level, household.data_class) == (PlaceLevel.VILLAGE, DataClass.PERSONAL)
    assert household.children.filter(repeat__endswith="/members").exists()
    for form in Form.objects.select_related("dataset"):
        place = form.dataset.fields.get(role="place").name
        asked = {question["field"] for question in form.questions if question["list_name"] == "villages.csv"}
        assert not asked or place in asked or form.dataset.place_level == PlaceLevel.TAMBON, form


def test_a_form_that_changed_is_a_new_version(nation, tmp_path):
    path = tmp_path / "wells.csv"
    path.write_text(make.survey())
    assert len(shippedforms.load(by=system_user(), files=[path])) == 1
    assert shippedforms.load(by=system_user(), files=[path]) == []
    path.write_text(make.survey("2"))

    (form,) = shippedforms.load(by=system_user(), files=[path])

    assert (form.number, form.version, form.dataset.name_th) == (2, "2", "แบบสำรวจบ่อน้ำ")


@pytest.fixture
def shipped_wells(nation, steward, tmp_path, monkeypatch):
    """A form that we ship, loaded, and changed by a steward on its page, who writes the very note that ours have."""
    path = tmp_path / "wells.csv"
    path.write_text(make.survey())
    monkeypatch.setattr(shippedforms, "FOLDER", tmp_path)
    shippedforms.load(by=system_user())
    changed = make.survey("3").replace("บ่อน้ำ (บ่อ)", "บ่อน้ำทั้งหมด")
    make.form(changed, of=Dataset.objects.get(pk="wells"), by=steward, note=SHIPPED)
    return path


@pytest.mark.parametrize("version", ["2565010101", "4"])
def test_what_stewards_made_of_a_shipped_form_stays_in_force(shipped_wells, version):
    shipped_wells.write_text(make.survey(version))

    assert shippedforms.load(by=system_user()) == []

    assert Form.objects.order_by("-number").first().version == "3"


def test_a_note_of_a_steward_is_shown_as_it_was_written(client, shipped_wells, steward):
    client.force_login(steward)

    newest, ours = (client.get(reverse("form-detail", args=["wells", number])).content.decode() for number in (2, 1))

    assert ("<p>shipped</p>" in newest, "<p>มากับระบบ</p>" in ours) == (True, True)
    listed = client.get(reverse("form-versions", args=["wells"])).content.decode()
    assert (listed.count(">shipped<"), listed.count("มากับระบบ")) == (1, 1)


@pytest.mark.parametrize(("given", "code"), [(["none.csv"], 2), (["bad.csv"], 1), (["--by", "nobody"], 2)])
def test_what_cannot_be_loaded_is_told(nation, tmp_path, monkeypatch, given, code):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.csv").write_text(make.survey().replace("integer,wells", "number,wells"))
    errors = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("load_forms", *given, stderr=errors)

    assert ended.value.code == code
    assert errors.getvalue()
