"""Indicators that people define from a data set: no formula, verified records alone, on the province within one roll-up."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from dashboards.models import Indicator, Rollup
from dashboards.rolling.check import differences
from dashboards.rolling.check_records import unlike_their_records
from dashboards.selectors.uses import counted_from
from dashboards.services import indicators, rollups
from datasets.models import Dataset
from datasets.services import reviews
from tambon.system import system_user
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock, marks


@pytest.fixture
def form(nation):
    form = make.form()
    make.collecting("63")
    return form


@pytest.fixture
def away(nation):
    """A second worker, in another tambon of ตาก."""
    person = tambon.user("away")
    tambon.membership(person, "worker", area=tambon.area("630201"))
    return person


def define(form, counting, by=None, **facts):
    wanted = {
        "code": f"data.{counting}", "name_th": "ตัวชี้วัด", "name_en": "Indicator", "dataset": form.dataset,
        "counting": counting, "unit_th": "บ่อ",
    } | facts  # fmt: skip
    return indicators.define(by=by or system_user(), wanted=indicators.Wanted(**wanted))


def figure(code, area="63", level="province"):
    rollups.roll_up(by=system_user())
    return Rollup.objects.filter(indicator__code=code, area=area, level=level, period="2565").values_list(
        "value", flat=True
    ).first()  # fmt: skip


def verify(entry):
    reviews.verify(by=system_user(), entry=entry, version=entry.version)


def test_each_way_of_counting_moves_the_province_once_verified(form, worker, away):
    define(form, "count")
    define(form, "sum", field="wells")
    define(form, "share", field="water", answer="yes")
    define(form, "share", code="data.rice", field="crops", answer="rice")
    define(form, "ratio", field="wells", base="wells")
    first = make.entry(worker, form, values={"wells": 3, "water": "yes", "crops": ["rice", "cane"]})
    second = make.entry(away, form, values={"wells": 5, "water": "no", "crops": ["cane"]})
    third = make.entry(worker, form, values={"wells": 0, "water": "yes", "crops": None})
    silent = make.entry(away, form, values={"wells": None, "water": None, "crops": None})
    assert list(Indicator.objects.filter(code__in=("data.rice", "data.ratio")).values_list("decimals", flat=True)) == [
        1,
        2,
    ]
    assert figure("data.count") is None  # nothing was verified yet: no data, not 0

    for entry in (first, second, third, silent):
        verify(entry)

    assert figure("data.count") == 4
    assert figure("data.sum") == 8
    assert figure("data.ratio") == 1
    assert round(figure("data.share"), 4) == Decimal("66.6667")  # who did not answer is in neither part
    assert figure("data.rice") == 50
    assert figure("data.count", "630111", "tambon") == 2
    assert unlike_their_records() == []


def test_an_edit_moves_the_figure_when_it_is_verified_again(form, worker):
    define(form, "sum", field="wells")
    entry = make.entry(worker, form, values={"wells": 3})
    verify(entry)
    assert figure("data.sum") == 3

    entry = make.entry(worker, form, values={"wells": 7}, deprecated=entry.revisions.get().instance)
    assert figure("data.sum") == 3
    verify(entry)

    assert figure("data.sum") == 7
    assert unlike_their_records() == []


@pytest.fixture
def rebuilt(monkeypatch):
    """How often every figure was made anew."""
    times, rebuild = [], rollups._rebuild
    monkeypatch.setattr(rollups, "_rebuild", lambda now: times.append(now) or rebuild(now))
    return times


def test_a_new_definition_makes_its_own_figures_alone(form, worker, away, rebuilt):
    define(form, "sum", field="wells")
    for person, wells in ((worker, 3), (away, 5)):
        verify(make.entry(person, form, values={"wells": wells, "water": "yes"}))
    assert figure("data.sum") == 8
    others = dict(Rollup.objects.values_list("pk", "computed_at"))

    define(form, "share", field="water", answer="yes")

    assert figure("data.share") == 100
    assert figure("data.share", "630111", "tambon") == figure("data.share", "TH", "nation") == 100
    assert rebuilt == []
    assert dict(Rollup.objects.filter(indicator__code="data.sum").values_list("pk", "computed_at")) == others
    assert differences() == []
    assert unlike_their_records() == []


@pytest.mark.parametrize("values", [{"wells": 3}, {"wells": 0}])
def test_a_definition_that_changed_has_every_figure_made_anew(form, worker, rebuilt, values):
    """Of the second no figure stands: nothing is divided by 0."""
    define(form, "ratio", field="wells", base="wells")
    verify(make.entry(worker, form, values=values))
    figure("data.ratio")
    Indicator.objects.filter(code="data.ratio").update(denominator="", over_place="sum")
    marks.append("indicator:data.ratio", [("", "")], known_at=clock.now())

    assert figure("data.ratio") == values["wells"]
    assert len(rebuilt) == 1
    assert differences() == []


def test_rows_of_a_repetition_are_counted_as_records(form, worker):
    child = form.dataset.children.get()
    define(form, "count", code="data.members", dataset=child)
    verify(make.entry(worker, form, repeats={"/members": [{"age": 1}, {"age": 2}, {"age": 3}]}))

    assert figure("data.members") == 3


@pytest.mark.parametrize(
    ("counting", "facts", "field"),
    [
        ("count", {"code": "wells"}, "code"),
        ("count", {"code": "data.Wells"}, "code"),
        ("sum", {"field": "water"}, "field"),
        ("sum", {"field": "head"}, "field"),
        ("sum", {"field": ""}, "field"),
        ("ratio", {"field": "wells", "base": "crops"}, "base"),
        ("share", {"field": "wells", "answer": "3"}, "field"),
        ("share", {"field": "water", "answer": "maybe"}, "answer"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_what_can(form, counting, facts, field):
    with pytest.raises(indicators.IndicatorError) as told:
        define(form, counting, **facts)

    assert told.value.extra["field"] == field
    assert not Indicator.objects.filter(code__startswith="data.").exists()


def test_a_code_is_taken_once_and_only_stewards_define(form, pm, steward):
    define(form, "count", by=steward)
    with pytest.raises(indicators.IndicatorError):
        define(form, "count", by=steward)
    with pytest.raises(PermissionDenied):
        define(form, "count", by=pm, code="data.other")


def test_a_field_that_an_indicator_counts_is_known_to_be_used(form):
    define(form, "share", field="water", answer="yes")

    assert counted_from("wells", "water") == ["ตัวชี้วัด"]
    assert counted_from("wells", "wells") == []


@pytest.mark.integration
@pytest.mark.parametrize("is_repetition", [False, True])
def test_nothing_is_counted_of_a_restricted_data_set(form, client, steward, is_repetition):
    Dataset.objects.filter(pk="wells").update(data_class="restricted")
    dataset = Dataset.objects.get(**({"parent": "wells"} if is_repetition else {"pk": "wells"}))

    with pytest.raises(indicators.IndicatorError, match="จำกัดการเข้าถึง"):
        define(form, "count", dataset=dataset)

    client.force_login(steward)
    given = {"code": "data.x", "name_th": "ก", "dataset": dataset.pk, "counting": "count"}
    assert client.post("/indicators/new/", given).status_code == 422


def test_a_steward_defines_on_the_page_and_through_the_api(client, steward, form):
    client.force_login(steward)
    given = {"code": "data.wells", "name_th": "บ่อน้ำ", "dataset": "wells", "counting": "sum", "field": "wells"}

    posted = client.post("/indicators/new/", given)
    refused = client.post("/indicators/new/", given)
    made = client.post("/api/v1/indicators/", given | {"code": "data.wells2"}, content_type="application/json")

    assert posted["Location"] == "/areas/TH/?indicator=data.wells"
    assert refused.status_code == 422
    assert (made.status_code, made.json()["code"]) == (201, "data.wells2")


@pytest.mark.integration
def test_fields_and_answers_are_chosen_by_their_words_once_the_data_set_is(client, steward, form):
    form.dataset.fields.filter(name="crops").update(is_personal=True)
    client.force_login(steward)

    asked = client.get("/indicators/new/").content.decode()
    assert '<option value="wells">บ่อน้ำ</option>' in asked
    assert 'name="code"' not in asked
    page = client.get("/indicators/new/?dataset=wells").content.decode()

    assert "กำหนดตัวชี้วัด · บ่อน้ำ" in page
    assert '<option value="wells">บ่อน้ำ (บ่อ)</option>' in page
    assert '<optgroup label="มีน้ำใช้ตลอดปี">' in page
    assert '<option value="yes">มี</option>' in page
    assert "พืชที่ปลูก" not in page
    assert 'value="data.wells."' in page
    assert client.get("/indicators/new/?dataset=nothing").status_code == 200
    assert client.post("/indicators/new/", {"dataset": "nothing"}).status_code == 422


@pytest.mark.integration
def test_the_list_says_in_words_what_is_counted_and_is_searched(client, form, officer, django_assert_max_num_queries):
    define(form, "count")
    define(form, "sum", field="wells", name_th="บ่อทั้งหมด")
    define(form, "share", field="water", answer="yes")
    define(form, "ratio", field="wells", base="wells")
    client.force_login(officer)

    def listed(query=""):
        with django_assert_max_num_queries(14):
            return client.get(f"/indicators/{query}").content.decode()

    page = listed()
    for told in ("จำนวนรายการ", "บ่อน้ำ (บ่อ)", "มีน้ำใช้ตลอดปี: มี", "บ่อน้ำ (บ่อ) ต่อ บ่อน้ำ (บ่อ)", "/datasets/wells/"):
        assert told in page
    assert "water=yes" not in page
    assert "/areas/TH/?indicator=data.sum" in page
    assert "data.count" not in listed("?q=บ่อทั้งหมด")
    assert listed("?q=บ่อทั้งหมด").count('value="บ่อทั้งหมด"') == 1  # the search for places is another one
    assert "data.sum" in listed("?q=บ่อทั้งหมด&source=wells")
    assert "data.sum" not in listed("?source=workforce")
    told = client.get("/api/v1/indicators/?source=wells&q=data.").json()["results"]
    assert {each["code"] for each in told} == {"data.count", "data.sum", "data.share", "data.ratio"}
