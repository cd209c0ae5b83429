"""Dashboards are kept: never beyond what they were made from, never for somebody who sees something else."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction
from plotly import graph_objects

from dashboards import charts
from dashboards.models import Edition, Indicator, Rollup
from dashboards.pages import Asked
from dashboards.selectors import editions, subjects
from dashboards.selectors.boards import board_of, indicators_of
from dashboards.services import rollups
from tambon.models import Allocation, Area, BoundarySet, GrantTerm, University
from tambon.system import system_user
from tests.factories import dashboards as figures
from tests.factories import tambon as make

RATE = {"over_place": "ratio", "scale": 100, "decimals": 1, "denominator": "total_population"}


@pytest.fixture
def known(nation):
    indicator = figures.indicator("tpmap.rate.income", **RATE)
    for level, area, value in (("nation", "TH", 3), ("province", "63", 5), ("province", "50", 2)):
        figures.rollup(level, area, value, numerator=value, denominator=100, indicator=indicator)
    for area, value in (("630111", 7.5), ("630101", 8.5)):
        figures.rollup("tambon", area, value, numerator=value, denominator=100, indicator=indicator)
    figures.rollup("amphoe", "6301", 6, numerator=6, denominator=100, indicator=indicator)


def read(client, user, address="/areas/TH/"):
    client.force_login(user)
    return client.get(address).content.decode()


CHANGES = {
    "a figure": lambda: Rollup.objects.filter(area="63").update(value=41),
    "a figure gone": lambda: Rollup.objects.filter(area="63").delete(),
    "a figure by hand": lambda: _sql("UPDATE dashboards_rollup SET value = 42 WHERE area = '63'"),
    "all figures gone": lambda: _sql("DELETE FROM dashboards_rollup"),
    "the name of an area": lambda: Area.objects.filter(code="63").update(name_th="นครตาก"),
    "an area abolished": lambda: Area.objects.filter(code="50").update(abolished_on=date(2021, 1, 1)),
    "the name of an indicator": lambda: Indicator.objects.update(name_th="ความยากจน"),
    "a programme": lambda: make.programme("u2t1"),
    "a map": lambda: BoundarySet.objects.create(
        source="x", credit="สำนัก", is_approximate=True, is_current=True, polygon_count=2, loaded_at=figures.KNOWN
    ),
}  # fmt: skip


def _sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [*CHANGES])
def test_whatever_changes_the_next_view_is_made_anew(client, ministry, known, change):
    before = editions.editions()
    first = read(client, ministry)
    assert editions.editions() == before, "a view changes nothing"

    CHANGES[change]()

    assert editions.editions() != before
    if change != "a map":
        # Without files a map shows nothing yet.
        assert read(client, ministry) != first


@pytest.mark.django_db
def test_holders_and_universities_are_seen_at_once(client, staff, nation):
    figures.rollup("university", "kpru", 5, programme="u2t1")
    assert "ต.ระแหง" not in read(client, staff, "/universities/kpru/")

    make.allocation(make.area("630101"), University.objects.get(pk="kpru"), make.programme())
    assert "ต.ระแหง" in read(client, staff, "/universities/kpru/")

    Allocation.objects.filter(tambon="630101").delete()
    University.objects.update(name_th="มหาวิทยาลัยใหม่")
    text = read(client, staff, "/universities/kpru/")
    assert "ต.ระแหง" not in text
    assert "มหาวิทยาลัยใหม่" in text


@pytest.mark.django_db
def test_what_one_user_sees_is_never_shown_to_another(client, ministry, officer, pm, known):
    whole = read(client, ministry, "/areas/6301/")
    assert "8.5%" in whole

    assert "8.5%" in read(client, officer, "/areas/6301/")
    client.force_login(pm)
    assert client.get("/areas/6301/").status_code == 404
    own = client.get("/areas/630111/").content.decode()
    assert "7.5%" in own
    assert "8.5%" not in own
    elsewhere = make.user()
    make.membership(elsewhere, "province", area=make.area("50"))
    client.force_login(elsewhere)
    assert client.get("/areas/6301/").status_code == 404


@pytest.mark.django_db
def test_for_the_holder_of_a_grant_nothing_is_kept(client, ministry, pm, known):
    assert editions.eyes_of(pm) is not None

    GrantTerm.objects.create(
        user=pm, permission="tambon.view_area", target_model="tambon.area", target_id="630101",
        ends_on=date(2099, 1, 1), reason="-", by=ministry,
    )  # fmt: skip

    assert editions.eyes_of(type(pm).objects.get(pk=pm.pk)) is None


@pytest.mark.django_db
def test_languages_are_kept_apart(client, ministry, known):
    thai = read(client, ministry)
    client.cookies["u2t_language"] = "en"

    assert "Overview" in read(client, ministry)
    client.cookies["u2t_language"] = "th"
    assert _body(read(client, ministry)) == _body(thai)


def _body(page):
    """Leave out what is of one request: nonces, tokens and the downloads, whose form carries one."""
    return page[page.index('class="pickers"') : page.index("</main>")]


@pytest.mark.django_db
def test_a_kept_board_holds_nothing_of_a_request(client, ministry, known):
    text = _body(read(client, ministry))

    assert "csrf" not in text
    assert "nonce" not in text
    assert ministry.last_name not in text


@pytest.mark.django_db
def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(editions, "_MOST", 3)
    for number in range(9):
        assert editions.kept(("x", number), lambda number=number: number) == number

    assert len(editions._kept) <= 3
    assert editions.kept(("x", 8), lambda: "made anew") == 8
    assert editions.kept(None, lambda: "made anew") == "made anew"


@pytest.mark.django_db
def test_settling_adds_up_and_keeps_the_names(nation, monkeypatch):
    monkeypatch.setattr(rollups, "_MANY_EDITIONS", 5)
    for _time in range(10):
        Area.objects.filter(code="63").update(name_th="ตาก")
        Rollup.objects.all().delete()
    before, count = editions.editions(), Edition.objects.count()

    rollups.settle(by=system_user())

    assert count > 10
    assert Edition.objects.count() == 2
    assert editions.editions() == before


@pytest.mark.django_db(transaction=True)
def test_names_never_repeat_whatever_the_order_of_the_commits(nation):
    """A number taken when a change begins would: the later one may be committed first."""
    begun, may_end, seen = threading.Event(), threading.Event(), [editions.editions().ground]

    def first():
        try:
            with transaction.atomic():
                Area.objects.filter(code="63").update(name_th="ก")
                begun.set()
                may_end.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(20)
    seen.append(editions.editions().ground)
    Area.objects.filter(code="50").update(name_th="ข")
    seen.append(editions.editions().ground)
    may_end.set()
    thread.join()
    seen.append(editions.editions().ground)

    assert seen[0] == seen[1], "what is not committed is not there"
    assert len(set(seen)) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("draw", [charts.trend, charts.distribution])
def test_charts_are_figures_that_plotly_accepts(ministry, nation, draw):
    indicator = figures.indicator("tpmap.rate.income", **RATE)
    for year in ("2564", "2565"):
        figures.rollup("nation", "TH", 3, indicator=indicator, period=year)
        for number in range(10, 30):
            figures.rollup("province", make.area(f"{number}").code, number, indicator=indicator, period=year)
    asked = Asked("", "", "", "")
    board = board_of(
        user=ministry,
        subject=subjects.subject_of(user=ministry, kind="area", code="TH", view="", programme=""),
        indicators=indicators_of(ministry),
        indicator=asked.indicator,
        period=asked.period,
    )

    drawn = draw(board)

    checked = graph_objects.Figure(drawn).to_plotly_json()
    assert [dict(trace) for trace in checked["data"]] == drawn["data"]
    assert {name: checked["layout"][name] for name in drawn["layout"]} == drawn["layout"]
