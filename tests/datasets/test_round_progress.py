"""How far a round is by place and by collector, and which rounds one finds."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from datasets.selectors.goals import Goal
from datasets.selectors.progress import people_in_round, places_in_round
from datasets.selectors.roundpages import summary_of
from datasets.services import rounds
from tambon.models import Area
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock, downloads, files, jobs

pytestmark = pytest.mark.django_db


def told(rows, *names):
    return {row.pk: tuple(getattr(row, name) for name in names) for row in rows}


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


@pytest.mark.integration
class TestPages:
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
