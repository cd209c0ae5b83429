"""Who may be hired under the terms of a round: one function per rule, each answering in words.

Pure: the facts come prepared (`selectors/applications.py`), so that hundreds of applications are answered without a
query. What is missing is never taken for a refusal, and what is only half known is said to be uncertain.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from u2t.core.templatetags.u2t import thai_date
from workforce.choices import BirthPrecision, DocumentKind, DomicileWithin, EducationLevel, IdKind, RuleCode
from workforce.days import last_of, years_before


class Verdict(StrEnum):
    """What a rule says: `unknown` waits for the applicant, `uncertain` is left to the staff."""

    OK = "ok"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the terms with its parameters; one that is not required is a hint."""

    code: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Degree:
    """A school or degree, finished or going on."""

    level: str
    graduated_on: date | None = None
    is_studying: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A tambon somebody wants to work in."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at; empty means not told yet. `closing_on` is the last day first published."""

    closing_on: date
    id_kind: str = ""
    born_on: date | None = None
    birth_precision: str = BirthPrecision.DAY
    degrees: Sequence[Degree] = ()
    domicile: str = ""
    choices: Sequence[Choice] = ()
    has_no_state_work: bool | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of one rule: what it says, why, and what to do."""

    code: str
    verdict: Verdict
    reason: str
    remedy: str = ""
    is_required: bool = True

    @property
    def stops(self) -> bool:
        """Tell whether an application with this answer cannot be sent."""
        return self.is_required and self.verdict == Verdict.REFUSED

    @property
    def name(self) -> str:
        """Return the name of the rule."""
        return str(RuleCode(self.code).label) if self.code in RuleCode else self.code


def check(rules: Iterable[Rule], facts: Facts) -> list[Answer]:
    """Answer every rule; one about places answers once for each choice."""
    rules = list(rules)
    level = next((str(r.parameters.get("minimum", "")) for r in rules if r.code == RuleCode.EDUCATION), "")
    found: list[Answer] = []
    for rule in rules:
        given = Rule(rule.code, {"level": level, **rule.parameters}, rule.is_required)
        found += _CHECKS[RuleCode(rule.code)](given, facts)
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document the terms ask for."""

    kind: str
    is_required: bool = True


def missing_documents(wanted: Iterable[Wanted], brought: Iterable[str]) -> list[DocumentKind]:
    """Return the kinds that are required and not there, in the order of the terms."""
    present = set(brought)
    return [DocumentKind(one.kind) for one in wanted if one.is_required and one.kind not in present]


def age_of(facts: Facts) -> int | None:
    """Return the age on the closing day, the oldest that what is known allows."""
    return None if facts.born_on is None else _years(facts.born_on, facts.closing_on)


def _answer(rule: Rule, verdict: Verdict, reason: str, remedy: str = "") -> Answer:
    return Answer(rule.code, verdict, reason, remedy, rule.is_required)


def _nationality(rule: Rule, facts: Facts) -> list[Answer]:
    if not facts.id_kind:
        reason = _("Thai nationality is required; it follows from the national ID.")
        return [_answer(rule, Verdict.UNKNOWN, reason, _("Write the national ID."))]
    if facts.id_kind == IdKind.THAI:
        return [_answer(rule, Verdict.OK, _("The national ID is that of a Thai national."))]
    values = {"kind": IdKind(facts.id_kind).label}
    reason = _("Thai nationality is required. The first digit of the national ID says: %(kind)s.") % values
    remedy = _("Those who have been given Thai nationality since then: ask the contact of this round.")
    return [_answer(rule, Verdict.REFUSED, reason, remedy)]


def _age(rule: Rule, facts: Facts) -> list[Answer]:
    if facts.born_on is None:
        reason = _("The age on the closing day is not known.")
        return [_answer(rule, Verdict.UNKNOWN, reason, _("Write the date of birth."))]
    oldest = _years(facts.born_on, facts.closing_on)
    youngest = _years(last_of(facts.born_on, facts.birth_precision), facts.closing_on)
    minimum, maximum = int(rule.parameters.get("minimum", 0)), int(rule.parameters.get("maximum", 200))
    fits = [minimum <= age <= maximum for age in (youngest, oldest)]
    values = {"age": oldest, "day": thai_date(facts.closing_on), "limits": _limits(minimum, maximum)}
    if all(fits):
        return [_answer(rule, Verdict.OK, _("%(age)d years old on %(day)s; required: %(limits)s.") % values)]
    if any(fits):
        reason = _("Uncertain: of the date of birth only a part is known; on %(day)s required: %(limits)s.") % values
        return [_answer(rule, Verdict.UNCERTAIN, reason, _("If the day is on your ID card, write it in full."))]
    reason = _("%(age)d years old on %(day)s; required: %(limits)s.") % values
    return [_answer(rule, Verdict.REFUSED, reason, _("Check the date of birth against your ID card."))]


