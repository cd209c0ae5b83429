"""Lists of things at places: an area is named, not coded; answers of a list are chosen by their words."""

import pytest

from datasets.models import CollectionRound, Dataset, DatasetField, Record
from datasets.services import reviews
from tambon.models import Area
from tests.factories import fieldwork as make
from tests.factories import tambon
from u2t.core import clock

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


@pytest.fixture
def records(wells):
    """One record in each of some places."""
    return {
        code: Record.objects.create(
            dataset=wells.dataset, place=tambon.area(code), period="2565", changed_at=clock.now(),
            values={"wells": 1, "water": "yes" if code.startswith("63") else "no"},
        ).pk
        for code in ("630111", "630101", "630201", "500101")
    }  # fmt: skip


@pytest.fixture
def listed(client, steward, records):
    client.force_login(steward)
    places = {pk: code for code, pk in records.items()}

    def ask(query):
        rows = client.get(f"/api/v1/datasets/wells/records/?{query}").json()["results"]
        page = client.get(f"/datasets/wells/records/?{query}").context["page"]
        found = {places[row["id"]] for row in rows}
        assert found == {places[row.pk] for row in page.rows}
        return found

    return ask


@pytest.mark.parametrize(
    ("area", "found"),
    [
        ("แม่ท้อ", {"630111"}),
        ("ต.แม่ท้อ", {"630111"}),
        ("630111", {"630111"}),
        ("6301", {"630111", "630101"}),
        ("จ.ตาก", {"630111", "630101", "630201"}),
        ("เชียงใหม่", {"500101"}),
    ],
)
def test_records_are_found_by_the_name_or_code_of_an_area(listed, area, found):
    assert listed(f"area={area}") == found


def test_codes_in_addresses_hold_as_before(listed):
    assert listed("tambon=630111") == {"630111"}
    assert listed("province=63") == {"630111", "630101", "630201"}
    assert listed("amphoe=6302") == {"630201"}


@pytest.mark.parametrize("area", ["นครที่ไม่มี", "99", "---"])
def test_an_area_that_is_none_is_said_so_at_its_field(client, steward, records, area):
    client.force_login(steward)

    page = client.get("/datasets/wells/records/", {"area": area}).content.decode()
    told = client.get("/api/v1/datasets/wells/records/", {"area": area})

    assert f"ไม่พบพื้นที่ชื่อหรือรหัส “{area}”" in page
    assert told.status_code in {400, 422}


def test_a_name_of_very_many_areas_asks_for_more(client, steward, records):
    tambon.area("6303")
    for number in range(1, 53):
        tambon.area(f"6303{number:02}", "บ้านใหม่")
    client.force_login(steward)

    assert "มีพื้นที่ชื่อนี้จำนวนมาก" in client.get("/datasets/wells/records/?area=บ้านใหม่").content.decode()
    assert "มีพื้นที่ชื่อนี้จำนวนมาก" not in client.get("/datasets/wells/records/?area=แม่ท้อ").content.decode()


@pytest.mark.parametrize(("language", "name"), [("th", "ตาก"), ("en", "Tak")])
def test_provinces_are_offered_in_the_language_of_the_reader(client, steward, records, language, name):
    Area.objects.filter(pk="63").update(name_en="Tak")
    client.force_login(steward)
    client.cookies["u2t_language"] = language

    page = client.get("/datasets/wells/records/").content.decode()

    assert f'<option value="63">{name}</option>' in page


def test_the_page_asks_for_no_codes_but_shows_those_in_force(client, steward, records):
    client.force_login(steward)

    def shown(query=""):
        form = client.get(f"/datasets/wells/records/{query}").context["filterset"].form
        return {field.name for field in form.visible_fields()}

    assert {"area", "province", "period"} <= shown()
    assert not {"tambon", "amphoe", "place", "run"} & shown()
    assert "tambon" in shown("?tambon=630111")


def test_answers_of_a_list_are_offered_and_taken_by_their_words(client, listed):
    DatasetField.objects.filter(dataset="wells", name="water").update(is_searchable=True)

    assert listed("field=water&value=yes") == listed("field=water&value=มี") == listed("field=water&value=Yes")
    assert listed("field=water&value=no") == {"500101"}
    page = client.get("/datasets/wells/records/?field=water&value=no").content.decode()
    assert '<option value="no" selected>ไม่มี</option>' in page
    assert "ตั้งแต่" not in page


@pytest.mark.parametrize(
    ("value", "shown"), [("มี", ("yes", "มี")), ("Yes", ("yes", "มี")), ("ลำธาร", ("ลำธาร", "ลำธาร"))]
)
def test_the_answer_that_is_filtered_by_is_shown_however_it_was_given(client, listed, value, shown):
    DatasetField.objects.filter(dataset="wells", name="water").update(is_searchable=True)

    page = client.get(f"/datasets/wells/records/?field=water&value={value}").content.decode()

    assert '<option value="{}" selected>{}</option>'.format(*shown) in page
    assert page.count(f">{shown[1]}</option>") == 1


def test_an_answer_that_is_kept_as_the_words_of_another_is_meant_itself(listed):
    water = DatasetField.objects.get(dataset="wells", name="water")
    water.choices = [{"value": "no", "th": "yes", "en": ""}, {"value": "yes", "th": "มี", "en": ""}]
    water.is_searchable = True
    water.save()

    assert listed("field=water&value=yes") == listed("field=water&value=มี")
    assert listed("field=water&value=no") == {"500101"}


