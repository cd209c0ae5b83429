"""Screening: documents accepted or returned, applications qualified, refused or returned, one or hundreds at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from u2t.core import audit, clock, notifications
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from workforce.choices import ApplicationState, ApplicationStep, DocumentKind, DocumentState
from workforce.editing import IN_WORK, RETURNABLE, is_too_late
from workforce.models import Application, Document, RequiredDocument
from workforce.permissions import Can
from workforce.selectors.applications import last_day_of

MOST = 500
MOST_DAYS = 60
_IN_SCREENING = frozenset({ApplicationState.SUBMITTED, ApplicationState.QUALIFIED, ApplicationState.REFUSED})


class ScreeningError(DomainError):
    """The application or document is not in a state for what was asked."""


class ScreeningInputError(InputError):
    """What was said is not enough."""


class Verdict(StrEnum):
    """What staff may say of an application."""

    QUALIFY = "qualify"
    REFUSE = "refuse"
    RETURN = "return"
    ACCEPT_DOCUMENTS = "accept-documents"


@dataclass(frozen=True, slots=True)
class Said:
    """What staff say of an application: the verdict, why, and of what is returned which parts, until which day.

    Without a day it is as many days as the terms give.
    """

    verdict: Verdict
    reason: str = ""
    parts: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one application of many: the `problem` says why nothing did."""

    key: int
    number: int | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Papers:
    """The documents of an application that hold now, and the kinds its terms ask for."""

    lasting: list[Document]
    needed: frozenset[str]

    def open_kinds(self) -> list[str]:
        """Return the needed kinds none of whose documents is accepted, in words."""
        accepted = {document.kind for document in self.lasting if document.state == DocumentState.ACCEPTED}
        return [str(DocumentKind(kind).label) for kind in sorted(self.needed - accepted)]


@transaction.atomic
def accept_document(*, document: Document, by: Actor) -> Document:
    """Say that a document is what it should be."""
    require(by, Can.SCREEN_APPLICATION, document.application)
    return _decide_document(_locked_document(document), DocumentState.ACCEPTED, "", by)


@transaction.atomic
def return_document(*, document: Document, reason: str, until: date | None = None, by: Actor) -> Document:
    """Send a document back with the reason; the applicant is told, and brings another until a day."""
    require(by, Can.SCREEN_APPLICATION, document.application)
    if not (reason := reason.strip()):
        raise ScreeningInputError(_("Say what is wrong with the document."), extra={"field": "reason"})
    document = _locked_document(document)
    _check_in_work(document.application)
    document = _decide_document(document, DocumentState.RETURNED, reason, by)
    application = document.application
    _open(application, [document.kind], until)  # so that the applicant may bring another
    if application.state != ApplicationState.RETURNED:
        _move(application, ApplicationState.RETURNED, "application.returned", application.note, by)
    else:
        _store(application)
    _tell(application, "document.returned", document=document.kind, on=_day(application))
    return document


@transaction.atomic
def screen(*, application: Application, said: Said, version: int, by: Actor) -> Application:
    """Qualify an application for the interview, refuse it with the reason, or return it with what to correct.

    Raises:
        StaleError: the application changed since `version` was shown.
        ScreeningError: it stands elsewhere, or a needed document is not accepted.
    """
    require(by, Can.SCREEN_APPLICATION, application)
    _check_said(said)
    found = _locked([application.pk], by)[application.pk]
    return _apply(found, _papers_of([found])[found.pk], said, version, by)


@transaction.atomic
def screen_many(*, versions: Mapping[int, int], said: Said, by: Actor) -> list[Result]:
    """Say the same of many applications, each for itself: one that is refused holds nobody else up.

    `versions` maps the key of each to the version that was shown.
    """
    require(by, Can.SCREEN_APPLICATION)
    _check_said(said)
    if not versions:
        raise ScreeningInputError(_("Choose at least one application."))
    if len(versions) > MOST:
        raise ScreeningInputError(_("Choose at most %(most)s applications at once.") % {"most": MOST})
    found = _locked(versions, by)
    papers = _papers_of(found.values())
    results = []
    for key, version in versions.items():
        if key not in found:
            results.append(Result(key, None, _("There is no such application where you may screen.")))
            continue
        one = found[key]
        number = one.number
        results.append(Result(key, number, _tried(lambda: _apply(one, papers[one.pk], said, version, by))))  # noqa: B023 - called at once
    return results


