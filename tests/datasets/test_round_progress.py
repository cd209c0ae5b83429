"""Goals of a round, as a number or as a share of households, and how far it is by place and by collector."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from datasets.models import Dataset, Record, RoundArea
from datasets.permissions import Can
from datasets.selectors.goals import Goal
from datasets.selectors.progress import people_in_round, places_in_round
from datasets.selectors.roundpages import summary_of
from datasets.services import reviews, rounds
from tambon.models import Area
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock, downloads, files, jobs
from u2t.core.errors import InputError
from u2t.core.models import AuditEvent

pytestmark = pytest.mark.django_db


def opened(wells, areas, **changes):
    days = (date(2021, 12, 1), date(2022, 1, 31))
    given = {"by": make.system_user(), "names": ("รอบ", ""), "period": "2565", "days": days} | changes
    return rounds.open_round(dataset=wells.dataset, areas=areas, **given)


@pytest.fixture
def round_(wells, worker, neighbour, pm):
    """Two tambons with goals in one amphoe, one of them empty, and a province around them."""
    areas = {"630111": Goal(share=70, households=3), "630101": Goal(target=4), "630201": Goal(target=5), "63": None}
    made = make.collecting("63")
    rounds.set_goals(by=make.system_user(), round=made, areas=areas)
    for _number in range(2):
        make.entry(worker, wells)
    verified = make.entry(worker, wells)
    reviews.verify(by=pm, entry=verified, version=1)
    make.entry(neighbour, wells)
    return made


def told(rows, *names):
    return {row.pk: tuple(getattr(row, name) for name in names) for row in rows}


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


def test_places_show_goals_without_entries_and_count_what_lies_below(round_, steward):
    found = places_in_round(steward, round=str(round_.pk))

    assert told(found, "wanted", "waiting", "verified", "total", "left", "percent") == {
        "63": (None, 3, 1, 4, None, None),
        "630101": (4, 1, 0, 1, 4, 0),
        "630111": (3, 2, 1, 3, 2, 33),
        "630201": (5, 0, 0, 0, 5, 0),
    }


def test_goals_stand_where_the_reader_sees_all_that_comes_in(round_, pm, worker, province_officer):
    counted = ("wanted", "verified", "total", "percent")

    assert told(places_in_round(pm, round=str(round_.pk)), *counted) == {"630111": (3, 1, 3, 33)}
    assert told(places_in_round(worker, round=str(round_.pk)), *counted) == {"630111": (None, 1, 3, None)}
    assert set(told(places_in_round(province_officer, round=str(round_.pk)))) == {"63", "630101", "630111", "630201"}


def test_a_round_is_summed_up_by_its_outer_goals(round_, steward, pm, worker):
    areas = {"63": Goal(target=40), "630111": Goal(share=70, households=3), "63011101": Goal(target=2), "50": None}

    tambon.area("63011101")
    before = summary_of(steward, round_)
    rounds.set_goals(by=make.system_user(), round=round_, areas=areas)
    outer, inner, own = (summary_of(person, round_) for person in (steward, pm, worker))

    assert (before.wanted, before.reached, before.percent) == (12, 1, 8)
    assert (outer.wanted, outer.reached, outer.verified, outer.waiting) == (40, 1, 1, 3)
    assert (inner.wanted, inner.reached, inner.percent) == (3, 1, 33)
    assert (own.wanted, own.percent, own.waiting, own.verified) == (None, None, 2, 1)


def test_goals_of_the_nation_count_all(round_, wells, steward):
    rounds.set_goals(by=make.system_user(), round=round_, areas={"TH": Goal(target=2), "630111": Goal(target=1)})

    found = summary_of(steward, round_)

    assert (found.wanted, found.reached, found.percent, found.aside, found.late) == (2, 1, 50, 0, 0)


@pytest.fixture
def province_officer(nation):
    person = tambon.user("officer")
    tambon.membership(person, "province", area=tambon.area("63"))
    return person


def test_collectors_show_who_is_named_and_sent_nothing(round_, steward, pm, worker, neighbour):
    third = tambon.user("third")
    tambon.membership(third, "worker", area=tambon.area("630111"))
    rounds.name_collectors(by=make.system_user(), round=round_, collectors=[worker.username, "third"])

    seen = told(people_in_round(steward, round=str(round_.pk)), "total", "verified")
    assert seen == {worker.pk: (3, 1), neighbour.pk: (1, 0), third.pk: (0, 0)}
    assert set(told(people_in_round(pm, round=str(round_.pk)))) == {worker.pk, third.pk}
    assert set(told(people_in_round(neighbour, round=str(round_.pk)))) == {neighbour.pk}


def test_where_all_collect_those_who_sent_nothing_are_shown_too(round_, steward, pm, worker, neighbour, colleague):
    tambon.membership(tambon.user("far"), "worker", area=tambon.area("500101"))

    seen = told(people_in_round(steward, round=str(round_.pk)), "total")
    assert seen == {worker.pk: (3,), neighbour.pk: (1,), colleague.pk: (0,)}
    assert set(told(people_in_round(pm, round=str(round_.pk)))) == {worker.pk, colleague.pk}
    assert set(told(people_in_round(worker, round=str(round_.pk)))) == {worker.pk}


def test_who_came_after_a_round_was_over_did_not_miss_it(wells, steward, worker):
    over = make.collecting("630111", days=(date(2021, 1, 1), date(2021, 1, 31)))
    fresh = tambon.user("fresh")
    tambon.membership(fresh, "worker", area=tambon.area("630111"), during=DateRange(date(2021, 11, 1), None))

    assert set(told(people_in_round(steward, round=str(over.pk)))) == {worker.pk}


def test_a_large_round_is_asked_for_in_one_query(round_, steward):
    for rows in (places_in_round, people_in_round):
        with CaptureQueriesContext(connection) as asked:
            list(rows(steward, round=str(round_.pk))[:50])
        about = [query["sql"] for query in asked if "datasets_entry" in query["sql"]]
        assert len(about) == 1


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

    def test_the_lists_have_filters(self, client, round_, steward):
        client.force_login(steward)
        found = {
            query: {row["code"] for row in self.api(client, round_, f"places/?{query}")}
            for query in ("standing=nothing", "standing=behind", "standing=reached", "below=6302", "below=แม่ท้อ")
        }

        assert found == {
            "standing=nothing": {"630201"}, "standing=behind": {"630101", "630111", "630201"},
            "standing=reached": set(), "below=6302": {"630201"}, "below=แม่ท้อ": {"630111"},
        }  # fmt: skip
        page = client.get(f"/datasets/rounds/{round_.pk}/places/?standing=nothing").content.decode()
        assert "630201" in page
        assert "630111" not in page
        people = self.api(client, round_, "people/")
        assert sorted((row["username"], row["total"]) for row in people) == [("neighbour", 1), ("worker", 3)]
        assert client.get(f"/datasets/rounds/{round_.pk}/people/").status_code == 200

    def test_rounds_are_found_by_name_state_and_area(self, client, wells, steward):
        today = clock.today()
        over = make.collecting("5001", days=(today - timedelta(9), today - timedelta(3)))
        coming = make.collecting("630111", days=(today + timedelta(3), today + timedelta(9)))
        now = make.collecting("63")
        client.force_login(steward)

        found = {
            query: {row["id"] for row in client.get(f"/api/v1/collection-rounds/?{query}").json()["results"]}
            for query in (
                "state=closed", "state=coming", "state=open", "area=630111", "area=ต.แม่ท้อ", "area=50", "q=บ่อ first", "q=x",
            )
        }  # fmt: skip

        assert found == {
            "state=closed": {over.pk}, "state=coming": {coming.pk}, "state=open": {now.pk},
            "area=630111": {coming.pk, now.pk}, "area=ต.แม่ท้อ": {coming.pk, now.pk}, "area=50": {over.pk}, "q=บ่อ first": {over.pk, coming.pk, now.pk},
            "q=x": set(),
        }  # fmt: skip
        assert client.get("/datasets/rounds/?state=open&area=63").status_code == 200
        assert client.get(f"/api/v1/collection-rounds/{over.pk}/people/").status_code == 200

    def test_rounds_are_seen_where_they_collect(self, client, wells, worker, staff, steward):
        tambon.area("63011101")
        around, below, whole, far = (make.collecting(area).pk for area in ("63", "63011101", "TH", "5001"))
        at_agency, elsewhere = tambon.user("at-agency"), tambon.user("elsewhere")
        tambon.membership(at_agency, "digital", agency=tambon.agency("office", area=Area.objects.get(pk="6301")))
        tambon.membership(elsewhere, "province", area=tambon.area("50"))

        def seen_by(person):
            client.force_login(person)
            listed = {row["id"] for row in client.get("/api/v1/collection-rounds/").json()["results"]}
            page = client.get("/datasets/entries/").content.decode()
            assert {each for each in (around, below, whole, far) if f'<option value="{each}">' in page} == listed
            return listed

        for person in (worker, staff, at_agency):
            assert seen_by(person) == {around, below, whole}
        assert seen_by(elsewhere) == {whole, far}
        assert seen_by(steward) == {around, below, whole, far}
        assert seen_by(tambon.user("nobody")) == set()

    def test_both_are_downloaded(self, round_, steward, private):
        for name, line in (("places", "630111,แม่ท้อ,3,70,3,3,2,0,0,1,0,0,2,33"), ("people", "neighbour,1,1,0,0,0,0,0,")):
            job = downloads.ask(
                name=f"datasets.round_{name}", media="csv", query="", arguments={"round": str(round_.pk)}, by=steward
            )
            jobs.run(job.pk)
            job.refresh_from_db()
            assert line in files.read(job.file).decode("utf-8-sig")

    @staticmethod
    def api(client, round_, rest):
        answer = client.get(f"/api/v1/collection-rounds/{round_.pk}/{rest}")
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()["results"]
