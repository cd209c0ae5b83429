"""Figures of a data set that is restricted after its indicators were defined: below a province by whom its rows are open to."""

import pytest
from python_calamine import CalamineWorkbook

from dashboards import exports
from dashboards.models import Indicator, Observation, Rollup
from dashboards.models.rollup import LEAST_TAMBONS
from dashboards.permissions import Can
from dashboards.selectors.report import report_of
from dashboards.tables import RANKING, RankingTable
from datasets.models import Dataset
from datasets.services import catalogue
from tambon.system import system_user
from tests.factories import dashboards as figures
from tests.factories import fieldwork
from tests.factories import tambon as make

pytestmark = pytest.mark.django_db

AREAS = (("nation", "TH"), ("province", "63"), ("amphoe", "6301"), ("tambon", "630111"))
SUMS = {"TH", "63"}


@pytest.fixture
def wells(nation):
    """A data set with an indicator of its own, and one that divides by it; a third knows nothing of it."""
    dataset = fieldwork.form().dataset
    for code, facts in (
        ("data.wells", {"dataset": "wells"}),
        ("data.members", {"dataset": dataset.children.get().pk}),
        ("data.per-well", {"dataset": "other", "denominator_dataset": "wells", "denominator": "wells"}),
        ("data.other", {"dataset": "other"}),
    ):
        indicator = figures.indicator(code, **facts)
        for level, area in AREAS:
            reporting = LEAST_TAMBONS if area in SUMS else 1
            figures.rollup(level, area, 3, indicator=indicator, reporting=reporting, minimum=1, maximum=2)
        figures.observation("630111", 3, indicator=indicator)
    return dataset


@pytest.fixture
def community(nation):
    found = make.user("community")
    make.membership(found, "community", area=make.area("630111"))
    return found


def restrict(dataset):
    dataset.refresh_from_db()
    facts = {"data_class": "restricted"}
    catalogue.amend(by=system_user(), dataset=dataset, version=dataset.versions.latest("number").number, facts=facts)


def seen(user, code):
    rows = Rollup.objects.visible_to(user, to=Can.VIEW_ROLLUP).filter(indicator__code=code)
    return set(rows.values_list("area", flat=True))


def observed(user):
    rows = Observation.objects.visible_to(user, to=Can.VIEW_OBSERVATION)
    return set(rows.values_list("indicator__code", flat=True))


CLOSED = ("data.wells", "data.members", "data.per-well")


def test_its_figures_below_a_province_are_closed_at_once_but_to_whom_its_records_are_open(
    wells, community, worker, officer, ministry, pm, steward, auditor, admin
):
    outside, inside = (community, worker, officer, ministry), (pm, steward, auditor, admin)
    before = {user: seen(user, "data.wells") for user in (*outside, *inside)}
    assert all("630111" in found for found in before.values())

    restrict(wells)

    for code in CLOSED:
        assert {user.username: seen(user, code) for user in outside} == {user.username: SUMS for user in outside}
        assert all(seen(user, code) == before[user] for user in inside)
    assert all(seen(user, "data.other") == before[user] for user in before)
    assert all(observed(user) == {"data.other"} for user in outside)
    assert all(observed(user) == {*CLOSED, "data.other"} for user in inside)


def test_a_lecturer_of_another_tambon_sees_no_more_than_others(wells):
    other = make.user("elsewhere")
    make.membership(other, "pm", area=make.area("500101"))
    restrict(wells)

    assert seen(other, "data.wells") == SUMS


@pytest.mark.integration
def test_pages_that_are_kept_and_the_api_stop_showing_them(client, wells, community, pm):
    figures.rollup("tambon", "630111", 4817, indicator=figures.indicator("data.wells"), period="2564")
    page, api = "/areas/630111/?indicator=data.wells&period=2564", "/api/v1/rollups/?indicator=data.wells&level=tambon"

    def shown(user):
        client.force_login(user)
        return "4,817" in client.get(page).content.decode(), len(client.get(api).json()["results"])

    assert shown(community) == shown(pm) == (True, 2)
    restrict(wells)
    assert shown(community) == (False, 0)
    assert "ชุดข้อมูลของตัวชี้วัดนี้จำกัดการเข้าถึง" in client.get(page).content.decode()
    assert "ชุดข้อมูลของตัวชี้วัดนี้จำกัดการเข้าถึง" not in client.get("/areas/630111/?indicator=data.other").content.decode()
    assert shown(pm) == (True, 2)


@pytest.mark.integration
def test_a_restricted_data_set_is_not_offered_for_a_new_indicator(client, wells, steward):
    client.force_login(steward)
    assert '<option value="wells"' in client.get("/indicators/new/").content.decode()

    restrict(wells)

    asked = client.get("/indicators/new/").content.decode()
    refused = client.post("/indicators/new/", {"dataset": "wells"})
    assert 'value="wells"' not in asked
    assert refused.status_code == 422
    assert "ชุดข้อมูลที่จำกัดการเข้าถึงไม่นำมานับ" in refused.content.decode()


