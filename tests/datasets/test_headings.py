"""What the headings of a stranger's file mean: said once by hand, remembered, changed, forgotten."""

import io
import json

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from datasets.importing import intake
from datasets.models import HeadingSet, Record
from datasets.selectors.headings import HeadingError, by_position
from datasets.services import headings, runs
from tests.datasets.conftest import check, row, said, sentences
from tests.factories import tambon as make
from u2t.core.errors import DomainError
from u2t.core.importing.columns import shape_of
from u2t.core.models import AuditEvent

pytestmark = pytest.mark.django_db

STRANGE = "ท้องที่,คนสำรวจ,จน,โน้ต\n630111,200,5,ก\n630101,100,10,ข\n".encode()
CHOSEN = ["tumbol_ID", "total_population", "poverty_rate_health", ""]


def workbook_of(sheets):
    """Return a workbook with these sheets."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, cells in enumerate(rows):
                sheet.write_row(at, 0, cells)
    return buffer.getvalue()


def _explain(by, run, chosen):
    return intake.explain(by=by, run=run, head=intake.head_of(run), chosen=chosen)


def test_headings_nobody_knows_are_shown_with_values_and_chosen_by_hand(steward, tpmap):
    run = check(steward, tpmap, STRANGE)
    assert (run.state, said(run)) == ("refused", [(0, "", "header_missing")])

    head = intake.head_of(run)
    assert (head.headings, head.line) == (["ท้องที่", "คนสำรวจ", "จน", "โน้ต"], 1)
    assert head.samples == [["630111", "630101"], ["200", "100"], ["5", "10"], ["ก", "ข"]]

    run = _explain(steward, run, CHOSEN)

    assert (run.state, run.row_count, run.skipped_count) == ("checked", 2, 0)
    assert run.columns["matched"] == [
        ["ท้องที่", "tumbol_ID"], ["คนสำรวจ", "total_population"], ["จน", "poverty_rate_health"],
    ]  # fmt: skip
    assert run.columns["unknown"] == ["โน้ต"]
    assert not run.issues.filter(code="column_unknown").exists()


def test_the_next_file_of_that_shape_goes_straight_through_and_says_by_what(steward, tpmap):
    _explain(steward, check(steward, tpmap, STRANGE), CHOSEN)

    later = "รายงานประจำปี,,,\n ท้องที่ ,คนสำรวจ (คน),จน (ร้อยละ),โน้ต\n630111,300,4,\n".encode()
    run = runs.store(by=steward, run=check(steward, tpmap, later))

    assert run.columns["explained"] == HeadingSet.objects.get().pk
    assert run.columns["header_line"] == 2
    assert Record.objects.get().values["poor_health"] == 12


def test_other_headings_or_another_order_are_not_taken_for_them(steward, tpmap):
    _explain(steward, check(steward, tpmap, STRANGE), CHOSEN)

    run = check(steward, tpmap, "คนสำรวจ,ท้องที่,จน,โน้ต\n300,630111,4,\n".encode())

    assert run.state == "refused"
    assert run.columns == {}


def test_what_was_chosen_counts_more_than_words_that_are_known(steward, tpmap):
    content = b"code,population,total_population\n630111,999,200\n"
    run = check(steward, tpmap, content)
    assert "column_twice" in {code for _line, _column, code in said(run)}

    run = _explain(steward, run, ["tumbol_ID", "", "total_population"])

    assert (run.state, run.error_count) == ("checked", 0)
    runs.store(by=steward, run=run)
    assert Record.objects.get().values["total_population"] == 200


@pytest.mark.parametrize(
    ("chosen", "column", "words"),
    [
        (["tumbol_ID", "total_population", "total_population", ""], 3, "“คนสำรวจ” และ “จน”"),
        (["tumbol_ID", "total_population", "nobody", ""], 3, "“จน”"),
        (["tumbol_ID", "total_population", "poor_health", ""], 3, "“poor_health”"),
        (["tumbol_ID", "", "poverty_rate_health", ""], None, "“ประชากรที่สำรวจ จปฐ.”"),
        (["", "total_population", "", ""], None, "“รหัสตำบล”"),
        (["tumbol_ID"], None, "4"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_with_the_column_and_nothing_is_kept(steward, tpmap, chosen, column, words):
    run = check(steward, tpmap, STRANGE)

    with pytest.raises(HeadingError) as refused:
        _explain(steward, run, chosen)

    assert refused.value.extra.get("column") == column
    assert words in str(refused.value)
    assert not HeadingSet.objects.exists()


def test_names_of_tambon_amphoe_and_province_stand_for_the_code(steward, tpmap):
    content = "ก,ข,ค,ง\nแม่ท้อ,เมืองตาก,ตาก,200\n".encode()
    run = _explain(
        steward, check(steward, tpmap, content), ["tumbol_name", "amphur_name", "province_name", "total_population"]
    )

    assert run.state == "checked"
    runs.store(by=steward, run=run)
    assert Record.objects.get().place_id == "630111"


def test_it_is_changed_while_the_import_is_open_and_not_after(steward, tpmap):
    run = _explain(steward, check(steward, tpmap, STRANGE), CHOSEN)
    run = _explain(steward, run, [*CHOSEN[:2], "poverty_rate_income", ""])
    assert HeadingSet.objects.get().chosen[2] == "poverty_rate_income"
    runs.store(by=steward, run=run)

    with pytest.raises(runs.RunError):
        _explain(steward, run, CHOSEN)

    assert HeadingSet.objects.get().chosen[2] == "poverty_rate_income"


def test_forgotten_headings_are_strange_again_and_what_was_stored_stays(steward, tpmap):
    run = runs.store(by=steward, run=_explain(steward, check(steward, tpmap, STRANGE), CHOSEN))

    headings.forget(by=steward, heading_set=HeadingSet.objects.get())

    assert check(steward, tpmap, STRANGE).state == "refused"
    assert Record.objects.filter(is_live=True).count() == 2
    assert run.columns["matched"][0] == ["ท้องที่", "tumbol_ID"]
    actions = AuditEvent.objects.filter(action__startswith="headingset").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["headingset.explained", "headingset.forgotten"]


def test_a_field_retired_since_is_named_and_not_read(steward, tpmap):
    _explain(steward, check(steward, tpmap, STRANGE), CHOSEN)
    tpmap.fields.filter(name="poverty_rate_health").update(is_retired=True)

    run = check(steward, tpmap, STRANGE)

    assert [(line, column) for line, column, code in said(run) if code == "column_gone"] == [(1, "จน")]
    assert any("poverty_rate_health" in sentence for sentence in sentences(run))


def test_a_steward_of_a_province_says_it_for_own_files_and_does_not_change_what_the_nation_said(steward, tpmap):
    person = make.user("steward-63")
    make.membership(person, "steward", area=make.area("63"))
    own = _explain(person, check(person, tpmap, STRANGE), CHOSEN)
    assert own.state == "checked"
    headings.forget(by=person, heading_set=HeadingSet.objects.get())

    _explain(steward, check(steward, tpmap, STRANGE), CHOSEN)
    run = check(person, tpmap, STRANGE)
    assert run.state == "checked"
    with pytest.raises(PermissionDenied):
        _explain(person, run, [*CHOSEN[:2], "", ""])
    found = HeadingSet.objects.get()
    with pytest.raises(PermissionDenied):
        headings.forget(by=person, heading_set=found)
    with pytest.raises(PermissionDenied):
        headings.change(by=person, heading_set=found, chosen=[*CHOSEN[:2], "", ""], seen=found.at)


def test_the_page_offers_a_field_for_each_heading_and_says_what_is_wrong_beside_it(client, steward, tpmap):
    client.force_login(steward)
    run = check(steward, tpmap, STRANGE)
    address = reverse("import-columns", args=[run.pk])
    assert address in client.get(reverse("import-detail", args=[run.pk])).content.decode()
    page = client.get(address).content.decode()
    assert page.count("<select") == 4
    assert "630101" in page

    twice = {"column-1": "tumbol_ID", "column-2": "total_population", "column-3": "total_population"}
    answer = client.post(address, twice)
    assert answer.status_code == 422
    assert [str(error) for error in answer.context["form"].errors["column-3"]]

    answer = client.post(address, twice | {"column-3": ""}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("import-detail", args=[run.pk])
    found = HeadingSet.objects.get()
    forget = reverse("headingset-forget", args=[tpmap.pk, found.pk])
    detail = reverse("headingset-detail", args=[tpmap.pk, found.pk])
    assert detail in answer.content.decode()
    assert forget in client.get(detail).content.decode()
    assert detail in client.get(reverse("headingset-list", args=[tpmap.pk])).content.decode()
    assert client.post(forget).status_code == 302
    assert not HeadingSet.objects.exists()


def test_a_file_that_is_read_well_needs_no_explanation_and_may_be_given_one(client, steward, tpmap):
    client.force_login(steward)
    run = check(steward, tpmap, [row()])

    page = client.get(reverse("import-columns", args=[run.pk]))

    form = page.context["form"]
    assert form["column-1"].value() == "tumbol_ID"
    assert form["column-3"].value() == "total_population"


def test_samples_of_a_data_set_with_personal_fields_are_for_who_brought_the_file(client, admin, steward, tpmap):
    tpmap.fields.filter(name="total_population").update(is_personal=True)
    run = check(admin, tpmap, STRANGE)
    client.force_login(steward)

    page = client.get(reverse("import-columns", args=[run.pk]))

    assert page.status_code == 200
    assert "630101" not in page.content.decode()
    client.force_login(admin)
    assert "630101" in client.get(reverse("import-columns", args=[run.pk])).content.decode()


def test_the_api_says_and_forgets_it_too(client, steward, tpmap):
    client.force_login(steward)
    run = check(steward, tpmap, STRANGE)
    seen = client.get(f"/api/v1/imports/{run.pk}/columns/").json()
    assert seen["columns"][0] == {"heading": "ท้องที่", "field": "", "samples": ["630111", "630101"]}
    assert (seen["line"], seen["explained"]) == (1, None)
    assert "tumbol_ID" in seen["offered"]

    def explain(*pairs):
        body = {"columns": [{"heading": heading, "field": field} for heading, field in pairs]}
        return client.post(f"/api/v1/imports/{run.pk}/explain/", json.dumps(body), content_type="application/json")

    two = explain(("ท้องที่", "tumbol_ID"), ("ท้องที่", "total_population"))
    assert two.status_code == 422
    assert "“tumbol_ID”" in two.json()["title"]
    gone = explain(("ไม่มีหัวนี้", "tumbol_ID"))
    assert (gone.status_code, "ไม่มีหัวนี้" in gone.json()["title"]) == (422, True)

    done = explain(("ท้องที่", "tumbol_ID"), ("คนสำรวจ", "total_population"))
    assert done.status_code == 200
    assert done.json()["status"] == "checked"
    (found,) = client.get("/api/v1/datasets/tpmap-tambon/headings/").json()["results"]
    assert found["columns"][1] == {"heading": "คนสำรวจ", "field": "total_population"}
    assert client.post(f"/api/v1/datasets/tpmap-tambon/headings/{found['id']}/forget/").status_code == 204
    assert not HeadingSet.objects.exists()


def test_the_right_sheet_of_a_workbook_is_found_by_what_was_said(steward, tpmap):
    table = [["ท้องที่", "คนสำรวจ", "จน", "โน้ต"], ["630111", 200, 5, ""]]
    content = workbook_of({"ปก": [["ตำบล", "ผู้จัดทำ"], ["ก", "ข"]], "ข้อมูล": table})
    _explain(steward, check(steward, tpmap, STRANGE), CHOSEN)

    run = check(steward, tpmap, content, name="file.xlsx")

    assert (run.state, run.columns["sheet"]) == ("checked", "ข้อมูล")


def test_the_row_of_the_headings_is_said_where_another_is_taken_for_it(client, steward, tpmap):
    """A title that is a known heading hides the headings that are not."""
    client.force_login(steward)
    run = check(steward, tpmap, "ตำบล,รายงาน,,\n".encode() + STRANGE)
    address = reverse("import-columns", args=[run.pk])
    assert client.get(address).context["line"] == 1

    page = client.get(f"{address}?line=2")
    assert [bound.label for bound, _samples in page.context["lines"]] == ["ท้องที่", "คนสำรวจ", "จน", "โน้ต"]
    chosen = {f"column-{number}": name for number, name in enumerate(CHOSEN, start=1)}
    assert client.post(f"{address}?line=2", chosen).status_code == 302

    run.refresh_from_db()
    assert (run.state, run.columns["header_line"], run.skipped_count) == ("checked", 2, 0)
    assert client.get(f"{address}?line=x").context["line"] == 2
    assert client.get(f"/api/v1/imports/{run.pk}/columns/?line=1").json()["columns"][0]["heading"] == "ตำบล"
    assert client.get(f"/api/v1/imports/{run.pk}/columns/?line=x").status_code == 422
    assert client.get(f"{address}?line=29").status_code == 302


def test_a_large_file_is_checked_anew_by_a_worker(steward, tpmap, monkeypatch):
    run = check(steward, tpmap, STRANGE)
    monkeypatch.setattr(intake, "CHECKED_AT_ONCE", 0)

    run = _explain(steward, run, CHOSEN)

    assert (run.job.kind, run.job.arguments["run"]) == ("datasets.check_run", run.pk)
    with pytest.raises(DomainError):
        _explain(steward, run, CHOSEN)


def test_what_was_said_is_changed_on_its_own_page_and_the_next_file_is_read_so(client, steward, tpmap):
    _explain(steward, check(steward, tpmap, STRANGE), CHOSEN)
    found = HeadingSet.objects.get()
    client.force_login(steward)
    form = client.get(reverse("headingset-detail", args=[tpmap.pk, found.pk])).context["form"]
    assert [form[name].value() for name in form.columns] == CHOSEN

    changed = ["tumbol_ID", "total_population", "poverty_rate_income", ""]
    given = {f"column-{number}": name for number, name in enumerate(changed, start=1)}
    address = reverse("headingset-change", args=[tpmap.pk, found.pk])
    assert client.post(address, given | {"seen": form["seen"].value()}).status_code == 302

    assert HeadingSet.objects.get().chosen == changed
    assert AuditEvent.objects.filter(action="headingset.changed").count() == 1
    runs.store(by=steward, run=check(steward, tpmap, STRANGE))
    assert Record.objects.get(place="630111").values["poor_income"] == 10
    late = client.post(address, given | {"column-3": "", "seen": form["seen"].value()})
    assert late.status_code == 412
    assert "ร้อยละคนจนด้านรายได้" in late.context["form"].stale.beside(late.context["form"]["column-3"])
    assert client.post(address, given | {"seen": "?"}).status_code == 412
    assert HeadingSet.objects.get().chosen == changed


def test_a_change_that_cannot_be_is_refused_beside_its_heading(client, steward, tpmap):
    _explain(steward, check(steward, tpmap, STRANGE), CHOSEN)
    found = HeadingSet.objects.get()
    client.force_login(steward)
    address = reverse("headingset-change", args=[tpmap.pk, found.pk])
    twice = ["tumbol_ID", "total_population", "total_population", ""]
    given = {f"column-{number}": name for number, name in enumerate(twice, start=1)}

    page = client.post(address, given | {"seen": found.at.isoformat()})

    assert page.status_code == 422
    assert page.context["form"].errors["column-3"]
    same = {f"column-{number}": name for number, name in enumerate(CHOSEN, start=1)}
    assert client.post(address, same | {"seen": found.at.isoformat()}).status_code == 422
    assert HeadingSet.objects.get().chosen == CHOSEN


def test_the_api_changes_what_was_said_as_it_was_read(client, steward, tpmap):
    _explain(steward, check(steward, tpmap, STRANGE), CHOSEN)
    client.force_login(steward)
    address = f"/api/v1/datasets/tpmap-tambon/headings/{HeadingSet.objects.get().pk}/"
    read = client.get(address).json()
    read["columns"][2]["field"] = "poverty_rate_living"
    body = json.dumps({"columns": read["columns"], "at": read["at"]})

    done = client.post(f"{address}change/", body, content_type="application/json")
    late = client.post(f"{address}change/", body, content_type="application/json")

    assert (done.status_code, done.json()["columns"][2]["field"]) == (200, "poverty_rate_living")
    assert late.status_code == 412


def test_headings_that_differ_by_their_units_alone_are_not_taken_for_each_other():
    people, share = "ผู้สูงอายุ (คน)", "ผู้สูงอายุ (ร้อยละ)"

    assert shape_of(["รหัส", people, share]) != shape_of(["รหัส", share, people])
    assert shape_of(["Tumbol ID", people]) == shape_of(["tumbol_id", "ผู้สูงอายุ"])
    assert by_position([people, share], [(share, "rate"), (people, "count")]) == ["count", "rate"]
    assert by_position(["a", "A", "b"], [("A", "x"), ("A", "y")]) == ["y", "x", ""]


def test_more_columns_than_a_page_can_show_are_told_and_explained_through_the_api_alone(client, steward, tpmap):
    client.force_login(steward)
    more = [f"c{number}" for number in range(1_000)]
    content = ",".join(["พื้นที่", "คน", *more]) + "\n" + ",".join(["630111", "200", *("7" for _name in more)]) + "\n"
    run = check(steward, tpmap, content.encode())

    page = client.get(reverse("import-columns", args=[run.pk]), follow=True)
    body = {"columns": [{"heading": "พื้นที่", "field": "tumbol_ID"}, {"heading": "คน", "field": "total_population"}]}
    explained = client.post(
        f"/api/v1/imports/{run.pk}/explain/?line=1", json.dumps(body), content_type="application/json"
    )
    said = HeadingSet.objects.get()
    again = client.get(reverse("headingset-detail", args=[tpmap.pk, said.pk]), follow=True)

    assert "1002 คอลัมน์" in page.content.decode()
    assert explained.status_code == 200
    run.refresh_from_db()
    assert run.state == "checked"
    assert "1002 คอลัมน์" in again.content.decode()