def _tried(act: Callable[[], object]) -> str:
    try:
        with transaction.atomic():
            act()
    except DomainError as error:
        return str(error)
    return ""


def _check_said(said: Said) -> None:
    if said.verdict == Verdict.REFUSE and not said.reason.strip():
        raise ScreeningInputError(_("Give the reason."), extra={"field": "reason"})
    if said.verdict != Verdict.RETURN:
        return
    if not said.reason.strip():
        raise ScreeningInputError(_("Say what is to be corrected."), extra={"field": "reason"})
    if not said.parts or not set(said.parts) <= set(RETURNABLE):
        raise ScreeningInputError(
            _("Choose which parts are to be corrected."), extra={"field": "parts", "known": list(RETURNABLE)}
        )


def _locked(keys: Iterable[int], by: Actor) -> dict[int, Application]:
    rows = Application.objects.visible_to(by, to=Can.SCREEN_APPLICATION).filter(pk__in=list(keys))
    held = rows.select_for_update(of=("self",)).select_related("round__terms").order_by("pk")
    return {application.pk: application for application in held}


def _papers_of(applications: Iterable[Application]) -> dict[int, _Papers]:
    applications = list(applications)
    lasting: dict[int, list[Document]] = defaultdict(list)
    keys = [one.pk for one in applications]
    for document in Document.objects.filter(application__in=keys, replaced_at__isnull=True).order_by("pk"):
        lasting[document.application_id].append(document)
    rules = RequiredDocument.objects.filter(terms__in={one.round.terms_id for one in applications})
    by_terms: dict[int, dict[tuple[str, str], bool]] = defaultdict(dict)
    for rule in rules:
        by_terms[rule.terms_id][rule.worker_type, rule.kind] = rule.is_required
    return {
        one.pk: _Papers(lasting[one.pk], _needed(by_terms[one.round.terms_id], one.worker_type)) for one in applications
    }


def _needed(rules: Mapping[tuple[str, str], bool], worker_type: str) -> frozenset[str]:
    """Return the kinds a type must bring; a rule for the type goes before one for all."""
    kinds = {kind for _type, kind in rules}
    return frozenset(kind for kind in kinds if rules.get((worker_type, kind), rules.get(("", kind), False)))


def _apply(application: Application, papers: _Papers, said: Said, version: int, by: Actor) -> Application:
    if version != application.version:
        told = _("This application changed since you opened it. Look at it again, then decide.")
        raise StaleError(told, of=application)
    if application.erased_at is not None:
        raise ScreeningError(_("The time to keep this application is over: what it said is erased."))
    # What nobody sent again is refused, returned once more with another day, or qualified if all was brought.
    is_left = application.state == ApplicationState.RETURNED and said.verdict != Verdict.ACCEPT_DOCUMENTS
    if application.state not in _IN_SCREENING and not is_left:
        raise ScreeningError(
            _("An application that is “%(state)s” is not screened.") % {"state": application.get_state_display()}
        )
    reason = said.reason.strip()
    match said.verdict:
        case Verdict.ACCEPT_DOCUMENTS:
            return _accept_all(application, papers, by)
        case Verdict.QUALIFY:
            return _qualify(application, papers, by)
        case Verdict.REFUSE:
            return _told(application, ApplicationState.REFUSED, "application.refused", reason, by)
        case Verdict.RETURN:
            return _return(application, papers, said, by)


def _check_in_work(application: Application) -> None:
    """Stop where nothing could follow: after the announcement nobody mends, nor is invited, but by an appeal."""
    if application.round.state not in IN_WORK:
        raise ScreeningError(
            _(
                "The result of this round is announced: nothing is returned to be corrected, nor qualified, any more. "
                "Take the announcement down first, or let the applicant appeal."
            )
        )


def _open(application: Application, parts: list[str], until: date | None) -> None:
    """Open parts to be mended, beside those that are open already; the later day holds for all."""
    is_more = application.state == ApplicationState.RETURNED
    day = _last_day(application, until)
    application.returned_parts = sorted({*parts, *(application.returned_parts if is_more else ())})
    application.mend_until = max(day, application.mend_until or day) if is_more else day


