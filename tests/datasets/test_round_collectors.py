"""Who collects a round: all who work in its areas, or who is named; others get no form, and what they send waits."""

import pytest

from datasets.choices import Hold
from datasets.models import Entry
from datasets.selectors.collecting import forms_to_fill
from datasets.selectors.fillpages import to_fill
from datasets.services import reviews, rounds
from tests.datasets.collect import Collect, instance_of, said
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core.errors import InputError
from u2t.core.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(private):
    """Keep files where the test ends."""


@pytest.fixture
def form(nation):
    return make.form()


@pytest.fixture
def other(nation):
    person = tambon.user("other")
    tambon.membership(person, "worker", area=tambon.area("630111"))
    return person


@pytest.fixture
def round_(form, worker):
    return make.collecting("630111", collectors=[worker])


def test_only_who_is_named_gets_the_form(round_, worker, other):
    assert [form.dataset_id for form in forms_to_fill(worker)] == ["wells"]
    assert [each.round for each in to_fill(worker)] == ["รอบแรก"]
    assert list(forms_to_fill(other)) == []
    assert to_fill(other) == []


def test_a_form_is_shown_with_the_round_that_is_ones_own(round_, form, other):
    rounds.open_round(
        by=make.system_user(), dataset=form.dataset, names=("รอบของทุกคน", ""), period="2565",
        days=(round_.opens_on, round_.opens_on.replace(year=round_.opens_on.year + 1)), areas={"630111": None},
    )  # fmt: skip

    assert [each.round for each in to_fill(other)] == ["รอบของทุกคน"]
    assert make.entry(other, form).held == []


def test_what_somebody_sends_who_is_not_named_waits_for_a_decision(round_, form, worker, other, pm):
    taken, aside = make.entry(worker, form), make.entry(other, form)

    assert (taken.held, aside.held) == ([], [Hold.NOT_NAMED])
    with pytest.raises(reviews.EntryError):
        reviews.verify(by=pm, entry=aside, version=1)


def test_answers_anew_wait_until_their_sender_is_named_or_somebody_decided(round_, form, worker, other, pm):
    aside = make.entry(other, form)
    again = make.entry(other, form, deprecated=aside.revisions.get().instance)
    assert (again.pk, again.held) == (aside.pk, [Hold.NOT_NAMED])

    rounds.name_collectors(by=make.system_user(), round=round_, collectors=[worker.username, other.username])
    named = make.entry(other, form, deprecated=Entry.objects.get().revisions.last().instance)
    assert named.held == []

    rounds.name_collectors(by=make.system_user(), round=round_, collectors=[worker.username])
    later = make.entry(other, form, deprecated=Entry.objects.get().revisions.last().instance)
    assert later.held == []  # it came in while its sender was named, and is still theirs to correct


def test_telephones_obey_too(client, round_, worker, other):
    mine, theirs = (Collect(client, person.username, make.secret(person)) for person in (worker, other))

    assert (set(mine.forms()), set(theirs.forms())) == ({"wells"}, set())
    answer = theirs.submit(instance_of("wells", "<home><wells>3</wells></home>"))

    assert answer.status_code == 201
    assert "ไม่ได้รับมอบหมายให้เก็บข้อมูลรอบ “รอบแรก”" in said(answer)[1]
    assert str(round_.by) in said(answer)[1]
    assert Entry.objects.get().held == [Hold.NOT_NAMED]


def test_naming_is_kept_with_who_and_why(round_, worker, other, staff):
    rounds.name_collectors(by=staff, round=round_, collectors=[other.username], reason="เปลี่ยนเวร")

    event = AuditEvent.objects.get(action="collectionround.collectors_named")
    assert (event.actor_id_text, event.changes["collectors"]) == (str(staff.pk), [worker.username, other.username])
    rounds.name_collectors(by=staff, round=round_, collectors=[])
    assert len(to_fill(worker)) == len(to_fill(other)) == 1
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


@pytest.mark.integration
class TestPages:
    def test_staff_name_collectors_at_the_opening_and_later(self, client, form, staff, worker, other):
        client.force_login(staff)
        given = {
            "dataset": "wells", "name_th": "รอบสอง", "period": "2565", "opens_on": "2022-01-01",
            "closes_on": "2022-02-01", "areas": "630111 70\n", "collectors": worker.username,
        }  # fmt: skip
        client.post("/datasets/rounds/new/", given)
        opened = form.dataset.rounds.get(number=1)
        assert [each.user for each in opened.collectors.all()] == [worker]
        refused = client.post("/datasets/rounds/new/", given | {"collectors": "nobody-here"})
        assert refused.status_code == 422
        assert "nobody-here" in refused.content.decode()

        address = f"/datasets/rounds/{opened.pk}/"
        client.post(f"{address}collectors/", {"who-collectors": f"{worker.username}\n{other.username}"})
        page = client.get(address).content.decode()
        assert other.username in page
        assert {each.user for each in opened.collectors.all()} == {worker, other}
        api = f"/api/v1/collection-rounds/{opened.pk}/"
        assert client.get(api).json()["collectors"] == sorted([worker.username, other.username])
        told = client.post(f"{api}collectors/", {"collectors": [other.username]}, content_type="application/json")
        assert (told.status_code, told.json()["is_for_named"], told.json()["collectors"]) == (200, True, ["other"])

    def test_who_is_named_is_shown_where_their_entries_are(self, client, round_, worker, pm):
        far = tambon.user("far-pm")
        tambon.membership(far, "pm", area=tambon.area("500101"))
        seen = {}
        for person in (pm, far, worker):
            client.force_login(person)
            answer = client.get(f"/api/v1/collection-rounds/{round_.pk}/")
            assert answer.status_code == 200, answer.content.decode()
            seen[person.username] = answer.json()["collectors"]

        assert seen == {pm.username: [worker.username], far.username: [], worker.username: [worker.username]}
