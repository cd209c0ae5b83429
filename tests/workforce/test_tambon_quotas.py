"""Posts that differ between the tambons of a university: said in the terms, followed wherever posts are counted."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import clock
from u2t.core.models import AuditEvent
from workforce.definitions import Apart
from workforce.models import BudgetCategory, Post, Round, RoundQuota, TambonQuota, Terms
from workforce.selectors.budgets import amounts_of
from workforce.selectors.providing import change_of
from workforce.selectors.rounds import vacant_for
from workforce.selectors.terms import content_of
from workforce.services import contracts, posts, rounds, terms
from workforce.services.seats import ContractInputError, NoVacancyError

pytestmark = pytest.mark.django_db
FEW = (Apart("630111", "citizen", 4), Apart("630111", "graduate", 3), Apart("630111", "student", 0))


@pytest.fixture(autouse=True)
def place(settings, nation):
    settings.CLOCK = "2021-01-08T10:00:00+07:00"
    make.allocation(make.area("630101"), make.university("kpru"), make.programme())
    work.terms()


def drafted(by, *quotas, university="kpru"):
    """A draft of the university's rules that says other posts for some tambons."""
    home = make.university(university) if university else None
    made = terms.draft(programme=make.programme(), university=home, by=by)
    return terms.change(terms=made, content=replace(content_of(made), quotas=quotas), edits=made.edits, by=by)


def in_force(by, *quotas):
    made = drafted(by, *quotas)
    return terms.put_in_force(terms=made, edits=made.edits, by=by)


def provided(by):
    posts.provide(programme=make.programme(), university=make.university("kpru"), by=by)
    return counted()


def counted():
    """Open posts of the two tambons of KPRU, by type."""
    found = {}
    for tambon, type_ in Post.objects.filter(closed_on=None).values_list("tambon", "worker_type"):
        found[tambon, type_] = found.get((tambon, type_), 0) + 1
    return found


def test_a_tambon_has_the_posts_its_version_says_and_the_others_those_of_each(staff):
    in_force(staff, *FEW)

    found = provided(staff)

    others = {tambon for tambon, _type in found} - {"630111"}
    assert others
    assert {found[tambon, "citizen"] for tambon in others} == {5}
    assert {type_: found.get(("630111", type_), 0) for type_ in work.QUOTA} == {
        "citizen": 4,
        "graduate": 3,
        "student": 0,
    }
    assert Post.objects.filter(tambon="630111", is_digital=True).count() == 2


def test_a_newer_version_closes_what_it_takes_away_and_opens_what_it_adds(staff):
    in_force(staff, *FEW)
    provided(staff)

    in_force(staff, Apart("630111", "citizen", 2), Apart("630111", "graduate", 12))

    found = provided(staff)
    assert {type_: found.get(("630111", type_), 0) for type_ in work.QUOTA} == {
        "citizen": 2,
        "graduate": 12,
        "student": 5,
    }


def test_a_round_offers_by_tambon_and_one_that_is_there_keeps_what_it_offered(staff):
    provided(staff)
    before = work.hiring_round(terms=Terms.objects.get(), state="closed")
    RoundQuota.objects.create(round=before, tambon_id="630111", worker_type="graduate", posts=10)

    made = in_force(staff, *FEW)

    assert (before.quotas.get().posts, Round.objects.get(pk=before.pk).terms_id) == (10, before.terms_id)
    entry = rounds.Entry(
        number=2, name_th="รอบใหม่", contact="กองพัฒนา", telephone="055 123 456",
        opens_at=clock.now(), closes_at=clock.now() + timedelta(days=10),
        work_starts_on=date(2021, 2, 1), work_ends_on=date(2022, 1, 31),
    )  # fmt: skip
    found = rounds.plan(university=make.university("kpru"), programme=make.programme(), entry=entry, by=staff)
    assert found.terms_id == made.pk
    assert vacant_for(found)["630111", "graduate"] == 3
    assert dict(found.quotas.filter(tambon="630111").values_list("worker_type", "posts")) == {
        "citizen": 4,
        "graduate": 3,
    }


def test_nobody_is_prolonged_above_the_quota_of_the_tambon(staff):
    provided(staff)
    until = DateRange(date(2021, 2, 1), date(2021, 7, 1))
    offer = contracts.Hire(
        work.person(), make.university("kpru"), make.programme(), make.area("630111"), "student", until
    )
    contract = contracts.hire(offer=offer, by=staff)
    in_force(staff, *FEW)

    with pytest.raises(ContractInputError, match="0"):
        contracts.extend(contract=contract, until=date(2021, 8, 31), reason="x", by=staff, version=contract.version)


def test_money_follows_the_posts_of_each_tambon(staff):
    BudgetCategory.objects.create(
        programme=make.programme(), code="wages", name_th="ค่าจ้าง", name_en="Wages", basis="posts", position=1
    )
    in_force(staff, *FEW)

    found = amounts_of(make.university("kpru"), make.programme(), Decimal(11), ["630111", "630101"])

    wages = {tambon: sum(amounts.values()) for tambon, amounts in found.items()}
    assert wages["630111"] == 11 * (4 * 9000 + 3 * 15000)
    assert wages["630101"] == 11 * (5 * 9000 + 10 * 15000 + 5 * 5000)


