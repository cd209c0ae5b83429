"""Who collects a round: all who work in its areas, or who is named; others get no form, and what they send waits."""

from datetime import timedelta

import pytest

from datasets.choices import Hold
from datasets.models import Entry
from datasets.selectors.collecting import forms_to_fill
from datasets.selectors.fillpages import to_fill
from datasets.selectors.progress import people_in_round
from datasets.selectors.roundpages import workers_of
from datasets.services import reviews, rounds
from tests.datasets.collect import Collect, instance_of, said
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock
from u2t.core.errors import InputError
from u2t.core.models import AuditEvent, Notification
from u2t.core.notifications import sentence_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def round_(wells, worker):
    return make.collecting("630111", collectors=[worker])


def test_only_who_is_named_gets_the_form(round_, worker, colleague):
    assert [form.dataset_id for form in forms_to_fill(worker)] == ["wells"]
    assert [each.round for each in to_fill(worker)] == ["รอบแรก"]
    assert list(forms_to_fill(colleague)) == []
    assert to_fill(colleague) == []


def test_a_form_is_shown_with_the_round_that_is_ones_own(round_, wells, colleague):
    rounds.open_round(
        by=make.system_user(), dataset=wells.dataset, names=("รอบของทุกคน", ""), period="2565",
        days=(round_.opens_on, round_.opens_on.replace(year=round_.opens_on.year + 1)), areas={"630111": None},
    )  # fmt: skip

    assert [each.round for each in to_fill(colleague)] == ["รอบของทุกคน"]
    assert make.entry(colleague, wells).held == []


def test_of_several_rounds_the_one_that_names_somebody_is_theirs_though_it_closes_first(round_, wells, worker):
    longer = (round_.opens_on, round_.closes_on + timedelta(days=90))
    make.collecting("63", days=longer)

    assert make.entry(worker, wells).round == round_
    assert [each.round for each in to_fill(worker)] == ["รอบแรก"]
    assert to_fill(worker)[0].closes_on == round_.closes_on.isoformat()


def test_of_several_rounds_for_all_the_one_of_the_smallest_area_is_taken(wells, worker):
    around = make.collecting("63")
    near = make.collecting("630111", days=(around.opens_on, around.closes_on - timedelta(days=5)))
    make.collecting("TH", days=(around.opens_on, around.closes_on + timedelta(days=5)))

    assert make.entry(worker, wells).round == near
    assert [each.closes_on for each in to_fill(worker)] == [near.closes_on.isoformat()]


def test_what_somebody_sends_who_is_not_named_waits_for_a_decision(round_, wells, worker, colleague, pm):
    taken, aside = make.entry(worker, wells), make.entry(colleague, wells)

    assert (taken.held, aside.held) == ([], [Hold.NOT_NAMED])
    with pytest.raises(reviews.EntryError):
        reviews.verify(by=pm, entry=aside, version=1)


def test_answers_anew_wait_until_their_sender_is_named_or_somebody_decided(round_, wells, worker, colleague, pm):
    aside = make.entry(colleague, wells)
    again = make.entry(colleague, wells, deprecated=aside.revisions.get().instance)
    assert (again.pk, again.held) == (aside.pk, [Hold.NOT_NAMED])

    rounds.name_collectors(by=make.system_user(), round=round_, collectors=[worker.username, colleague.username])
    named = make.entry(colleague, wells, deprecated=Entry.objects.get().revisions.last().instance)
    assert named.held == []

    rounds.name_collectors(by=make.system_user(), round=round_, collectors=[worker.username])
    later = make.entry(colleague, wells, deprecated=Entry.objects.get().revisions.last().instance)
    assert later.held == []  # it came in while its sender was named, and is still theirs to correct


def test_who_is_named_is_told_once(round_, worker, colleague):
    rounds.change_collectors(by=make.system_user(), round=round_, add=[colleague.username])
    rounds.change_collectors(by=make.system_user(), round=round_, drop=[worker.username])

    told = Notification.objects.filter(kind="collectionround.collector_named").order_by("pk")
    assert [each.user for each in told] == [worker, colleague]
    assert "รอบแรก" in sentence_of(told[0])


def test_nobody_is_told_of_a_round_that_is_over(wells, worker):
    today = clock.today()

    make.collecting("630111", days=(today - timedelta(9), today - timedelta(3)), collectors=[worker])

    assert not Notification.objects.exists()


