"""Applications: what an applicant sees of the own ones, and one of them at a glance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import override

from tambon.selectors.names import full_names
from u2t.core import clock
from u2t.core.access import Actor
from workforce import eligibility
from workforce.choices import ApplicationState, DocumentKind, DocumentState, RoundState
from workforce.eligibility import Answer, Choice, Degree, Facts, Rule, Wanted
from workforce.models import Application, Document, Round, RoundQuota
from workforce.permissions import Can
from workforce.selectors.running import Running, running_during

_LANGUAGES = ("th", "en")


@dataclass(frozen=True, slots=True)
class Offer:
    """A tambon of a round with the posts of each type."""

    code: str
    name: str
    posts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Glance:
    """Everything staff and applicant look at on one page; `lasting` are the documents that hold now."""

    application: Application
    answers: list[Answer]
    choices: list[Choice]
    lasting: list[Document]
    missing: list[str]
    age: int | None
    domicile: str
    running: Running | None


def own_applications(user: Actor) -> QuerySet[Application]:
    """Return the applications a user wrote, the latest first."""
    found = Application.objects.visible_to(user, to=Can.CHANGE_APPLICATION)
    return found.select_related("round__university", "person", "first_choice", "second_choice", "contract").order_by(
        "-pk"
    )


def rounds_open_now() -> QuerySet[Round]:
    """Return the rounds that take applications, those that close first in front."""
    return Round.objects.public().open_at(clock.now()).select_related("university", "programme").order_by("closes_at")


#: States of what was sent and is complete: no change leaves it incomplete.
SENT = frozenset({ApplicationState.SUBMITTED, ApplicationState.QUALIFIED, ApplicationState.REFUSED})


def is_open(round_: Round) -> bool:
    """Tell whether a round takes applications now."""
    return round_.state == RoundState.PUBLISHED and round_.opens_at <= clock.now() < round_.closes_at


def last_day_of(round_: Round) -> date:
    """Return the last day of a round: one that closes at midnight ended the day before."""
    return timezone.localdate(round_.closes_at - timedelta(microseconds=1))


def reckoned_on(round_: Round) -> date:
    """Return the day on which the rules of a round reckon ages and degrees: its last day as it was published first.

    A closing that is moved later or earlier thus leaves everybody fitting who fitted.
    """
    return round_.reckoned_on or last_day_of(round_)


def offers_of(round_: Round) -> list[Offer]:
    """Return what a round offers, in the order of the codes."""
    posts: dict[str, dict[str, int]] = {}
    rows = RoundQuota.objects.filter(round=round_, posts__gt=0).values_list("tambon", "worker_type", "posts")
    for tambon, worker_type, count in rows:
        posts.setdefault(tambon, {})[worker_type] = count
    names = full_names(posts)
    return [Offer(code, names.get(code, code), posts[code]) for code in sorted(posts)]


def rules_of(application: Application) -> list[Rule]:
    """Return the rules of the round's terms for the type of worker applied for."""
    rows = application.round.terms.rules.filter(worker_type__in={"", application.worker_type})
    return [Rule(row.code, row.parameters, row.is_required) for row in rows]


def wanted_of(application: Application) -> list[Wanted]:
    """Return the documents the terms name for the type of worker; one named for the type goes before one for all."""
    rows = application.round.terms.documents.filter(worker_type__in={"", application.worker_type})
    strict: dict[str, bool] = {}
    for row in sorted(rows, key=lambda row: (row.position, row.pk)):
        strict[row.kind] = row.is_required if row.worker_type else strict.get(row.kind, row.is_required)
    return [Wanted(kind, is_required) for kind, is_required in strict.items()]


def wanted_of_others(application: Application) -> dict[str, list[str]]:
    """Return the documents required of other types of workers only, with these types.

    Whoever has sent an application and changes its type brings them first: what is sent is never incomplete.
    """
    if application.state not in SENT:
        return {}
    rows = application.round.terms.documents.filter(is_required=True).exclude(worker_type="")
    found: dict[str, list[str]] = {}
    for row in rows.exclude(worker_type=application.worker_type).order_by("position", "pk"):
        found.setdefault(row.kind, []).append(row.get_worker_type_display())
    return found


def lasting_documents(application: Application) -> list[Document]:
    """Return the documents of an application that no newer one replaced."""
    found = application.documents.filter(replaced_at__isnull=True)
    return list(found.select_related("file").order_by("kind", "pk"))


def facts_of(application: Application) -> Facts:
    """Prepare what the rules look at."""
    person = application.person
    rows = application.educations.values_list("level", "graduated_on", "is_studying")
    return Facts(
        closing_on=reckoned_on(application.round),
        id_kind=person.id_kind,
        born_on=person.born_on,
        birth_precision=person.birth_precision,
        degrees=[Degree(*row) for row in rows],
        domicile=person.domicile_id or "",
        choices=choices_of(application),
        has_no_state_work=application.has_no_state_work,
    )


def choices_of(application: Application) -> list[Choice]:
    """Return the chosen tambons with their names, the first choice first."""
    codes = [code for code in (application.first_choice_id, application.second_choice_id) if code]
    names = full_names(codes)
    return [Choice(code, names.get(code, code)) for code in codes]


def answers_of(application: Application) -> list[Answer]:
    """Answer every rule of the round for an application, as it stands now."""
    return eligibility.check(rules_of(application), facts_of(application))


def snapshot_of(application: Application) -> list[dict[str, object]]:
    """Return the answers as they are kept with a sent application: in both languages, for whoever reads them later."""
    rules, said = rules_of(application), {}
    for language in _LANGUAGES:
        with override(language):
            said[language] = eligibility.check(rules, facts_of(application))
    return [_line(answer, [said[language][n] for language in _LANGUAGES]) for n, answer in enumerate(said["th"])]


def _line(answer: Answer, spoken: Sequence[Answer]) -> dict[str, object]:
    words = zip(_LANGUAGES, spoken, strict=True)
    return {
        "code": answer.code,
        "verdict": str(answer.verdict),
        "is_required": answer.is_required,
        "reason": {language: one.reason for language, one in words},
    }


def application_at_a_glance(application: Application) -> Glance:
    """Gather what staff and applicant look at; a fixed number of queries."""
    lasting = lasting_documents(application)
    facts = facts_of(application)
    return Glance(
        application=application,
        answers=eligibility.check(rules_of(application), facts),
        choices=list(facts.choices),
        lasting=lasting,
        missing=[str(kind.label) for kind in missing_kinds(application, lasting)],
        age=eligibility.age_of(facts),
        domicile=full_names([facts.domicile]).get(facts.domicile, "") if facts.domicile else "",
        running=running_during(application),
    )


def missing_kinds(application: Application, lasting: Iterable[Document]) -> list[DocumentKind]:
    """Return the kinds of documents that are required and lack, or were returned."""
    brought = [document.kind for document in lasting if document.state != DocumentState.RETURNED]
    return eligibility.missing_documents(wanted_of(application), brought)


def with_parts(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Load what an application states and brings along with it, for lists and the API."""
    lasting = Document.objects.filter(replaced_at__isnull=True).select_related("file").order_by("kind", "pk")
    return rows.select_related("round__university", "person").prefetch_related(
        "educations", "employments", "trainings", Prefetch("documents", queryset=lasting, to_attr="lasting")
    )
