"""The profile of a tambon: targets by round and the level they amount to, what was collected, and who sees it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from dashboards.models import LevelScheme
from dashboards.selectors.levels import progress_of, scheme
from dashboards.selectors.profiles import profile_of
from dashboards.services import levels
from datasets.models import Entry, Record
from datasets.services import reviews, rounds
from tambon.models import Area
from tambon.system import system_user
from tests.factories import dashboards as figures
from tests.factories import fieldwork as make
from tests.factories import tambon as places
from u2t.core import clock

HERE, ELSEWHERE = "630111", "630201"
TARGETS = """survey,,,,
,type,name,label::ไทย (th),label::English (en)
,select_one target,target,เป้าหมาย,Target
,select_one standing,t01_indicator_1,1.1,1.1
,select_one standing,t01_indicator_2,1.2,1.2
,select_one has,t01_work_1,งาน 1,Work 1
,select_one standing,t02_indicator_1,2.1,2.1
choices,,,,
,list_name,name,label::ไทย (th),label::English (en)
,target,target_01,เป้าหมายที่ 1,Target 1
,target,target_02,เป้าหมายที่ 2,Target 2
,standing,above_standard,สูงกว่ามาตรฐาน,Above
,standing,at_standard,มาตรฐาน,At
,standing,below_standard,ต่ำกว่ามาตรฐาน,Below
,standing,no_data,ไม่มีข้อมูล,No information
,has,yes,มี,Yes
,has,no,ไม่มี,No
settings,,,,
,form_title,version,default_language,
,เป้าหมาย,1,ไทย (th),
"""
PRODUCTS = """survey,,,,,
,type,name,label::ไทย (th),label::English (en),personal
,text,producer_name,ผู้ผลิต,Producer,yes
,text,product_name,ผลิตภัณฑ์,Product,
,geopoint,home,บ้าน,Home,yes
,geopoint,position,พิกัด,Position,
settings,,,,,
,form_title,version,default_language,,
,ผลิตภัณฑ์,1,ไทย (th),,
"""


@pytest.fixture
def targets(nation):
    return make.form(TARGETS, of=make.dataset("tambon_profile_targets"), name="targets.csv")


@pytest.fixture
def tambon(nation):
    return Area.objects.get(pk=HERE)


def verified(form, worker, values, *, period="2565", number=None):
    found = make.entry(worker, form, values=values)
    return reviews.verify(by=system_user(), entry=found, version=found.version).record


def answers(target, *standings, work="yes"):
    named = {f"t{target}_indicator_{place}": one for place, one in enumerate(standings, start=1)}
    return {"target": f"target_{target}", **named} | ({"t01_work_1": work} if target == "01" else {})


def said(progress):
    return [(each.code, [one and one.is_met for one in each.standings], each.change) for each in progress.targets]


def test_a_target_is_met_by_the_share_of_indicators_that_have_information(targets, tambon, worker):
    make.collecting(HERE, of=targets.dataset)
    record = verified(targets, worker, answers("01", "at_standard", "below_standard"))

    progress = progress_of(tambon, user=system_user())

    assert said(progress) == [("target_01", [True], ""), ("target_02", [None], "")]
    standing = progress.targets[0].standings[0]
    assert (standing.good, standing.known, standing.asked, standing.works, standing.works_asked) == (1, 2, 2, 1, 1)
    assert standing.record == record.pk
    assert (progress.latest.met, progress.latest.known, progress.latest.level.least) == (1, 1, 0)
    assert progress.before is None


def test_no_information_is_neither_met_nor_missed(targets, tambon, worker):
    make.collecting(HERE, of=targets.dataset)
    verified(targets, worker, answers("01", "no_data", "no_data"))

    progress = progress_of(tambon, user=system_user())

    assert said(progress)[0] == ("target_01", [None], "")
    assert (progress.latest.met, progress.latest.known, progress.latest.level) == (0, 0, None)


def test_rounds_are_compared_before_and_after(targets, tambon):
    name = targets.dataset.pk
    figures.record(HERE, "2564", dataset=name, key="a", **answers("01", "below_standard", "below_standard"))
    figures.record(HERE, "2564", dataset=name, key="b", **answers("02", "above_standard"))
    figures.record(HERE, "2565", dataset=name, key="c", **answers("01", "above_standard", "no_data"))
    figures.record(HERE, "2565", dataset=name, key="d", **answers("02", "below_standard"))
    figures.record(ELSEWHERE, "2565", dataset=name, key="e", **answers("02", "above_standard"))

    progress = progress_of(tambon, user=system_user())

    assert said(progress) == [("target_01", [False, True], "reached"), ("target_02", [True, False], "lost")]
    assert [(each.label, each.met) for each in progress.rounds] == [("2564", 1), ("2565", 1)]
    assert progress.before.label == "2564"


def test_two_numbered_rounds_of_one_period_stay_apart_and_are_compared(client, targets, tambon, worker, pm):
    today = clock.today()
    days = (today - timedelta(20), today - timedelta(10))
    first = make.collecting(HERE, of=targets.dataset)
    before = verified(targets, worker, answers("01", "below_standard", "below_standard"))
    rounds.move_days(by=system_user(), round=first, days=days)
    second = make.collecting(HERE, of=targets.dataset, days=(today, today))
    verified(targets, worker, answers("01", "at_standard", "above_standard"))
    assert [(found.number, found.period) for found in (first, second)] == [(1, "2565"), (2, "2565")]

    progress = progress_of(tambon, user=pm)

    assert [(each.label, each.met) for each in progress.rounds] == [("รอบที่ 1 · 2565", 0), ("รอบที่ 2 · 2565", 1)]
    assert said(progress)[0] == ("target_01", [False, True], "reached")
    client.force_login(pm)
    page = client.get(f"/areas/{HERE}/profile/").content.decode()
    assert {label for label in ("รอบที่ 1 · 2565", "รอบที่ 2 · 2565") if label in page} == {
        each.label for each in progress.rounds
    }
    told = client.get(f"/api/v1/profiles/{HERE}/").json()
    assert [(each["called"], each["met"]) for each in told["rounds"]] == [("รอบที่ 1 · 2565", 0), ("รอบที่ 2 · 2565", 1)]

    # What is corrected while the second round is open stays in the first, where it was collected.
    kept = Entry.objects.get(record=before)
    anew = answers("01", "at_standard", "at_standard")
    again = make.entry(worker, targets, values=anew, deprecated=kept.revisions.get().instance)
    again = reviews.accept(by=system_user(), entry=again, version=again.version, reason="แก้ตามข้อสังเกต")
    reviews.verify(by=system_user(), entry=again, version=again.version)
    assert [each.met for each in progress_of(tambon, user=pm).rounds] == [1, 1]
    assert Record.objects.filter(dataset=targets.dataset).count() == 2


def test_the_newest_answer_on_a_target_in_a_round_counts(targets, tambon):
    name = targets.dataset.pk
    figures.record(HERE, "2565", dataset=name, key="a", **answers("02", "below_standard"))
    figures.record(HERE, "2565", dataset=name, key="b", **answers("02", "at_standard"))

    assert said(progress_of(tambon, user=system_user()))[1] == ("target_02", [True], "")


def test_the_ministry_decides_the_levels_and_earlier_decisions_stay(targets, tambon):
    figures.record(HERE, "2565", dataset=targets.dataset.pk, **answers("01", "at_standard", "below_standard"))
    ministry = places.user("ministry")
    places.membership(ministry, "ministry", area=places.area("TH"))
    levels.decide(by=ministry, share=50, levels=[(0, "ต้น", ""), (1, "กลาง", "Middle")], reason="มติที่ประชุม")
    assert progress_of(tambon, user=system_user()).latest.level.name_th == "กลาง"

    levels.decide(by=ministry, share=51, levels=[(0, "ต้น", ""), (1, "กลาง", "Middle")], reason="มติใหม่")

    assert progress_of(tambon, user=system_user()).latest.level.name_th == "ต้น"
    assert (scheme().share, LevelScheme.objects.count()) == (51, 2)


@pytest.mark.parametrize(
    ("share", "steps", "field"),
    [
        (0, [(0, "ก", "")], "share"),
        (101, [(0, "ก", "")], "share"),
        (50, [], "levels"),
        (50, [(1, "ก", "")], "levels"),
        (50, [(0, "ก", ""), (0, "ข", "")], "levels"),
        (50, [(0, "ก", ""), (9, "ข", ""), (8, "ค", "")], "levels"),
        (50, [(0, "ก", ""), (17, "ข", "")], "levels"),
        (50, [(0, " ", "")], "levels"),
    ],
)
def test_levels_that_cannot_be_are_told_by_field(nation, share, steps, field):
    with pytest.raises(levels.LevelError) as refused:
        levels.decide(by=system_user(), share=share, levels=steps, reason="เหตุผล")

    assert refused.value.extra["field"] == field
    assert not LevelScheme.objects.exists()


def test_levels_are_decided_by_nobody_of_a_province(nation, pm):
    with pytest.raises(PermissionDenied):
        levels.decide(by=pm, share=50, levels=[(0, "ก", "")], reason="เหตุผล")


def test_what_was_collected_is_named_and_placed_without_what_is_personal(tambon, worker):
    form = make.form(PRODUCTS, of=make.dataset("otop_products"), name="products.csv")
    make.collecting(HERE, of=form.dataset)
    record = verified(
        form, worker,
        {"producer_name": "นางสมศรี ใจดี", "product_name": "น้ำพริก", "home": "16.9, 99.2", "position": "16.87, 99.12"},
    )  # fmt: skip
    figures.record(ELSEWHERE, dataset="otop_products", key="other", product_name="อื่น", position="17, 99")

    profile = profile_of(tambon, user=system_user())

    products = next(section for section in profile.sections if section.code == "products")
    assert [(kept.dataset.pk, kept.count, [one.name for one in kept.newest]) for kept in products.kept] == [
        ("otop_products", 1, ["น้ำพริก"])
    ]
    assert [(p.latitude, p.longitude, p.name, p.record) for p in profile.points] == [(16.87, 99.12, "น้ำพริก", record.pk)]


def test_people_and_houses_are_counted_and_never_named(tambon):
    figures.record(HERE, dataset="household_survey", key="a", head="นางสมศรี ใจดี")

    people = profile_of(tambon, user=system_user()).sections[0]

    assert [(kept.count, kept.newest) for kept in people.kept] == [(1, ())]


def test_the_page_says_what_was_found_and_what_was_not(client, targets, tambon, pm):
    figures.record(HERE, "2565", dataset=targets.dataset.pk, origin="demo", **answers("01", "at_standard"))
    client.force_login(pm)

    page = client.get(f"/areas/{HERE}/profile/")

    text = page.content.decode()
    assert page.status_code == 200
    assert "เป้าหมายที่ 1" in text
    assert "ตำบลที่ยังไม่สามารถอยู่รอด" in text
    assert Record.objects.get().pk == progress_of(tambon, user=pm).targets[0].standings[0].record
    assert client.get(f"/areas/{HERE}/").content.decode().count(f"/areas/{HERE}/profile/") == 1


def test_the_profile_is_a_pdf_and_a_document_for_programs(client, targets, tambon, pm):
    figures.record(HERE, "2565", dataset=targets.dataset.pk, **answers("01", "at_standard"))
    client.force_login(pm)

    paper = client.get(f"/areas/{HERE}/profile.pdf")
    told = client.get(f"/api/v1/profiles/{HERE}/").json()

    assert (paper["Content-Type"], paper.content[:4]) == ("application/pdf", b"%PDF")
    assert [(each["called"], each["met"]) for each in told["rounds"]] == [("2565", 1)]
    assert told["targets"][0]["standings"][0]["is_met"] is True


@pytest.mark.parametrize("address", ["/areas/{}/profile/", "/areas/{}/profile.pdf", "/api/v1/profiles/{}/"])
@pytest.mark.parametrize("code", ["63", "6301", "999999"])
def test_only_a_tambon_has_a_profile(client, nation, address, code):
    client.force_login(system_user())

    assert client.get(address.format(code)).status_code == 404


def test_the_form_of_levels_keeps_what_was_typed_and_says_what_is_wrong(client, nation):
    ministry = places.user("ministry")
    places.membership(ministry, "ministry", area=places.area("TH"))
    client.force_login(ministry)
    given = {"share": "60", "reason": "มติ", "least_0": "0", "th_0": "ต้น", "th_1": "กลาง"}

    refused = client.post("/levels/", given)
    taken = client.post("/levels/", given | {"least_1": "8"})

    assert refused.status_code == 422
    assert "กลาง" in refused.content.decode()
    assert taken.status_code == 302
    assert scheme().steps[1].name_th == "กลาง"


GENERAL = """survey,,,
,type,name,label::ไทย (th)
,integer,temples,วัด
,text,religion_other_1,ศาสนา: อื่น ๆ 1 (ระบุ)
,integer,religion_other_1_count,ศาสนา: จำนวนของอื่น ๆ 1
,integer,religion_other_2_count,ศาสนา: จำนวนของอื่น ๆ 2
settings,,,
,form_title,version,default_language
,ข้อมูลทั่วไป,1,ไทย (th)
"""


def test_what_was_named_freely_is_called_so_in_general_data(nation, pm):
    make.form(GENERAL, of=make.dataset("tambon_profile_general"), name="general.csv")
    values = {"temples": 4, "religion_other_1": "สุเหร่า", "religion_other_1_count": 2, "religion_other_2_count": 0}
    figures.record(HERE, dataset="tambon_profile_general", **values)

    general = profile_of(Area.objects.get(pk=HERE), user=pm).general

    assert [(told.label, told.value) for told in general.figures] == [
        ("วัด", 4), ("สุเหร่า", 2), ("ศาสนา: จำนวนของอื่น ๆ 2", 0),
    ]  # fmt: skip


def test_what_was_named_freely_is_not_told_where_it_is_personal(nation, pm):
    personal = GENERAL.replace("(th)\n", "(th),personal\n", 1).replace("1 (ระบุ)", "1 (ระบุ),yes")
    make.form(personal, of=make.dataset("tambon_profile_general"), name="general.csv")
    figures.record(HERE, dataset="tambon_profile_general", religion_other_1="บ้านนายสมมุติ", religion_other_1_count=2)

    general = profile_of(Area.objects.get(pk=HERE), user=pm).general

    assert [told.label for told in general.figures] == ["ศาสนา: จำนวนของอื่น ๆ 1"]
