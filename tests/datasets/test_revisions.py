"""Every revision of an entry with its differences, who sent it and when."""

import pytest

from datasets.models import Entry
from datasets.selectors.revisions import revisions_of
from datasets.services import reviews
from tests.factories import fieldwork as make

pytestmark = pytest.mark.django_db

OLD = {"wells": 3, "water": "yes", "head": "นายเก่า"}


@pytest.fixture
def entry(nation, worker, pm):
    """Three revisions: rows of a repetition and answers changed, then one restored."""
    form = make.form()
    make.collecting("630111")
    first = make.entry(worker, form, values=OLD, repeats={"/members": [{"age": 41}, {"age": 7}]}, instance="uuid:1")
    changed = {"wells": 5, "head": "นายใหม่", "crops": ["rice"]}
    make.entry(
        worker, form, values=changed, repeats={"/members": [{"age": 42}]}, instance="uuid:2", deprecated="uuid:1"
    )
    version = Entry.objects.get().version
    reviews.restore(by=pm, entry=first, version=version, revision=1, reason="แก้ผิดหลัง")
    return Entry.objects.get()


def told(found):
    return {(change.label, change.before, change.after) for change in found.changes}


def test_every_revision_says_what_it_changed_also_in_repetitions(entry, worker, pm):
    third, second, first = revisions_of(entry, sees_personal=True)

    assert first.changes == []
    assert told(second) == {
        ("บ่อน้ำ (บ่อ)", "3", "5"),
        ("มีน้ำใช้ตลอดปี", "มี", None),
        ("หัวหน้าครัวเรือน", "นายเก่า", "นายใหม่"),
        ("พืชที่ปลูก", None, "ข้าว"),
        ("สมาชิก 1 · อายุ", "41", "42"),
        ("สมาชิก 2 · อายุ", "7", None),
    }
    assert told(third) == {(label, after, before) for label, before, after in told(second)}
    assert [each.revision.by for each in (first, second, third)] == [worker, worker, pm]


def test_of_what_is_personal_it_is_told_only_that_it_changed(entry):
    second = revisions_of(entry, sees_personal=False)[1]

    assert ("หัวหน้าครัวเรือน", "…", "…") in told(second)


@pytest.mark.integration
def test_the_page_and_the_api_tell_each(client, entry, pm, officer):
    for user, sees in ((pm, True), (officer, False)):
        client.force_login(user)
        page = client.get(f"/datasets/entries/{entry.pk}/").content.decode()
        assert page.count("แตกต่างจากฉบับก่อน 6 คำตอบ") == 2
        assert "สมาชิก 2 · อายุ" in page
        assert ("นายใหม่" in page) is sees

        answer = client.get(f"/api/v1/entries/{entry.pk}/").json()
        assert [each["number"] for each in answer["revisions"]] == [3, 2, 1]
        assert {"field": "wells", "question": "บ่อน้ำ (บ่อ)", "before": "3", "after": "5"} in answer["revisions"][1][
            "changes"
        ]
        assert "นายใหม่" not in str(answer)


def test_of_very_many_differences_the_first_are_told_and_all_are_counted(nation, worker):
    form = make.form()
    make.collecting("630111")
    for number, ages in enumerate((range(300), range(1, 301)), start=1):
        rows = {"/members": [{"age": age} for age in ages]}
        make.entry(worker, form, repeats=rows, instance=f"uuid:{number}", deprecated="uuid:1" if number > 1 else "")

    second = revisions_of(Entry.objects.get(), sees_personal=True)[0]

    assert (len(second.changes), second.count, second.left_out) == (200, 300, 100)
