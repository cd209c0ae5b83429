"""A version of the rules is drafted, changed, put in force or dropped: who may, and every refusal."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core.errors import StaleError
from u2t.core.models import AuditEvent
from workforce.definitions import Paper, Rule, Type
from workforce.models import Terms
from workforce.selectors.terms import Scored, content_of, readable_terms, summaries_of, terms_for
from workforce.services import terms

pytestmark = pytest.mark.django_db


def national(ministry):
    work.terms()
    return terms.draft(programme=make.programme(), university=None, by=ministry)


def test_a_new_version_is_a_copy_of_the_one_in_force(ministry):
    made = national(ministry)

    assert (made.version, made.state, made.university) == (2, "draft", None)
    assert content_of(made) == content_of(Terms.objects.get(version=1))


def test_a_university_begins_from_the_rules_of_the_nation(staff):
    work.terms()

    made = terms.draft(programme=make.programme(), university=make.university("kpru"), by=staff)

    assert (made.university_id, made.version) == ("kpru", 1)
    assert [one.posts for one in content_of(made).types] == [5, 10, 5]


def test_a_programme_without_rules_begins_with_what_is_known(ministry):
    made = terms.draft(programme=make.programme("new"), university=None, by=ministry)

    found = content_of(made)
    assert (len(found.rules), len(found.documents), len(found.criteria), found.types) == (8, 10, 4, ())


def test_a_second_click_begins_no_second_draft(ministry):
    made = national(ministry)

    with pytest.raises(terms.TermsError) as refused:
        national(ministry)

    assert refused.value.extra == {"terms": made.pk}
    assert Terms.objects.filter(state="draft").count() == 1


@pytest.mark.parametrize("role", ["pm", "worker", "officer", "auditor", "applicant", "steward"])
def test_who_may_not_draft(request, nation, role):
    with pytest.raises(PermissionDenied):
        terms.draft(programme=make.programme(), university=None, by=request.getfixturevalue(role))


def test_staff_draft_for_the_own_university_only(staff):
    for university in (None, make.university("cmu")):
        with pytest.raises(PermissionDenied):
            terms.draft(programme=make.programme(), university=university, by=staff)


def test_staff_change_no_draft_of_the_nation(staff, ministry):
    made = national(ministry)

    with pytest.raises(PermissionDenied):
        terms.change(terms=made, content=content_of(made), edits=0, by=staff)
    with pytest.raises(PermissionDenied):
        terms.put_in_force(terms=made, edits=0, by=staff)


def test_a_change_is_stored_and_what_was_said_before_remembered(ministry):
    made = national(ministry)
    content = replace(
        content_of(made),
        types=(Type("citizen", 6, Decimal("9500.50")), Type("graduate", 9, 15000)),
        rules=(Rule("age", {"minimum": 18, "maximum": 60}), Rule("domicile", {"within": "amphoe"}, "citizen")),
        documents=(Paper("photo"), Paper("military", is_required=False)),
        criteria=(Scored("ความรู้", Decimal(70)), Scored("ทัศนคติ", Decimal(30), "Attitude", "attitude")),
        source="ประกาศ ฉบับที่ 2",
    )

    changed = terms.change(terms=made, content=content, edits=0, by=ministry)

    found = content_of(changed)
    assert found == replace(content, criteria=(replace(content.criteria[0], code="criterion-1"), content.criteria[1]))
    assert changed.edits == 1
    event = AuditEvent.objects.get(action="terms.changed")
    assert sorted(event.changes) == ["criteria", "documents", "rules", "source", "types"]
    assert event.changes["types"] == [
        "citizen 5 × 9000.00; graduate 10 × 15000.00; student 5 × 5000.00", "citizen 6 × 9500.50; graduate 9 × 15000.00",
    ]  # fmt: skip


def test_storing_what_is_there_changes_nothing(ministry):
    made = national(ministry)

    assert terms.change(terms=made, content=content_of(made), edits=0, by=ministry).edits == 0
    assert not AuditEvent.objects.filter(action="terms.changed").exists()


def test_a_stale_page_overwrites_nothing(ministry):
    made = national(ministry)
    content = content_of(made)
    terms.change(terms=made, content=replace(content, source="ก"), edits=0, by=ministry)

    for act in (
        lambda: terms.change(terms=made, content=replace(content, source="ข"), edits=0, by=ministry),
        lambda: terms.put_in_force(terms=made, edits=0, by=ministry),
        lambda: terms.drop(terms=made, edits=0, by=ministry),
    ):
        with pytest.raises(StaleError):
            act()

    assert Terms.objects.get(pk=made.pk).source == "ก"


RULES = [
    (Rule("age", {}), "minimum"),
    (Rule("age", {"minimum": "18"}), "minimum"),
    (Rule("age", {"minimum": True}), "minimum"),
    (Rule("age", {"minimum": 18.5}), "minimum"),
    (Rule("age", {"minimum": 121}), "minimum"),
    (Rule("age", {"minimum": 40, "maximum": 39}), "maximum"),
    (Rule("age", {"minimum": 18, "within": "tambon"}), "within"),
    (Rule("graduated-within", {}), "years"),
    (Rule("graduated-within", {"years": 0}), "years"),
    (Rule("education", {"minimum": "bachelor"}), "minimum"),
    (Rule("domicile", {"within": "nation"}), "within"),
    (Rule("enrolled", {"years": 3}), "years"),
    (Rule("height", {}), "code"),
    (Rule("enrolled", {}, "lecturer"), "worker_type"),
]


@pytest.mark.parametrize(("rule", "name"), RULES)
def test_parameters_of_rules_are_checked_exactly(ministry, rule, name):
    made = national(ministry)
    content = replace(content_of(made), rules=(Rule("nationality"), rule))

    with pytest.raises(terms.TermsInputError) as refused:
        terms.change(terms=made, content=content, edits=0, by=ministry)

    found = [(p["part"], p["row"], p["name"]) for p in refused.value.extra["problems"]]
    assert found == [("rules", 1, name)]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"types": (Type("citizen", -1, 9000), Type("graduate", 10, 15000))}, ("types", 0, "posts")),
        ({"types": (Type("graduate", 201, 15000),)}, ("types", 0, "posts")),
        ({"types": (Type("graduate", 10, Decimal(-1)),)}, ("types", 0, "wage")),
        ({"types": (Type("graduate", 10, Decimal("1.005")),)}, ("types", 0, "wage")),
        ({"types": (Type("graduate", 10, Decimal("NaN")),)}, ("types", 0, "wage")),
        ({"types": (Type("graduate", 10, Decimal("1E+30")),)}, ("types", 0, "wage")),
        ({"types": (Type("graduate", 5, 1), Type("graduate", 5, 1))}, ("types", 1, "worker_type")),
        ({"documents": (Paper("photo"), Paper("photo"))}, ("documents", 1, "kind")),
        ({"documents": (Paper("tattoo"),)}, ("documents", 0, "kind")),
        ({"criteria": (Scored(" ", Decimal(5)),)}, ("criteria", 0, "name_th")),
        ({"criteria": (Scored("ก", Decimal(0)),)}, ("criteria", 0, "maximum")),
        ({"rules": (Rule("enrolled"), Rule("enrolled"))}, ("rules", 1, "code")),
        ({"digital_posts": 11}, ("", 0, "digital_posts")),
        ({"digital_posts": -1}, ("", 0, "digital_posts")),
        ({"digital_type": "nobody", "digital_posts": 0}, ("", 0, "digital_type")),
    ],
)
def test_everything_else_is_checked_by_its_place(ministry, changes, place):
    made = national(ministry)

    with pytest.raises(terms.TermsInputError) as refused:
        terms.change(terms=made, content=replace(content_of(made), **changes), edits=0, by=ministry)

    assert [(p["part"], p["row"], p["name"]) for p in refused.value.extra["problems"]] == [place]


def test_the_version_before_is_replaced(ministry):
    made = national(ministry)

    terms.put_in_force(terms=made, edits=0, by=ministry)

    assert dict(Terms.objects.values_list("version", "state")) == {1: "replaced", 2: "in-force"}
    with pytest.raises(terms.TermsError):
        terms.put_in_force(terms=made, edits=0, by=ministry)


def test_rules_of_a_university_come_before_those_of_the_nation(staff):
    work.terms()
    kpru, cmu = make.university("kpru"), make.university("cmu")
    own = terms.draft(programme=make.programme(), university=kpru, by=staff)

    terms.put_in_force(terms=own, edits=0, by=staff)

    assert terms_for(programme=make.programme(), university=kpru) == own
    assert terms_for(programme=make.programme(), university=cmu).university is None


@pytest.mark.parametrize("fields", [{"types": ()}, {"criteria": ()}])
def test_a_draft_that_says_too_little_does_not_come_in_force(ministry, fields):
    made = national(ministry)
    terms.change(terms=made, content=replace(content_of(made), digital_posts=0, **fields), edits=0, by=ministry)

    with pytest.raises(terms.TermsError):
        terms.put_in_force(terms=made, edits=1, by=ministry)


def test_what_is_in_force_is_neither_changed_nor_dropped(ministry):
    held = work.terms()

    with pytest.raises(terms.TermsError):
        terms.change(terms=held, content=content_of(held), edits=0, by=ministry)
    with pytest.raises(terms.TermsError):
        terms.drop(terms=held, edits=0, by=ministry)


def test_a_draft_is_dropped_and_its_content_stays_in_the_audit_trail(ministry):
    made = national(ministry)

    terms.drop(terms=made, edits=0, by=ministry)

    assert not Terms.objects.filter(state="draft").exists()
    assert "citizen 5" in AuditEvent.objects.get(action="terms.dropped").changes["types"][0]


def test_drafts_of_others_are_not_read(staff, ministry):
    national(ministry)
    cmu = make.university("cmu")
    terms.draft(programme=make.programme(), university=cmu, by=ministry)
    own = terms.draft(programme=make.programme(), university=make.university("kpru"), by=staff)

    assert set(readable_terms(staff)) == {own, Terms.objects.get(state="in-force")}
    assert readable_terms(ministry).count() == 4


def test_applicants_read_no_list_of_terms(applicant):
    work.terms()

    assert not readable_terms(applicant).exists()


def test_a_version_is_said_in_words_by_type(ministry):
    made = national(ministry)
    content = replace(
        content_of(made),
        rules=(
            Rule("nationality"),
            Rule("enrolled", {}, "student"),
            Rule("domicile", {"within": "amphoe"}, "citizen", is_required=False),
        ),
    )

    found = {one.worker_type: one for one in summaries_of(content)}

    assert (len(found["student"].rules), len(found["citizen"].rules), len(found["citizen"].hints)) == (2, 1, 1)
    assert (found["graduate"].digital_posts, found["graduate"].wage) == (2, 15000)


@pytest.mark.parametrize(("days", "is_good"), [(None, True), (1, True), (1_000, True), (0, False), (1_001, False)])
def test_a_reserve_list_holds_some_days_or_until_the_round_is_ended(ministry, days, is_good):
    made = national(ministry)

    try:
        terms.change(terms=made, content=replace(content_of(made), reserve_days=days), edits=0, by=ministry)
        found = []
    except terms.TermsInputError as refused:
        found = [problem["name"] for problem in refused.extra["problems"]]

    assert found == ([] if is_good else ["reserve_days"])