def test_what_somebody_sent_before_being_named_is_let_in(round_, wells, worker, colleague, neighbour):
    aside, odd = make.entry(colleague, wells), make.entry(colleague, wells, misfits=["wells"])

    rounds.change_collectors(by=make.system_user(), round=round_, add=[colleague.username])

    for each in (aside, odd):
        each.refresh_from_db()
    assert (aside.held, odd.held) == ([], [Hold.VALUE])


def test_what_was_set_aside_is_let_in_when_all_collect(round_, wells, colleague):
    aside = make.entry(colleague, wells)

    rounds.name_collectors(by=make.system_user(), round=round_, collectors=[])

    aside.refresh_from_db()
    assert aside.held == []


def test_telephones_obey_too(client, round_, worker, colleague):
    mine, theirs = (Collect(client, person.username, make.secret(person)) for person in (worker, colleague))

    assert (set(mine.forms()), set(theirs.forms())) == ({"wells"}, set())
    answer = theirs.submit(instance_of("wells", "<home><wells>3</wells></home>"))

    assert answer.status_code == 201
    assert "ไม่ได้รับมอบหมายให้เก็บข้อมูลรอบ “รอบแรก”" in said(answer)[1]
    assert str(round_.by) in said(answer)[1]
    assert Entry.objects.get().held == [Hold.NOT_NAMED]


def test_naming_is_kept_with_who_and_why(round_, worker, colleague, staff):
    rounds.name_collectors(by=staff, round=round_, collectors=[colleague.username], reason="เปลี่ยนเวร")

    event = AuditEvent.objects.get(action="collectionround.collectors_named")
    assert (event.actor_id_text, event.changes["collectors"]) == (str(staff.pk), [worker.username, colleague.username])
    rounds.name_collectors(by=staff, round=round_, collectors=[])
    assert len(to_fill(worker)) == len(to_fill(colleague)) == 1
    with pytest.raises(InputError):
        rounds.name_collectors(by=staff, round=round_, collectors=[])


@pytest.mark.parametrize(
    ("names", "told"), [(["nobody-here"], "nobody-here"), (["pm"], "pm"), (["far"], "far"), (["gone"], "gone")]
)
def test_only_who_works_there_can_be_named(round_, pm, names, told):
    tambon.membership(tambon.user("far"), "worker", area=tambon.area("500101"))
    gone = tambon.user("gone")
    tambon.membership(gone, "worker", area=tambon.area("630111"))
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    given = [pm.username if name == "pm" else name for name in names]

    with pytest.raises(InputError) as refused:
        rounds.name_collectors(by=make.system_user(), round=round_, collectors=given)

    assert (pm.username if told == "pm" else told) in str(refused.value)
    assert refused.value.extra["field"] == "collectors"


@pytest.mark.parametrize(
    ("collected", "works_in", "is_offered"),
    [
        ("630111", "63011101", True), ("63011101", "630111", True), ("63", "63011101", True), ("63011101", "63", True),
        ("6301", "630111", True), ("TH", "63011101", True), ("63011101", "63011102", False), ("6302", "630111", False),
    ],
)  # fmt: skip
def test_who_works_at_below_or_around_the_areas_may_be_named(wells, steward, collected, works_in, is_offered):
    for code in ("63011101", "63011102"):
        tambon.area(code)
    round_ = make.collecting(collected)
    person = tambon.user("somebody")
    tambon.membership(person, "worker", area=tambon.area(works_in))

    assert list(workers_of(steward, round=str(round_.pk))) == [person] * is_offered
    assert list(people_in_round(steward, round=str(round_.pk))) == [person] * is_offered


