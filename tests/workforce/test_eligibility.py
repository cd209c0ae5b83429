"""Every rule of eligibility answers, in words, from facts alone: no database is needed."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from workforce.choices import DocumentKind, IdKind, RuleCode
from workforce.eligibility import Choice, Degree, Facts, Rule, Verdict, Wanted, check, missing_documents

CLOSING = date(2021, 1, 31)
MAETHO, RAHAENG, FAR = Choice("630111", "ต.แม่ท้อ"), Choice("630101", "ต.ระแหง"), Choice("500101", "ต.ศรีภูมิ")


def facts(**known):
    return Facts(closing_on=CLOSING, **known)


def verdict(code, parameters=None, **known):
    (answer,) = check([Rule(code, parameters or {})], facts(**known))
    assert answer.reason
    return answer.verdict


@pytest.mark.parametrize("code", RuleCode)
def test_what_is_not_told_is_unknown_never_refused(code):
    answers = check([Rule(code, {"minimum": "5-high-vocational"} if code == RuleCode.EDUCATION else {})], facts())

    assert [answer.verdict for answer in answers] == [Verdict.UNKNOWN]
    assert all(answer.reason and answer.remedy for answer in answers)


@pytest.mark.parametrize(
    ("kind", "expected"), [(kind, Verdict.OK if kind == IdKind.THAI else Verdict.REFUSED) for kind in IdKind]
)
def test_nationality_follows_from_the_first_digit(kind, expected):
    assert verdict(RuleCode.NATIONALITY, id_kind=kind) == expected


@pytest.mark.parametrize(
    ("born", "precision", "expected"),
    [
        (date(2003, 1, 31), "day", Verdict.OK),
        (date(2003, 2, 1), "day", Verdict.REFUSED),
        (date(2003, 1, 1), "month", Verdict.OK),
        (date(2003, 2, 1), "month", Verdict.REFUSED),
        (date(2003, 1, 1), "year", Verdict.UNCERTAIN),
        (date(2002, 1, 1), "year", Verdict.OK),
        (date(2004, 1, 1), "year", Verdict.REFUSED),
    ],
)
def test_age_counts_on_the_closing_day_and_half_a_date_is_uncertain(born, precision, expected):
    assert verdict(RuleCode.AGE, {"minimum": 18}, born_on=born, birth_precision=precision) == expected


def test_age_has_an_upper_end_where_the_terms_say_so():
    assert verdict(RuleCode.AGE, {"minimum": 18, "maximum": 60}, born_on=date(1960, 1, 1)) == Verdict.REFUSED
    assert verdict(RuleCode.AGE, {"minimum": 18, "maximum": 60}, born_on=date(1961, 1, 1)) == Verdict.OK


@given(born=st.dates(date(1950, 1, 1), date(2010, 12, 31)))
def test_knowing_less_of_a_birth_never_turns_an_answer_round(born):
    whole = verdict(RuleCode.AGE, {"minimum": 18}, born_on=born)
    for precision, first in (("month", born.replace(day=1)), ("year", born.replace(month=1, day=1))):
        part = verdict(RuleCode.AGE, {"minimum": 18}, born_on=first, birth_precision=precision)
        assert part in {whole, Verdict.UNCERTAIN}


@pytest.mark.parametrize(
    ("graduated", "expected"),
    [
        (date(2018, 1, 31), Verdict.OK),
        (date(2018, 1, 30), Verdict.REFUSED),
        (CLOSING, Verdict.OK),
        (CLOSING + timedelta(days=1), Verdict.REFUSED),
        (None, Verdict.UNKNOWN),
    ],
)
def test_graduation_counts_to_the_closing_day(graduated, expected):
    degrees = [Degree("7-bachelor", graduated)]

    assert verdict(RuleCode.GRADUATED_WITHIN, {"years": 3}, degrees=degrees) == expected


@pytest.mark.parametrize(
    ("graduated", "expected"),
    [(date(2020, 5, 1), Verdict.OK), (date(2010, 5, 1), Verdict.REFUSED)],
)
def test_a_degree_still_to_come_takes_nothing_from_one_that_is_there(graduated, expected):
    degrees = [Degree("7-bachelor", graduated), Degree("8-master", CLOSING + timedelta(days=90))]

    (answer,) = check([Rule(RuleCode.GRADUATED_WITHIN, {"years": 3})], facts(degrees=degrees))

    assert answer.verdict == expected
    assert str(graduated.year + 543) in answer.reason


def test_only_a_degree_of_the_level_required_counts_as_the_graduation():
    rules = [Rule(RuleCode.EDUCATION, {"minimum": "5-high-vocational"}), Rule(RuleCode.GRADUATED_WITHIN, {"years": 3})]
    degrees = [Degree("7-bachelor", date(2010, 5, 1)), Degree("3-upper-secondary", date(2020, 5, 1))]

    assert [answer.verdict for answer in check(rules, facts(degrees=degrees))] == [Verdict.OK, Verdict.REFUSED]


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [
        ([Degree("7-bachelor", date(2020, 5, 1))], Verdict.OK),
        ([Degree("4-vocational", date(2020, 5, 1))], Verdict.REFUSED),
        ([Degree("7-bachelor", None, is_studying=True)], Verdict.REFUSED),
    ],
)
def test_education_has_to_be_finished_and_high_enough(degrees, expected):
    assert verdict(RuleCode.EDUCATION, {"minimum": "5-high-vocational"}, degrees=degrees) == expected


@pytest.mark.parametrize(
    ("degree", "said"),
    [(Degree("4-vocational", date(2020, 5, 1)), "ปวส."), (Degree("7-bachelor", None, is_studying=True), "นักศึกษา")],
)
def test_whose_education_does_not_reach_is_told_what_to_enter_or_as_what_to_apply(degree, said):
    with override("th"):
        (answer,) = check([Rule(RuleCode.EDUCATION, {"minimum": "5-high-vocational"})], facts(degrees=[degree]))

    assert answer.stops
    assert said in answer.remedy


REFUSED = {
    RuleCode.NATIONALITY: ({}, {"id_kind": IdKind.NO_STATUS}),
    RuleCode.AGE: ({"minimum": 18}, {"born_on": date(2015, 1, 1)}),
    RuleCode.GRADUATED_WITHIN: ({"years": 3}, {"degrees": [Degree("7-bachelor", date(2010, 5, 1))]}),
    RuleCode.EDUCATION: ({"minimum": "7-bachelor"}, {"degrees": [Degree("4-vocational", date(2020, 5, 1))]}),
    RuleCode.ENROLLED: ({}, {"degrees": [Degree("7-bachelor", date(2020, 5, 1))]}),
    RuleCode.DOMICILE: ({"within": "province"}, {"domicile": "500101", "choices": [MAETHO]}),
    RuleCode.NO_STATE_WORK: ({}, {"has_no_state_work": False}),
}


@pytest.mark.parametrize("code", RuleCode)
def test_no_rule_refuses_without_saying_what_to_do(code):
    parameters, known = REFUSED[code]
    (answer,) = check([Rule(code, parameters)], facts(**known))

    assert (answer.verdict, bool(answer.remedy)) == (Verdict.REFUSED, True)


def test_students_are_those_who_study():
    assert verdict(RuleCode.ENROLLED, degrees=[Degree("7-bachelor", None, is_studying=True)]) == Verdict.OK
    assert verdict(RuleCode.ENROLLED, degrees=[Degree("7-bachelor", date(2020, 5, 1))]) == Verdict.REFUSED


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("tambon", [Verdict.OK, Verdict.REFUSED, Verdict.REFUSED]),
        ("amphoe", [Verdict.OK, Verdict.OK, Verdict.REFUSED]),
        ("province", [Verdict.OK, Verdict.OK, Verdict.REFUSED]),
    ],
)
def test_domicile_answers_for_each_choice(within, expected):
    rule = Rule(RuleCode.DOMICILE, {"within": within})

    answers = check([rule], facts(domicile="630111", choices=[MAETHO, RAHAENG, FAR]))

    assert [answer.verdict for answer in answers] == expected
    assert all(choice.name in answer.reason for choice, answer in zip((MAETHO, RAHAENG, FAR), answers, strict=True))


@pytest.mark.parametrize(("declared", "expected"), [(True, Verdict.OK), (False, Verdict.REFUSED)])
def test_other_state_work_is_as_declared(declared, expected):
    assert verdict(RuleCode.NO_STATE_WORK, has_no_state_work=declared) == expected


def test_a_hint_never_stops_an_application():
    (answer,) = check([Rule(RuleCode.NO_STATE_WORK, {}, is_required=False)], facts(has_no_state_work=False))

    assert answer.verdict == Verdict.REFUSED
    assert not answer.stops


def test_answers_are_in_the_language_of_the_reader():
    said = {}
    for language in ("th", "en"):
        with override(language):
            (answer,) = check([Rule(RuleCode.NATIONALITY)], facts(id_kind="thai"))
            said[language] = answer.reason

    assert said == {
        "th": "เลขประจำตัวเป็นของผู้มีสัญชาติไทย", "en": "The national ID is that of a Thai national."
    }  # fmt: skip


def test_missing_documents_are_those_required_in_the_order_of_the_terms():
    wanted = [Wanted("photo"), Wanted("id-card"), Wanted("military", is_required=False), Wanted("degree")]

    assert missing_documents(wanted, ["id-card"]) == [DocumentKind.PHOTO, DocumentKind.DEGREE]
    assert missing_documents(wanted, ["degree", "photo", "id-card"]) == []