def _limits(minimum: int, maximum: int) -> str:
    if maximum < 200:  # noqa: PLR2004 - as above: no limit
        return _("%(least)d to %(most)d years") % {"least": minimum, "most": maximum}
    return _("at least %(least)d years") % {"least": minimum}


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _graduated_within(rule: Rule, facts: Facts) -> list[Answer]:
    level, years = str(rule.parameters.get("level", "")), int(rule.parameters.get("years", 0))
    done = [d for d in facts.degrees if not d.is_studying and d.level >= level]
    days = [d.graduated_on for d in done if d.graduated_on]
    values = {"years": years, "day": thai_date(facts.closing_on)}
    if not days:
        reason = _("Graduation within %(years)d years before %(day)s is required; no graduation day is known.") % values
        remedy = _("Add your education with the day of graduation.")
        return [_answer(rule, Verdict.UNKNOWN, reason, remedy)]
    # A degree that is still to come takes nothing from one that fits.
    past = [day for day in days if day <= facts.closing_on]
    if not past:
        values |= {"graduated": thai_date(min(days))}
        reason = _("Graduation on %(graduated)s comes after the closing day %(day)s.") % values
        return [_answer(rule, Verdict.REFUSED, reason, _("Check the day of graduation."))]
    latest = max(past)
    values |= {"graduated": thai_date(latest)}
    if latest < years_before(facts.closing_on, years):
        reason = _("Graduated on %(graduated)s: more than %(years)d years before %(day)s.") % values
        return [_answer(rule, Verdict.REFUSED, reason, _("Apply as another type of worker, such as citizen."))]
    return [_answer(rule, Verdict.OK, _("Graduated on %(graduated)s, within %(years)d years.") % values)]


def _education(rule: Rule, facts: Facts) -> list[Answer]:
    minimum = str(rule.parameters.get("minimum", ""))
    done = [d.level for d in facts.degrees if not d.is_studying]
    values = {"minimum": EducationLevel(minimum).label if minimum else ""}
    if not facts.degrees:
        reason = _("At least this is required: %(minimum)s.") % values
        return [_answer(rule, Verdict.UNKNOWN, reason, _("Add your education."))]
    if done and max(done) >= minimum:
        values |= {"level": EducationLevel(max(done)).label}
        return [_answer(rule, Verdict.OK, _("%(level)s; at least required: %(minimum)s.") % values)]
    reason = _("No finished education of the level required: %(minimum)s.") % values
    if any(degree.is_studying and degree.level >= minimum for degree in facts.degrees):
        remedy = _(
            "If you have finished the education you marked as going on, enter the day of graduation; else apply as "
            "another type of worker, such as student."
        )
        return [_answer(rule, Verdict.REFUSED, reason, remedy)]
    remedy = _(
        "If you have finished %(minimum)s or more, add it with the day of graduation; else apply as another type of "
        "worker, such as citizen."
    )
    return [_answer(rule, Verdict.REFUSED, reason, remedy % values)]


def _enrolled(rule: Rule, facts: Facts) -> list[Answer]:
    if not facts.degrees:
        reason = _("Only those who are studying can apply as students.")
        return [_answer(rule, Verdict.UNKNOWN, reason, _("Add the education you are in."))]
    if any(degree.is_studying for degree in facts.degrees):
        return [_answer(rule, Verdict.OK, _("Studying at present."))]
    reason = _("Only those who are studying can apply as students; no education of yours is going on.")
    remedy = _("Mark the education you are in as going on, or apply as another type of worker.")
    return [_answer(rule, Verdict.REFUSED, reason, remedy)]


_REACH = {DomicileWithin.TAMBON: 6, DomicileWithin.AMPHOE: 4, DomicileWithin.PROVINCE: 2}


def _domicile(rule: Rule, facts: Facts) -> list[Answer]:
    within = DomicileWithin(rule.parameters.get("within", DomicileWithin.PROVINCE))
    if not facts.domicile or not facts.choices:
        reason = _("The house registration has to lie near the chosen tambon: %(within)s.") % {"within": within.label}
        remedy = _("Choose the tambon of your house registration.") if not facts.domicile else _("Choose a tambon.")
        return [_answer(rule, Verdict.UNKNOWN, reason, remedy)]
    return [_domicile_of(rule, facts, choice, within) for choice in facts.choices]


def _domicile_of(rule: Rule, facts: Facts, choice: Choice, within: DomicileWithin) -> Answer:
    digits = _REACH[within]
    values = {"place": choice.name, "within": within.label}
    if facts.domicile[:digits] == choice.code[:digits]:
        return _answer(rule, Verdict.OK, _("%(place)s: registered %(within)s.") % values)
    reason = _("%(place)s: your house registration does not lie there (%(within)s).") % values
    return _answer(rule, Verdict.REFUSED, reason, _("Choose a tambon nearer to your house registration."))


def _no_state_work(rule: Rule, facts: Facts) -> list[Answer]:
    if facts.has_no_state_work is None:
        reason = _("Nobody may hold other work paid by the state.")
        return [_answer(rule, Verdict.UNKNOWN, reason, _("Answer the question about other work."))]
    if facts.has_no_state_work:
        return [_answer(rule, Verdict.OK, _("Holds no other work paid by the state, as declared."))]
    reason = _("Nobody may hold other work paid by the state, and you declared that you do.")
    return [_answer(rule, Verdict.REFUSED, reason, _("You can apply once that work has ended."))]


_CHECKS: dict[RuleCode, Callable[[Rule, Facts], list[Answer]]] = {
    RuleCode.NATIONALITY: _nationality,
    RuleCode.AGE: _age,
    RuleCode.GRADUATED_WITHIN: _graduated_within,
    RuleCode.EDUCATION: _education,
    RuleCode.ENROLLED: _enrolled,
    RuleCode.DOMICILE: _domicile,
    RuleCode.NO_STATE_WORK: _no_state_work,
}