def _last_day(application: Application, until: date | None) -> date:
    today, round_ = clock.today(), application.round
    if until is None:
        return max(today + timedelta(days=round_.terms.mend_days), last_day_of(round_))
    if until < today:
        raise ScreeningInputError(_("This day is over already."), extra={"field": "until"})
    if until > today + timedelta(days=MOST_DAYS):
        raise ScreeningInputError(
            _("Choose a day within the next %(most)s days.") % {"most": MOST_DAYS}, extra={"field": "until"}
        )
    return until


def _day(application: Application) -> str:
    return application.mend_until.isoformat() if application.mend_until else ""


def _accept_all(application: Application, papers: _Papers, by: Actor) -> Application:
    waiting = [document for document in papers.lasting if document.state == DocumentState.WAITING]
    if not waiting:
        raise ScreeningError(_("No document waits to be checked."))
    for document in waiting:
        _decide_document(document, DocumentState.ACCEPTED, "", by)
    return application


def _qualify(application: Application, papers: _Papers, by: Actor) -> Application:
    if application.state == ApplicationState.QUALIFIED:
        return application
    _check_in_work(application)
    if application.state == ApplicationState.RETURNED:
        _check_brought(application)
    if lacking := papers.open_kinds():
        raise ScreeningError(_("Not accepted yet: %(kinds)s.") % {"kinds": ", ".join(lacking)})
    return _told(application, ApplicationState.QUALIFIED, "application.qualified", "", by)


def _check_brought(application: Application) -> None:
    """Stop where more than documents was returned, or the applicant still has time: only they can say it is mended."""
    if set(application.returned_parts) & set(ApplicationStep.values) - {ApplicationStep.DOCUMENTS}:
        raise ScreeningError(_("More than documents was returned, and the applicant has not sent it again."))
    if not is_too_late(application):
        raise ScreeningError(_("The applicant may still correct it, until the day that was given."))


def _return(application: Application, papers: _Papers, said: Said, by: Actor) -> Application:
    _check_in_work(application)
    kinds = [document.kind for document in papers.lasting if document.state == DocumentState.RETURNED]
    _open(application, [*said.parts, *kinds], said.until)
    return _told(application, ApplicationState.RETURNED, "application.returned", said.reason.strip(), by)


def _told(application: Application, state: ApplicationState, action: str, reason: str, by: Actor) -> Application:
    _move(application, state, action, reason, by)
    _tell(application, action, **({"on": _day(application)} if state == ApplicationState.RETURNED else {}))
    return application


def _move(application: Application, state: ApplicationState, action: str, reason: str, by: Actor) -> Application:
    before = (application.state, application.note)
    application.state, application.note = state, reason
    application.screened_at, application.screened_by_id = clock.now(), key_of(by)
    _store(application, "state", "note", "screened_at", "screened_by")
    changes: audit.Changes = {"state": (before[0], state), "note": (before[1], reason)}
    if state == ApplicationState.RETURNED:
        changes |= {"parts": (None, ", ".join(application.returned_parts)), "until": (None, application.mend_until)}
    audit.record(action=action, target=application, by=by, changes=changes)
    return application


def _store(application: Application, *names: str) -> None:
    application.version += 1
    application.save(update_fields=[*names, "returned_parts", "mend_until", "version", "updated_at"])


def _locked_document(document: Document) -> Document:
    Application.objects.select_for_update(of=("self",)).get(pk=document.application_id)
    rows = Document.objects.select_for_update(of=("self",)).select_related("application__round__terms")
    found = rows.get(pk=document.pk)
    if found.replaced_at is not None:
        raise StaleError(_("The applicant has replaced this document. Look at the new one."))
    if found.application.state not in {*_IN_SCREENING, ApplicationState.RETURNED}:
        raise ScreeningError(
            _("The documents of an application that is “%(state)s” are not decided.")
            % {"state": found.application.get_state_display()}
        )
    return found


def _decide_document(document: Document, state: DocumentState, reason: str, by: Actor) -> Document:
    if (document.state, document.reason) == (state, reason):
        return document
    changes = {"state": (document.state, state), "reason": (document.reason, reason)}
    document.state, document.reason = state, reason
    document.decided_at, document.decided_by_id = clock.now(), key_of(by)
    document.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    audit.record(action=f"document.{state}", target=document, by=by, changes=changes)
    return document


def _tell(application: Application, kind: str, **values: object) -> None:
    link = reverse("application-status", args=[application.pk])
    notifications.tell(user_id=application.user_id, kind=kind, link=link, round=application.round.name_th, **values)
