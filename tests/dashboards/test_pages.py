"""Dashboards as pages: what stands on them, what must not, and how often they ask the database."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.staticfiles import finders
from django.urls import reverse

from dashboards.models import Rollup
from dashboards.rolling.check import differences
from dashboards.services import rollups
from tambon.models import Area
from tambon.permissions import Can as Where
from tambon.services import groups
from tambon.system import system_user
from tests.dashboards.showing import counted_rates, page, rate
from tests.factories import dashboards as figures
from tests.factories import people as brings
from tests.factories import tambon as make

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def test_home_leads_everybody_to_the_own_area(client, ministry, officer, worker, staff, applicant):
    for user, address in ((ministry, "TH"), (officer, "63"), (worker, "630111")):
        client.force_login(user)
        assert client.get("/").url == f"/areas/{address}/"
    client.force_login(staff)
    assert client.get("/").url == "/universities/kpru/work/"
    assert "/areas/TH/" in page(client, applicant, "/")


def test_home_leads_a_network_and_an_agency_to_theirs(client, nation):
    regional, agent = make.user(), make.user()
    make.membership(regional, "regional", network=make.network("upper-north"))
    agency = make.agency(area=make.area("6301"))
    make.membership(agent, "agency", agency=agency)

    client.force_login(regional)
    assert client.get("/").url == "/networks/upper-north/"
    client.force_login(agent)
    assert client.get("/").url == reverse("agency-people", args=[agency.pk])
    assert client.get(client.get("/").url).status_code == 200


def test_strangers_are_sent_to_sign_in(client, nation):
    for address in ("/", "/areas/TH/", "/universities/kpru/", "/networks/x/", "/figures/nation/TH/source/"):
        assert client.get(address).url.startswith("/accounts/login/")


def test_nation_shows_headlines_ranking_sentence_and_advice(client, ministry, known):
    text = page(client, ministry, "/areas/TH/")

    assert "3.0" in text
    assert "300" in text
    assert text.index("จ.ตาก") < text.index("จ.เชียงใหม่")
    assert "5.0%" in text
    assert "1.7%" in text
    assert "ranking" in text
    assert "/areas/63/?indicator=tpmap.rate.income&amp;period=2565" in text
    assert "/figures/nation/TH/source/?indicator=tpmap.rate.income&amp;period=2565" in text


def test_address_chooses_indicator_and_period(client, ministry, known):
    poor = figures.indicator("tpmap.poor.income", direction="burden")
    figures.rollup("nation", "TH", 300, indicator=poor)
    figures.rollup("nation", "TH", 400, indicator=poor, period="2564", origin="demo")
    figures.rollup("nation", "TH", 500, indicator=poor, period="2563", origin="demo")

    real = page(client, ministry, "/areas/TH/?indicator=tpmap.poor.income")
    demo = page(client, ministry, "/areas/TH/?indicator=tpmap.poor.income&period=2564.demo")

    assert 'value="2565" selected' in real
    assert "20.0%" not in real
    assert 'value="2564.demo" selected' in demo
    assert "20.0%" in demo


@pytest.mark.parametrize(("direction", "is_told"), [("burden", True), ("neutral", False), ("good", False)])
def test_all_of_the_few_of_one_place_is_odd_of_a_burden_alone(client, ministry, nation, direction, is_told):
    share = figures.indicator("data.share", direction=direction, over_place="ratio", denominator="x", scale=100)
    figures.rollup("nation", "TH", 20, indicator=share, denominator=100)
    figures.rollup("province", "63", 20, indicator=share, denominator=100, maximum=100)

    text = page(client, ministry, "/areas/TH/?indicator=data.share&period=2565")

    assert ("One place in it stands at" in text or "มีพื้นที่หนึ่งสูงถึง" in text) is is_told


def test_unknown_choices_fall_back_to_what_there_is(client, ministry, known):
    text = page(client, ministry, "/areas/TH/?indicator=nonsense&period=9999&programme=none&view=odd")

    assert 'value="tpmap.rate.income" selected' in text
    assert 'value="2565" selected' in text


def test_area_without_figures_says_so(client, ministry, nation):
    figures.indicator()

    assert "empty-state" in page(client, ministry, "/areas/TH/")


def test_officer_sees_the_own_province_down_to_the_tambon(client, officer, known):
    province = page(client, officer, "/areas/63/")
    amphoe = page(client, officer, "/areas/6301/")
    tambon = page(client, officer, "/areas/630111/")

    assert "อ.เมืองตาก" in province
    assert "ต.แม่ท้อ" in amphoe
    assert "7.5%" in tambon


def test_officer_sees_nothing_below_another_province(client, officer, known):
    for address in ("/areas/5001/", "/areas/500101/", "/figures/amphoe/5001/source/", "/figures/tambon/500101/source/"):
        page(client, officer, address, status=404)
    other = page(client, officer, "/areas/50/")

    assert "1.7" in other
    assert "อ.เมืองเชียงใหม่" not in other
    assert "777" not in other


@pytest.mark.parametrize("address", ["/areas/99/", "/areas/nonsense/", "/universities/none/", "/networks/none/"])
def test_what_is_not_there_is_not_found(client, ministry, nation, address):
    page(client, ministry, address, status=404)


def test_village_has_no_dashboard(client, ministry, nation):
    make.area("63011101")

    page(client, ministry, "/areas/63011101/", status=404)


def test_university_and_network_show_their_own(client, staff, known):
    network = make.network("lower-north")
    university = make.university("kpru")
    university.network = network
    university.save(update_fields=["network"])
    for level, code in (("university", "kpru"), ("network", "lower-north")):
        rate(level, code, 150, 2_000, programme="u2t1")
    rate("university", "unallocated", 50, 2_000, programme="u2t1")

    own = page(client, staff, "/universities/kpru/")
    above = page(client, staff, "/networks/lower-north/")

    assert "ต.แม่ท้อ" in own
    assert "7.5" in own
    assert "มหาวิทยาลัย kpru" in above


def test_nation_by_university_shows_what_none_holds(client, ministry, staff, known):
    rate("university", "kpru", 150, 2_000, programme="u2t1")
    rate("university", "unallocated", 50, 2_000, programme="u2t1")

    text = page(client, ministry, "/areas/TH/?view=university")

    assert "มหาวิทยาลัย kpru" in text
    assert "2.5%" in text
    assert "จ.ตาก" not in text


@pytest.mark.parametrize("kind", ["six", "four", "cluster"])
def test_a_group_of_every_kind_ranks_its_provinces_and_is_counted_anew_when_amended(
    client, ministry, admin, nation, kind
):
    region = make.region(f"{kind}-north")
    counted_rates()

    text = page(client, ministry, f"/areas/{kind}-north/")
    assert "จ.ตาก" in text
    assert "จ.เชียงใหม่" not in text
    assert "5.0%" in text
    assert "ภาคเหนือ" in page(client, ministry, "/areas/TH/")

    groups.amend(by=admin, group=region, provinces=["63", "50"], source="ประกาศ")
    rollups.roll_up(by=system_user())
    assert "3.0" in page(client, ministry, f"/areas/{kind}-north/")
    assert differences() == []


@pytest.mark.parametrize("provinces", [1, 3, 40])
def test_nation_asks_the_same_whatever_the_data(client, ministry, nation, django_assert_num_queries, provinces):
    rate("nation", "TH", 300, 10_000)
    for number in range(provinces):
        make.area(f"{70 + number}" if number < 30 else f"{number - 19}")
        rate("province", f"{70 + number}" if number < 30 else f"{number - 19}", 10 + number, 1_000)
    client.force_login(ministry)

    with django_assert_num_queries(10):
        client.get("/areas/TH/")
    with django_assert_num_queries(4):
        client.get("/areas/TH/")
    Rollup.objects.update(value=5)
    with django_assert_num_queries(6):
        client.get("/areas/TH/")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/areas/TH/", 10), ("/areas/TH/?level=amphoe", 11), ("/areas/TH/?view=university", 11),
        ("/areas/TH/?period=2564", 10), ("/areas/63/?view=university", 12),
    ],
)  # fmt: skip
def test_no_view_of_the_nation_asks_more_than_twelve_times_with_the_second_step_on(
    client, ministry, staff, known, settings, django_assert_num_queries, address, expected
):
    settings.SECOND_FACTOR = True
    Authenticator.objects.create(user=ministry, type=Authenticator.Type.TOTP, data={})
    rate("university", "kpru", 150, 2_000, programme="u2t1")
    rate("nation", "TH", 200, 10_000, period="2564")
    client.force_login(ministry)

    with django_assert_num_queries(expected):
        assert client.get(address).status_code == 200


def test_htmx_gets_the_part_that_changes(client, ministry, known):
    client.force_login(ministry)

    part = client.get("/areas/TH/", HTTP_HX_REQUEST="true").content.decode()

    assert "<html" not in part
    assert 'id="pickers"' in part
    assert "<title>" in part
    assert 'id="path"' in part


def test_going_back_gets_the_whole_page(client, ministry, known):
    client.force_login(ministry)

    response = client.get("/areas/TH/", HTTP_HX_REQUEST="true", HTTP_HX_HISTORY_RESTORE_REQUEST="true")

    assert "<html" in response.content.decode()
    assert "HX-Request" in response["Vary"]


def test_trend_of_figures_written_alike_says_by_how_much(client, ministry, known):
    rate("tambon", "500102", 184, 10_000)
    rate("tambon", "500102", 175, 10_000, period="2566")

    assert "ลดลง 0.1 จุดร้อยละ" in page(client, ministry, "/areas/500102/?period=2566")


def test_a_grant_on_an_area_opens_its_page_with_its_figures_and_what_lies_below(client, admin, officer, known):
    figures.observation("500101", 777, denominator=6_000)
    grant = brings.grant(officer, Area.objects.get(pk="5001"), admin, permission=Where.VIEW_AREA)

    assert "1.7%" in page(client, officer, "/areas/5001/")
    assert "13.0%" in page(client, officer, "/areas/500101/")
    assert "777" in page(client, officer, "/figures/tambon/500101/source/?period=2565")
    grant.delete()
    page(client, officer, "/areas/5001/", status=404)
    page(client, officer, "/areas/500101/", status=404)


def test_page_has_no_inline_script_without_nonce(client, ministry, known):
    text = page(client, ministry, "/areas/TH/")

    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or "nonce=" in script or 'type="application/json"' in script
    assert not re.search(r"\son\w+=", text)


def test_every_style_and_script_of_the_page_exists(client, ministry, known):
    text = page(client, ministry, "/areas/TH/")

    named = re.findall(r'(?:href|src)="/static/([^"]+)"', text)
    assert named
    assert [name for name in named if not finders.find(name)] == []


def test_english_names_are_shown_by_the_switch(client, ministry, known):
    make.area("63").__class__.objects.filter(code="63").update(name_en="Tak")
    client.cookies["u2t_language"] = "en"

    text = page(client, ministry, "/areas/TH/")

    assert "Tak province" in text
    assert "Year 2022" in text


def test_components_page_is_for_debugging(client, ministry, settings):
    page(client, ministry, "/components/", status=404)
    settings.DEBUG = True
    assert "road" in page(client, ministry, "/components/")


def test_the_path_leads_only_where_one_may_go(client, pm, officer, known):
    for user, may_go in ((pm, False), (officer, True)):
        shown = page(client, user, "/areas/630111/")

        assert "อ.เมืองตาก" in shown
        assert ('href="/areas/6301/' in shown) is may_go
