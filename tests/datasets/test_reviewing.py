"""The page of an entry as its reviewer reads it, and what was typed there and comes back."""

import pytest
from django.urls import reverse

from datasets.choices import EntryState
from datasets.models import Entry
from datasets.services import reviews
from tests.factories import fieldwork as make
from tests.factories import tambon


@pytest.mark.integration
class TestPages:
    def test_remarks_typed_on_an_entry_that_changed_meanwhile_come_back(self, client, form, worker, pm):
        entry = make.entry(worker, form)
        field = entry.form.questions[0]["field"]
        client.force_login(pm)
        at = f"/datasets/entries/{entry.pk}/"
        typed = {"remark": "ดูอีกครั้ง", f"remark-{field}": "เกินจริง"}

        stale = client.post(f"{at}return/", typed | {"version": 7})
        refused = client.post(f"{at}refuse/", {"version": 7, "reason": "ส่งซ้ำสองครั้ง"})

        assert (stale.status_code, refused.status_code) == (412, 412)
        assert all(f'value="{said}"' in stale.text for said in ("เกินจริง", entry.version))
        assert ">ดูอีกครั้ง</textarea>" in stale.text
        assert 'value="ส่งซ้ำสองครั้ง"' in refused.text
        assert client.post(f"{at}return/", typed | {"version": entry.version}).status_code == 302
        entry.refresh_from_db()
        assert entry.state == EntryState.RETURNED

    def test_remarks_on_an_entry_that_another_returned_meanwhile_can_still_be_read(self, client, form, worker, pm):
        entry = make.entry(worker, form)
        reviews.return_entry(by=pm, entry=entry, version=1, remarks={"": "ถ่ายใหม่"})
        client.force_login(pm)

        stale = client.post(f"/datasets/entries/{entry.pk}/return/", {"version": 1, "remark-wells": "นับบ่อหลังบ้านด้วย"})

        assert stale.status_code == 412
        assert "<dd>นับบ่อหลังบ้านด้วย</dd>" in stale.text
        assert entry.remarks.count() == 1

    def test_repetitions_are_read_before_the_button_that_verifies(self, client, form, worker, pm):
        entry = make.entry(worker, form)
        Entry.objects.filter(pk=entry.pk).update(repeats={"/visit": [{"note": "ไปถึงแล้ว"}]})
        client.force_login(pm)

        page = client.get(f"/datasets/entries/{entry.pk}/").text

        assert page.index("visit</h2>") < page.index(f"/datasets/entries/{entry.pk}/verify/")

    def test_a_number_is_reviewed_in_the_unit_in_which_it_was_asked(self, client, form, worker, pm):
        entry = make.entry(worker, form, values={"wells": 3})
        question = next(each for each in form.questions if each["field"] == "wells")
        question["hint_th"] = "หน่วย: บ่อ"
        form.save()
        make.entry(worker, form, values={"wells": 4}, deprecated=entry.revisions.get().instance)
        client.force_login(pm)

        page = client.get(f"/datasets/entries/{entry.pk}/").text

        assert "4 บ่อ" in page
        assert "3 บ่อ" in page

    def test_what_nobody_answered_is_folded_away_and_can_be_remarked_upon(self, client, form, worker, pm):
        entry = make.entry(worker, form, values={"wells": 3, "water": None})
        client.force_login(pm)

        told, folded = client.get(f"/datasets/entries/{entry.pk}/").text.split('<details class="fold card-body">')

        assert ('name="remark-wells"' in told, 'name="remark-water"' in folded) == (True, True)
        many = folded.count('name="remark-')
        assert f"คำถามที่ไม่มีคำตอบ {many} ข้อ" in folded

    def test_questions_without_an_answer_are_unfolded_where_a_remark_on_one_comes_back(self, client, form, worker, pm):
        entry = make.entry(worker, form, values={"wells": 3, "water": None})
        client.force_login(pm)
        at = f"/datasets/entries/{entry.pk}/"

        def answered(**typed):
            return client.post(
                f"{at}return/", {f"remark-{name}": text for name, text in typed.items()} | {"version": 7}
            )

        folded, unfolded = answered(wells="เกินจริง", water="").text, answered(water="ต้องตอบ").text
        assert ('<details class="fold card-body">' in folded, 'value="เกินจริง"' in folded) == (True, True)
        assert '<details class="fold card-body" open>' in unfolded

    def test_what_else_is_sent_with_a_decision_is_no_remark(self, client, form, worker, pm):
        entry = make.entry(worker, form)
        form.questions[0]["field"] = "reason"
        form.save()
        client.force_login(pm)

        page = client.post(f"/datasets/entries/{entry.pk}/refuse/", {"version": 7, "reason": "ส่งซ้ำสองครั้ง"}).text

        assert 'name="remark-reason" value=""' in page

    def test_boxes_are_offered_to_who_may_verify_alone(self, client, form, worker, pm):
        entry = make.entry(worker, form)
        tambon.membership(pm, "worker", area=tambon.area("630111"))
        own = make.entry(pm, form)
        officer = tambon.user("officer")
        tambon.membership(officer, "province", area=tambon.area("63"))

        def page(user):
            client.force_login(user)
            return client.get("/datasets/entries/").content.decode()

        assert f'value="{entry.pk}:1"' in page(pm)
        assert f'value="{own.pk}:1"' not in page(pm)
        assert f'value="{entry.pk}:1"' not in page(officer)


def test_remarks_stand_in_the_order_of_the_form(client, form, worker, pm):
    entry = make.entry(worker, form)
    client.force_login(pm)
    asked = [question["field"] for question in form.questions if not question["repeat"]]

    client.post(
        reverse("entry-return", args=[entry.pk]),
        {"version": 1, "remark": "ทั้งหมด"} | {f"remark-{name}": "ตรวจ" for name in reversed(asked)},
    )

    assert list(entry.remarks.order_by("pk").values_list("field", flat=True)) == ["", *asked]