@pytest.mark.parametrize(
    ("quota", "name"),
    [
        (Apart("999999", "citizen", 1), "tambon"),
        (Apart("6301", "citizen", 1), "tambon"),
        (Apart("500101", "citizen", 1), "tambon"),
        (Apart("630111", "officer", 1), "worker_type"),
        (Apart("630111", "citizen", -1), "posts"),
        (Apart("630111", "citizen", 201), "posts"),
    ],
)
def test_what_cannot_be_is_told_row_by_row(staff, quota, name):
    with pytest.raises(terms.TermsInputError) as refused:
        drafted(staff, Apart("630111", "student", 1), quota)

    assert [(p["part"], p["row"], p["name"]) for p in refused.value.extra["problems"]] == [("quotas", 1, name)]


def test_a_tambon_and_type_stands_once(staff):
    with pytest.raises(terms.TermsInputError) as refused:
        drafted(staff, Apart("630111", "citizen", 1), Apart("630111", "citizen", 2))

    assert [(p["row"], p["name"]) for p in refused.value.extra["problems"]] == [(1, "tambon")]


def test_the_change_is_remembered_and_a_version_in_force_is_not_touched(staff):
    made = in_force(staff, *FEW)

    event = AuditEvent.objects.filter(action="terms.changed").latest("pk")
    assert event.changes["quotas"] == ["", "630111 citizen 4; 630111 graduate 3; 630111 student 0"]
    with pytest.raises(terms.TermsError):
        terms.change(terms=made, content=content_of(made), edits=made.edits, by=staff)
    newer = terms.draft(programme=make.programme(), university=make.university("kpru"), by=staff)
    assert content_of(newer).quotas == content_of(made).quotas
    terms.change(terms=newer, content=replace(content_of(newer), quotas=()), edits=0, by=staff)
    assert TambonQuota.objects.filter(terms=made).count() == 3


def test_a_university_begins_with_its_own_tambons_of_the_rules_of_the_nation(staff, ministry):
    national = drafted(ministry, Apart("500101", "citizen", 1), Apart("630111", "citizen", 2), university=None)
    terms.put_in_force(terms=national, edits=national.edits, by=ministry)

    made = terms.draft(programme=make.programme(), university=make.university("kpru"), by=staff)

    assert content_of(made).quotas == (Apart("630111", "citizen", 2),)


def page_of(client, draft):
    answer = client.get(reverse("terms-edit", args=[draft.pk]))
    editor, values = answer.context["editor"], {}
    forms = [
        editor.head,
        editor.quotas,
        *(f for rows in editor.sets.values() for f in [rows.management_form, *rows.forms]),
    ]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                values[bound.html_name] = "on" if value is True else value
    return values


@pytest.mark.integration
def test_the_page_takes_lines_and_shows_them(client, staff):
    draft = drafted(staff)
    client.force_login(staff)
    lines = "630111 | ประชาชน | ๔\nแม่ท้อ\tเมืองตาก\tตาก\tบัณฑิตจบใหม่\t3\n\n630111 ต.แม่ท้อ; นักศึกษา; 0\n"

    answer = client.post(reverse("terms-edit", args=[draft.pk]), page_of(client, draft) | {"quotas": lines})

    assert answer.status_code == 302
    assert content_of(draft).quotas == FEW
    body = page_of(client, draft)
    assert body["quotas"].splitlines()[0] == "630111 ต.แม่ท้อ อ.เมืองตาก จ.ตาก | ประชาชนทั่วไป | 4"
    client.post(reverse("terms-edit", args=[draft.pk]), body)
    assert content_of(draft).quotas == FEW
    page = client.get(reverse("terms-detail", args=[draft.pk])).content.decode()
    assert "ต.แม่ท้อ อ.เมืองตาก จ.ตาก" in page
    assert "ตำบลละ 10 อัตรา" in page


@pytest.mark.integration
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("630111 | ประชาชน", "บรรทัดที่ 2: “630111 | ประชาชน”"),
        ("630111 | ข้าราชการ | 4", "“ข้าราชการ”"),
        ("630111 | | 4", "ไม่ได้ระบุประเภท"),
        ("630111 | ประชาชน | สี่", "“สี่”"),
        ("ไม่มีตำบลนี้ | ประชาชน | 4", "ไม่มีตำบลชื่อนี้"),
        ("999999 | ประชาชน | 4", "บรรทัดที่ 2: “999999 | ประชาชน | 4”: ไม่มีตำบลรหัสนี้"),
        ("500101 | ประชาชน | 4", "บรรทัดที่ 2: ตำบลนี้ไม่อยู่ในความรับผิดชอบ"),
        ("630111 | ประชาชน | 201", "บรรทัดที่ 2: โปรดระบุจำนวนเต็มตั้งแต่ 0 ถึง 200"),
    ],
)
def test_each_wrong_line_is_told_and_nothing_is_stored(client, staff, line, words):
    draft = drafted(staff)
    client.force_login(staff)
    body = page_of(client, draft) | {"quotas": f"\n{line}"}

    answer = client.post(reverse("terms-edit", args=[draft.pk]), body)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert line.split(" | ")[0] in page
    assert not TambonQuota.objects.exists()


