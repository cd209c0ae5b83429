"""What an application still lacks before it can be sent, in words, with the step where it is mended."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from workforce.choices import ApplicationStep, DocumentState
from workforce.eligibility import Verdict
from workforce.models import Application
from workforce.selectors.applications import Glance, Offer, application_at_a_glance, offers_of


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing or wrong; `field` is empty where no single field mends it."""

    step: str
    sentence: str
    field: str = ""


def lacks_of(application: Application, glance: Glance | None = None) -> list[Lack]:
    """Return everything that keeps an application from being sent, in the order of the steps."""
    glance = glance or application_at_a_glance(application)
    return [
        *_about(application),
        *_background(application),
        *_where(application, offers_of(application.round)),
        *_documents(glance),
        *_rules(glance),
    ]


def _about(application: Application) -> Iterator[Lack]:
    person = application.person
    needed = {
        "first_name": (person.first_name, _("Write your first name.")),
        "national_id": (person.national_id_digest, _("Write the national ID.")),
        "born": (person.born_on, _("Write the date of birth.")),
        "sex": (person.sex, _("Say which sex your ID card states.")),
        "telephone": (person.telephone, _("Write a telephone number at which you can be reached.")),
        "domicile": (person.domicile_id, _("Choose the tambon of your house registration.")),
        "current_address": (person.current_address, _("Write your present address.")),
    }
    for name, (value, sentence) in needed.items():
        if not value:
            yield Lack(ApplicationStep.ABOUT, sentence, name)


def _background(application: Application) -> Iterator[Lack]:
    if not application.educations.exists():
        yield Lack(ApplicationStep.BACKGROUND, _("Add your education, at least the highest."))


def _where(application: Application, offers: list[Offer]) -> Iterator[Lack]:
    if not application.worker_type:
        yield Lack(ApplicationStep.WHERE, _("Choose as which type of worker you apply."), "worker_type")
    if not application.first_choice_id:
        yield Lack(ApplicationStep.WHERE, _("Choose the tambon you want most."), "first_choice")
    if application.has_no_state_work is None:
        yield Lack(ApplicationStep.WHERE, _("Answer the question about other work."), "has_no_state_work")
    by_code = {offer.code: offer for offer in offers}
    for name in ("first_choice", "second_choice"):
        code = getattr(application, f"{name}_id")
        if code and application.worker_type and not offered(by_code.get(code), application.worker_type):
            yield Lack(ApplicationStep.WHERE, _("The chosen tambon has no post of your type: choose another."), name)


def offered(offer: Offer | None, worker_type: str) -> bool:
    """Tell whether a tambon has a post of a type."""
    return offer is not None and bool(offer.posts.get(worker_type))


def _documents(glance: Glance) -> Iterator[Lack]:
    returned = [document for document in glance.lasting if document.state == DocumentState.RETURNED]
    for document in returned:
        values = {"document": document.get_kind_display(), "reason": document.reason}
        yield Lack(ApplicationStep.DOCUMENTS, _("%(document)s was returned: %(reason)s") % values, document.kind)
    told = {document.get_kind_display() for document in returned}
    for name in glance.missing:
        if name not in told:
            yield Lack(ApplicationStep.DOCUMENTS, _("Missing document: %(document)s.") % {"document": name})


def _rules(glance: Glance) -> Iterator[Lack]:
    for answer in glance.answers:
        if answer.stops:
            yield Lack(ApplicationStep.SEND, f"{answer.reason} {answer.remedy}".strip())
        elif answer.is_required and answer.verdict == Verdict.UNKNOWN and answer.code == "graduated-within":
            yield Lack(ApplicationStep.BACKGROUND, answer.remedy)