@pytest.fixture
def provinces(nation):
    """Figures of a restricted data set: of few tambons in one province, and of enough in another and the nation."""
    wells = figures.indicator("data.wells", dataset=fieldwork.form().dataset.pk)
    for level, area, value, reporting in (
        ("nation", "TH", 4817, LEAST_TAMBONS + 2),
        ("province", "50", 1213, LEAST_TAMBONS),
        ("province", "63", 3604, LEAST_TAMBONS - 1),
        ("tambon", "630111", 3001, 1),
    ):
        figures.rollup(level, area, value, indicator=wells, reporting=reporting, expected=9, minimum=11, maximum=3001)
    restrict(Dataset.objects.get(pk=wells.dataset))
    return wells


def known(user, **wanted):
    rows = Rollup.objects.visible_to(user, to=Can.VIEW_ROLLUP).filter(indicator__code="data.wells", **wanted)
    return {area: (lowest, highest) for area, lowest, highest in rows.values_list("area", "lowest", "highest")}


def test_a_figure_of_fewer_than_three_tambons_and_that_of_one_place_are_for_whom_the_records_are_open_to(
    provinces, worker, ministry, officer, pm, steward
):
    blurred, whole = (None, None), (11, 3001)

    for outside in (worker, ministry, officer):
        assert known(outside) == {"TH": blurred, "50": blurred}
    assert known(pm) == {"TH": blurred, "50": blurred, "630111": whole}
    assert known(steward) == {"TH": whole, "50": whole, "63": whole, "630111": whole}


def test_who_reviews_for_a_university_sees_its_figures_whole_and_those_of_no_other(provinces, staff):
    held = {"indicator": provinces, "programme": "u2t1", "reporting": 1, "minimum": 11, "maximum": 3001}
    for level, area in (("university", "kpru"), ("university", "cmu"), ("network", "upper-north")):
        figures.rollup(level, area, 3001, **held)
    for area in ("kpru:63", "cmu:50"):
        figures.rollup("university-province", area, 3001, **held)

    assert known(staff, programme="u2t1") == {"kpru": (11, 3001), "kpru:63": (11, 3001)}


def test_of_what_is_not_restricted_every_figure_is_shown_with_its_extremes(provinces, ministry):
    figures.rollup("province", "63", 5, indicator=figures.indicator("data.other"), minimum=1, maximum=4)

    rows = Rollup.objects.visible_to(ministry, to=Can.VIEW_ROLLUP).filter(indicator__code="data.other")
    assert list(rows.values_list("area", "lowest", "highest")) == [("63", 1, 4)]


def test_a_figure_that_is_that_of_one_place_by_its_definition_is_not_shown_however_many_reported(
    provinces, ministry, steward
):
    Indicator.objects.filter(pk=provinces.pk).update(over_place="maximum")

    assert known(ministry) == {}
    assert set(known(steward)) == {"TH", "50", "63", "630111"}


@pytest.mark.integration
def test_pages_and_the_api_show_no_such_figure_and_say_why(client, provinces, ministry, steward):
    asked = "indicator=data.wells&period=2565"

    def read(user, address):
        client.force_login(user)
        return client.get(address).content.decode()

    for page in (f"/areas/TH/?{asked}", f"/api/v1/rollups/?{asked}"):
        assert "1,213" in read(ministry, page) or "1213" in read(ministry, page), page
        for secret in ("3,604", "3604", "3,001", "3001"):
            assert secret not in read(ministry, page), page
        assert "3,604" in read(steward, page) or "3604" in read(steward, page), page

    board, source = (read(ministry, f"{page}?{asked}") for page in ("/areas/TH/", "/areas/63/"))
    assert "อย่างน้อยสามตำบล" in board
    assert "อย่างน้อยสามตำบล" in source
    assert "ยังไม่มีรายงานในช่วงเวลานี้" not in board, "nobody is asked for figures that are there"
    assert "ไม่มีข้อมูลหรือไม่แสดง" in board
    assert "ไม่มีตัวเลขที่แสดงได้" in source
    assert "ยังไม่มีตัวเลข" not in source


@pytest.mark.integration
def test_the_ranking_taken_home_and_the_report_show_no_such_figure_and_say_why(provinces, ministry, tmp_path):
    rows = RANKING.rows(ministry, code="TH", indicator="data.wells", period="2565")
    ranked = {row[1]: row for row in rows.values_list(*(column.source for column in RankingTable.downloads))}
    report = report_of(user=ministry, period="2565")
    path = tmp_path / "report.xlsx"
    exports.write(report, media="xlsx", path=path)

    assert set(ranked) == {"50"}
    assert ranked["50"][-5:-3] == (None, None)
    assert {line.area for line in report.lines("province")} == {"50"}
    cover = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert any("ไม่ถึงสามตำบล" in str(row[0]) and provinces.name_th in str(row[1]) for row in cover)


@pytest.mark.integration
def test_a_page_that_is_kept_says_so_as_soon_as_the_data_set_is_restricted(client, wells, ministry):
    figures.rollup("nation", "TH", 7, indicator=figures.indicator("data.wells"), period="2564", reporting=LEAST_TAMBONS)
    client.force_login(ministry)
    page = "/areas/TH/?indicator=data.wells&period=2564"
    assert "จำกัดการเข้าถึง" not in client.get(page).content.decode()

    restrict(wells)

    assert "จำกัดการเข้าถึง" in client.get(page).content.decode()
