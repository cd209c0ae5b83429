"""Goals of a round, as a number or as a share of households: what may be said, typed line by line, changed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from datasets.models import Dataset, Record, RoundArea
from datasets.permissions import Can
from datasets.selectors.goals import Goal
from datasets.selectors.progress import places_in_round
from datasets.services import rounds
from tambon.models import Area
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock
from u2t.core.errors import InputError
from u2t.core.models import AuditEvent

pytestmark = pytest.mark.django_db


def opened(wells, areas, **changes):
    days = (date(2021, 12, 1), date(2022, 1, 31))
    given = {"by": make.system_user(), "names": ("รอบ", ""), "period": "2565", "days": days} | changes
    return rounds.open_round(dataset=wells.dataset, areas=areas, **given)


@pytest.mark.parametrize(
    ("goal", "wanted"),
    [(None, None), (Goal(target=7), 7), (Goal(share=70, households=120), 84), (Goal(share=70, households=121), 85)],
)
def test_a_share_of_households_is_rounded_up_to_the_whole_one(wells, steward, goal, wanted):
    made = opened(wells, {"630111": goal})

    assert made.areas.get().wanted == wanted
    (row,) = places_in_round(steward, round=str(made.pk))
    assert (row.wanted, row.verified, row.left) == (wanted, 0, wanted)


@pytest.fixture
def registered(wells):
    """A tambon with three villages, of two of which the households are registered, one of them twice."""
    villages = [tambon.area(code) for code in ("63011101", "63011102", "63011151")]
    Dataset.objects.create(code="villages", name_th="ทะเบียนหมู่บ้าน", place_level="village")
    for code, period, households in (("63011101", "2563", 90), ("63011101", "2564", 101), ("63011102", "2564", 20)):
        Record.objects.create(
            dataset_id="villages",
            place_id=code,
            period=period,
            values={"households": households},
            changed_at=clock.now(),
        )
    return villages


def test_a_share_is_wanted_of_each_village_by_the_households_registered(wells, registered):
    areas = {"630111": Goal(share=70, each_village=True), "63011151": Goal(target=3), "630101": None}

    made = opened(wells, areas)

    kept = {area.area_id: (area.share, area.households, area.wanted) for area in made.areas.all()}
    assert kept == {
        "63011101": (70, 101, 71), "63011102": (70, 20, 14), "63011151": (None, None, 3), "630101": (None, None, None),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("areas", "told"),
    [
        ({"630111": Goal(share=70, each_village=True)}, "63011151"), ({"63011151": Goal(share=70)}, "63011151"),
        ({"630101": Goal(target=7, each_village=True)}, "630101"), ({"cluster-1": None}, "cluster-1"),
        ({"nowhere": None}, "nowhere"), ({"630111": Goal(share=70, households=9, each_village=True)}, "630111"),
    ],
)  # fmt: skip
def test_areas_that_cannot_be_spelled_out_are_refused_by_code(wells, registered, areas, told):
    tambon.region("cluster-1")

    with pytest.raises(InputError) as refused:
        opened(wells, areas)

    assert told in str(refused.value)
    assert refused.value.extra["field"] == "areas"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days": (date(2564, 12, 1), date(2565, 1, 31))}, "opens_on"), ({"period": "2022"}, "period"),
        ({"days": (date(2021, 12, 1), date(2565, 1, 31))}, "closes_on"), ({"period": "2565-13"}, "period"),
        ({"days": (date(2021, 12, 1), date(2021, 11, 1))}, "closes_on"), ({"period": ""}, "period"),
    ],
)  # fmt: skip
def test_days_and_periods_that_cannot_be_meant_are_refused_beside_their_field(wells, changes, field):
    with pytest.raises(InputError) as refused:
        opened(wells, {"630111": None}, **changes)

    assert refused.value.extra["field"] == field


def test_areas_one_does_not_answer_for_are_refused_by_code(wells, staff):
    with pytest.raises(InputError) as refused:
        opened(wells, {"630111": None, "500101": None}, by=staff)

    assert "500101" in str(refused.value)
    assert "630111" not in str(refused.value)


@pytest.mark.parametrize(
    "goal",
    [
        Goal(share=70), Goal(households=7), Goal(share=0, households=7), Goal(share=101, households=7),
        Goal(target=1, share=7, households=7), Goal(target=-1), Goal(share=50, households=0),
    ],
)  # fmt: skip
def test_a_goal_that_says_nothing_or_two_things_is_refused(wells, goal):
    with pytest.raises(InputError) as refused:
        opened(wells, {"630111": goal})

    assert "630111" in str(refused.value)
    assert not RoundArea.objects.exists()


def test_goals_are_changed_with_who_and_why(round_, staff):
    with pytest.raises(PermissionDenied):
        rounds.set_goals(by=staff, round=round_, areas={"630111": None})
    areas = {"630111": Goal(share=70, households=4), "630101": Goal(target=4)}

    rounds.set_goals(by=make.system_user(), round=round_, areas=areas, reason="นับครัวเรือนใหม่")

    assert {area.area_id: area.wanted for area in round_.areas.all()} == {"630101": 4, "630111": 3}
    event = AuditEvent.objects.filter(action="collectionround.goals_set").latest("pk")
    assert event.changes["areas"] == ["63, 630111 70% 3, 630201 5", "630111 70% 4"]
    with pytest.raises(InputError):
        rounds.set_goals(by=make.system_user(), round=round_, areas=areas)


@pytest.mark.integration
class TestPages:
    def test_what_is_wanted_and_still_wanted_has_its_thousands_separated(self, client, wells, steward):
        made = opened(wells, {"630111": Goal(share=70, households=3729)})
        client.force_login(steward)

        page = client.get(f"/datasets/rounds/{made.pk}/places/").content.decode()

        assert "2,611 (ร้อยละ 70 ของ 3,729 ครัวเรือน)" in page
        assert ">2,611<" in "".join(page.split())

    def test_the_page_shows_progress_and_takes_goals_line_by_line(self, client, round_, steward):
        client.force_login(steward)
        address = f"/datasets/rounds/{round_.pk}/"
        page = client.get(address).content.decode()
        assert "ร้อยละ 70 ของ 3 ครัวเรือน" in page
        assert "630111 70% 3" in page
        assert f'value="{round_.closes_on:%Y-%m-%d}"' in page

        asked = {"goals-areas": "630111 50% 9\n\n63", "goals-reason": ""}
        client.post(f"{address}goals/", asked)
        assert {area.area_id: area.wanted for area in round_.areas.all()} == {"63": None, "630111": 5}
        for wrong in ("630111 70% x", "630111 x", "630111\n630111", "630111 0% 4", "630111 101% 5"):
            typed = {"goals-areas": f"63\n{wrong}", "goals-reason": "นับใหม่"}
            refused = client.post(f"{address}goals/", typed)
            assert refused.status_code == 422, wrong
            assert "บรรทัดที่" in refused.content.decode(), wrong
            assert f"63\n{wrong}</textarea>" in refused.content.decode(), wrong
            assert 'value="นับใหม่"' in refused.content.decode(), wrong
        assert round_.areas.count() == 2

    def test_what_two_change_at_once_is_not_overwritten(self, client, round_, steward):
        client.force_login(steward)
        address, api = f"/datasets/rounds/{round_.pk}/", f"/api/v1/collection-rounds/{round_.pk}/"
        round_.refresh_from_db()
        was = round_.version
        seen = {"goals-version": was, "days-version": was}
        assert f'name="goals-version" value="{was}"' in client.get(address).content.decode()
        by = make.system_user()
        rounds.set_goals(by=by, round=round_, areas={"630111": None, "500101": Goal(target=7)}, reason="เพิ่มตำบล")

        late = client.post(f"{address}goals/", seen | {"goals-areas": "630111 9", "goals-reason": "นับใหม่"})
        page = late.content.decode()
        days = {"days-opens_on": "2022-01-01", "days-closes_on": "2022-02-01"}

        assert (late.status_code, client.post(f"{address}move/", seen | days).status_code) == (412, 412)
        assert {area.area_id for area in round_.areas.all()} == {"630111", "500101"}
        assert "500101 7" in page
        assert "630111 9</textarea>" in page
        assert f'name="goals-version" value="{was + 1}"' in page
        asked = {"version": was, "areas": [{"area": "630111"}]}
        assert client.post(f"{api}goals/", asked, content_type="application/json").status_code == 412
        moved = {"version": was, "opens_on": "2022-01-01", "closes_on": "2022-02-01"}
        assert client.post(f"{api}move/", moved, content_type="application/json").status_code == 412
        again = {"goals-version": was + 1, "goals-areas": "630111 9"}
        assert client.post(f"{address}goals/", again).status_code == 302
        assert client.get(api).json()["version"] == was + 2

    def test_programs_name_an_area_once(self, client, round_, steward):
        client.force_login(steward)
        asked = {"areas": [{"area": "630111", "target": 1}, {"area": "630111", "target": 2}]}

        told = client.post(f"/api/v1/collection-rounds/{round_.pk}/goals/", asked, content_type="application/json")

        assert (told.status_code, "630111" in told.json()["title"]) == (422, True)

    def test_goals_of_each_village_are_typed_as_one_line(self, client, wells, steward, registered):
        client.force_login(steward)
        round_ = make.collecting("63")
        api = f"/api/v1/collection-rounds/{round_.pk}/goals/"

        typed = {"goals-areas": "630111* 70%\n63011151 5", "goals-reason": ""}
        client.post(f"/datasets/rounds/{round_.pk}/goals/", typed)
        assert {area.area_id: area.wanted for area in round_.areas.all()} == {
            "63011101": 71, "63011102": 14, "63011151": 5,
        }  # fmt: skip
        asked = {"areas": [{"area": "630111", "target": 2, "each_village": True}]}
        told = client.post(api, asked, content_type="application/json")
        assert told.status_code == 200
        assert [area.wanted for area in round_.areas.all()] == [2, 2, 2]

    def test_the_form_begins_with_the_tambons_one_answers_for(self, client, wells, staff, steward):
        client.force_login(staff)
        page = client.get("/datasets/rounds/new/").content.decode()
        lines = page.partition('id="id_areas"')[2].partition(">")[2].partition("</textarea>")[0].strip().splitlines()
        held = Area.objects.visible_to(staff, to=Can.CHANGE_ROUND).filter(level="tambon").order_by("code")
        assert [line.partition(" ")[0] for line in lines] == list(held.values_list("code", flat=True))
        assert "630111  # ต.แม่ท้อ อ.เมืองตาก" in lines

        given = {
            "dataset": "wells", "name_th": "รอบ", "period": "2565", "opens_on": "2022-01-01", "closes_on": "2022-02-01",
            "areas": "630111 7  # ต.แม่ท้อ\n# ทั้งหมด\n",
        }  # fmt: skip
        assert client.post("/datasets/rounds/new/", given).status_code == 302
        assert [(area.area_id, area.wanted) for area in wells.dataset.rounds.get().areas.all()] == [("630111", 7)]