@pytest.mark.integration
class TestPages:
    def test_staff_open_a_round_and_choose_collectors_from_the_list(self, client, wells, staff, worker, colleague):
        client.force_login(staff)
        given = {
            "dataset": "wells", "name_th": "รอบสอง", "period": "2565", "opens_on": "2022-01-01",
            "closes_on": "2022-02-01", "areas": "630111 70\n",
        }  # fmt: skip
        client.post("/datasets/rounds/new/", given)
        opened = wells.dataset.rounds.get(number=1)
        address = f"/datasets/rounds/{opened.pk}/collectors/"

        page = client.get(address).content.decode()
        assert str(worker) in page
        assert "แม่ท้อ" in page
        kept = client.post(f"{address}?q=work", {"what": "name", "chosen": [worker.username], "reason": "แบ่งงาน"})
        assert (kept.status_code, kept["Location"]) == (302, f"{address}?q=work")
        client.post(address, {"what": "name", "chosen": [colleague.username]})
        assert self.named(opened) == {worker, colleague}
        client.post(address, {"what": "drop", "chosen": [worker.username]})
        assert self.named(opened) == {colleague}
        client.post(address, {"what": "all"})
        assert self.named(opened) == set()

    def test_all_workers_of_a_tambon_are_named_at_once(self, client, wells, steward, worker, colleague, neighbour):
        round_ = make.collecting("6301")
        client.force_login(steward)
        address = f"/datasets/rounds/{round_.pk}/collectors/"
        page = client.get(f"{address}?place=630111").content.decode()
        assert worker.username in page
        assert neighbour.username not in page

        client.post(f"{address}?place=630111", {"what": "found"})

        assert self.named(round_) == {worker, colleague}

    def test_what_is_refused_stands_there_again(self, client, round_, staff, worker, colleague):
        client.force_login(staff)
        address = f"/datasets/rounds/{round_.pk}/collectors/"

        nobody = client.post(address, {"what": "name", "reason": "เวร ก"})
        last = client.post(address, {"what": "drop", "chosen": [worker.username], "reason": "เวร ก"})
        unknown = client.post(address, {"what": "name", "chosen": [colleague.username, "nobody-here"]})

        assert [each.status_code for each in (nobody, last, unknown)] == [422, 422, 422]
        assert "ยังไม่ได้เลือกผู้ใด" in nobody.content.decode()
        assert "เวร ก" in nobody.content.decode()
        assert "จะไม่เหลือผู้ได้รับมอบหมาย" in last.content.decode()
        assert f'value="{worker.username}" aria-label="เลือก {worker}" checked' in last.content.decode()
        assert "nobody-here" in unknown.content.decode()
        assert self.named(round_) == {worker}
        for hostile in (
            {"what": "erase"},
            {"what": "name", "chosen": ["\x00"]},
            {"what": "name", "chosen": ["x" * 999]},
        ):
            assert client.post(address, hostile).status_code == 422, hostile
        assert client.post(f"{address}?place=999999", {"what": "found"}).status_code == 422

    def test_who_left_stays_named_until_taken_out(self, client, round_, staff, worker, colleague):
        worker.memberships.all().delete()
        client.force_login(staff)
        address = f"/datasets/rounds/{round_.pk}/collectors/"

        client.post(address, {"what": "name", "chosen": [colleague.username]})

        assert self.named(round_) == {worker, colleague}

    def test_only_who_answers_for_the_areas_chooses(self, client, wells, staff, worker, colleague, neighbour):
        client.force_login(staff)
        wide = make.collecting("6301")
        assert client.get(f"/datasets/rounds/{wide.pk}/collectors/").status_code == 403
        page = client.get(f"/datasets/rounds/{wide.pk}/").content.decode()
        assert "เลือกผู้เก็บข้อมูล" not in page
        assert "แก้ไขรอบเก็บข้อมูล" not in page
        refused = client.post(f"/datasets/rounds/{wide.pk}/collectors/", {"what": "name", "chosen": [worker.username]})
        assert refused.status_code == 403

    def test_the_api_names_them_by_username(self, client, round_, staff, colleague):
        client.force_login(staff)
        api = f"/api/v1/collection-rounds/{round_.pk}/"
        told = client.post(f"{api}collectors/", {"collectors": [colleague.username]}, content_type="application/json")
        assert (told.status_code, told.json()["is_for_named"], told.json()["collectors"]) == (200, True, ["colleague"])

    @staticmethod
    def named(round_):
        return {each.user for each in round_.collectors.all()}

    def test_who_is_named_is_shown_where_their_entries_are(self, client, round_, worker, pm):
        far = tambon.user("far-pm")
        tambon.membership(far, "pm", area=tambon.area("500101"))
        round_.areas.create(area_id="500101")
        seen = {}
        for person in (pm, far, worker):
            client.force_login(person)
            answer = client.get(f"/api/v1/collection-rounds/{round_.pk}/")
            assert answer.status_code == 200, answer.content.decode()
            seen[person.username] = answer.json()["collectors"]

        assert seen == {pm.username: [worker.username], far.username: [], worker.username: [worker.username]}