@pytest.mark.parametrize("said", ["value", "least", "most"])
@pytest.mark.parametrize("number", ["1e500000", "-1e131072", "1e-500000", "1e", "nan"])
def test_a_number_that_no_database_holds_is_refused_beside_its_field(client, listed, said, number):
    DatasetField.objects.filter(dataset="wells", name="wells").update(is_searchable=True)
    asked = {"field": "wells", said: number}

    pages = [client.get(f"/datasets/wells/{page}/", asked) for page in ("records", "map")]

    assert [(page.status_code, "field-error" in page.text) for page in pages] == [(422, True)] * 2
    assert client.get("/api/v1/datasets/wells/records/", asked).status_code == 422


@pytest.mark.parametrize("page", ["records", "map"])
def test_a_field_chosen_alone_offers_its_answers_and_asks_for_one(client, listed, page):
    water = DatasetField.objects.get(dataset="wells", name="water")
    water.choices = [choice | {"en": ""} for choice in water.choices]  # as a form has them that speaks Thai alone
    water.is_searchable = True
    water.save()

    answer = client.get(f"/datasets/wells/{page}/?field=water")

    shown = answer.content.decode()
    assert (answer.status_code, "field-error" in shown) == (422, True)
    assert '<option value="" selected>–</option>' in shown
    assert '<option value="yes">มี</option>' in shown


@pytest.mark.parametrize("address", ["records/", "map/", "records/?origin=x", "map/?origin=x"])
def test_a_wrong_filter_is_answered_alike_by_the_list_and_by_the_map(client, steward, records, address):
    client.force_login(steward)

    answer = client.get(f"/datasets/wells/{address}")

    is_wrong = "?" in address
    assert answer.status_code == (422 if is_wrong else 200)
    assert ("field-error" in answer.content.decode()) == is_wrong


@pytest.fixture
def rounds(wells):
    """More rounds of one data set than are offered, and an older one of another."""
    first = make.collecting("630111", of=wells.dataset)
    other = Dataset.objects.create(code="ponds", name_th="สระน้ำ")
    for number in range(2, 122):
        CollectionRound.objects.create(
            dataset=other, number=number, name_th=f"รอบที่ {number}", period="2565", opens_on=first.opens_on,
            closes_on=first.closes_on, by=first.by, created_at=first.created_at,
        )  # fmt: skip
    return first


@pytest.mark.parametrize(
    ("query", "count", "is_offered", "says_newest"),
    [
        ("", 100, False, True), ("?round={first}", 101, True, True), ("?dataset=wells", 1, True, False),
        ("?dataset=wells&tambon=x", 1, True, False),
    ],
)  # fmt: skip
def test_the_newest_rounds_are_offered_those_of_the_data_set_and_the_one_chosen(
    client, steward, rounds, query, count, is_offered, says_newest
):
    client.force_login(steward)

    page = client.get(f"/datasets/entries/{query.format(first=rounds.pk)}")

    shown = str(page.context["filterset"].form["round"])
    assert shown.count("<option") == count + 1
    assert (f'value="{rounds.pk}"' in shown, "<optgroup" in shown) == (is_offered, says_newest)


@pytest.mark.parametrize("address", ["/datasets/entries/", "/datasets/wells/twins/", "/datasets/wells/doubts/"])
def test_other_lists_of_the_field_take_names_too(client, steward, wells, address):
    client.force_login(steward)

    form = client.get(address).context["filterset"].form

    names = {field.name for field in form.visible_fields()}
    assert "area" in names
    assert "tambon" not in names


def test_entries_are_found_by_the_name_of_their_tambon(client, steward, wells, worker, pm):
    make.collecting("63")
    entry = make.entry(worker, wells)
    reviews.verify(by=pm, entry=entry, version=entry.version)
    client.force_login(steward)

    assert [row.pk for row in client.get("/datasets/entries/?area=แม่ท้อ").context["page"].rows] == [entry.pk]
    assert client.get("/datasets/entries/?area=ระแหง").context["page"].rows == []


def test_a_list_without_its_filters_says_what_is_wrong_with_them(client, steward, records):
    """So htmx gets it, and so a phone shows it, where the filters stand behind a button."""
    client.force_login(steward)

    wrong = client.get("/datasets/wells/records/?area=ไม่มีที่นี่", headers={"HX-Request": "true"}).content.decode()
    right = client.get("/datasets/wells/records/?period=2500", headers={"HX-Request": "true"}).content.decode()

    assert "พื้นที่ (ชื่อหรือรหัส): ไม่พบพื้นที่ชื่อหรือรหัส “ไม่มีที่นี่”" in wrong
    assert "ไม่พบข้อมูล" not in wrong
    assert "ไม่พบข้อมูล" in right
    assert "alert" not in right


def test_a_download_names_the_filter_that_is_wrong_as_the_page_does(client, steward, records):
    client.force_login(steward)
    asked = {"list": "datasets.entries", "media": "csv", "query": "area=zz"}

    refused = client.post("/exports/", asked)

    assert refused.status_code == 422
    assert "พื้นที่ (ชื่อหรือรหัส): ไม่พบพื้นที่" in refused.content.decode()