@pytest.mark.integration
def test_the_api_reads_and_stores_them(client, staff):
    draft = drafted(staff, *FEW)
    client.force_login(staff)
    address = reverse("api-terms-detail", args=[draft.pk])
    content = client.get(address).json()["content"]
    assert content["quotas"][0] == {"tambon": "630111", "worker_type": "citizen", "posts": 4}

    content["quotas"] = [{"tambon": "630111", "worker_type": "citizen", "posts": 1}]
    answer = client.put(address, {"edits": draft.edits, "content": content}, content_type="application/json")
    assert answer.status_code == 200
    content["quotas"] = [{"tambon": "500101", "worker_type": "citizen", "posts": 1}]
    refused = client.put(address, {"edits": draft.edits + 1, "content": content}, content_type="application/json")

    assert content_of(draft).quotas == (Apart("630111", "citizen", 1),)
    assert refused.status_code == 422
    assert "630111" not in str(refused.json())


def test_posts_of_many_tambons_are_reckoned_with_as_many_queries_as_of_one(staff):
    made = in_force(staff, *FEW, Apart("630101", "citizen", 1))
    counts = []
    for tambons in (["630111"], ["630111", "630101"]):
        with CaptureQueriesContext(connection) as queries:
            change_of(make.programme(), made, tambons)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("state", "left"), [("published", 4), ("selecting", 4), ("announced", 4), ("closed", 3)])
def test_posts_that_a_published_round_promises_stay_though_newer_rules_give_fewer(staff, state, left):
    provided(staff)
    old = work.hiring_round(terms=Terms.objects.get(), state=state)
    RoundQuota.objects.create(round=old, tambon_id="630111", worker_type="graduate", posts=4)
    in_force(staff, *FEW)

    found = provided(staff)

    assert found["630111", "graduate"] == left
    assert (found["630111", "citizen"], found.get(("630111", "student"), 0)) == (4, 0)
    assert provided(staff) == found


def test_of_what_a_round_promised_only_what_it_has_not_filled_is_kept_free(staff):
    provided(staff)
    old = work.hiring_round(terms=Terms.objects.get(), state="announced")
    RoundQuota.objects.create(round=old, tambon_id="630111", worker_type="student", posts=2)
    seat = Post.objects.filter(tambon="630111", worker_type="student").first()
    work.contract(on=seat, application=work.application(old), worker_type="student")
    in_force(staff, *FEW)

    assert provided(staff)["630111", "student"] == 2


def test_who_leaves_above_the_newer_quota_is_not_followed_until_as_few_hold_posts_as_it_gives(staff, settings):
    provided(staff)
    seats = list(Post.objects.filter(tambon="630111", worker_type="student").order_by("number"))
    held = [work.contract(on=seat, worker_type="student") for seat in seats]
    in_force(staff, Apart("630111", "student", 4))
    provided(staff)
    settings.CLOCK = "2021-06-10T10:00:00+07:00"

    contracts.resign(contract=held[0], on=date(2021, 6, 10), reason="x", by=staff)
    with pytest.raises(NoVacancyError, match="4 อัตรา"):
        contracts.replace(contract=held[0], person=work.person(), by=staff)
    contracts.resign(contract=held[1], on=date(2021, 6, 20), reason="x", by=staff)

    with pytest.raises(NoVacancyError):  # four hold posts until the twentieth
        contracts.replace(contract=held[0], person=work.person(), by=staff)
    follower = contracts.replace(contract=held[1], person=work.person(), by=staff)
    assert follower.during.lower == date(2021, 6, 21)
    with pytest.raises(NoVacancyError):
        contracts.replace(contract=held[0], person=work.person(), first_on=date(2021, 6, 21), by=staff)


def test_a_round_hires_by_its_own_rules_and_who_follows_by_those_in_force(staff, settings):
    provided(staff)
    seats = list(Post.objects.filter(tambon="630111", worker_type="student").order_by("number"))
    held = [work.contract(on=seat, worker_type="student") for seat in seats[1:]]
    round_ = work.hiring_round(terms=Terms.objects.get(), state="announced")
    RoundQuota.objects.create(round=round_, tambon_id="630111", worker_type="student", posts=1)
    chosen.announced(round_, staff)
    own, next_ = (work.application(round_, state=state, worker_type="student") for state in ("selected", "reserve"))
    in_force(staff, Apart("630111", "student", 3))
    settings.CLOCK = "2021-06-10T10:00:00+07:00"

    where = (make.university("kpru"), make.programme(), make.area("630111"), "student")
    made = contracts.hire(offer=contracts.Hire(own.person, *where, work.YEAR, application=own), by=staff)
    contracts.resign(contract=held[0], on=date(2021, 6, 10), reason="x", by=staff)

    assert made.placements.get().post == seats[0]
    with pytest.raises(NoVacancyError, match="3 อัตรา"):
        contracts.replace(contract=held[0], person=next_.person, by=staff)
