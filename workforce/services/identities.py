"""Who somebody is, corrected by staff who saw the proof; an old name is kept with its day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import Membership, User
from u2t.core import audit, clock, notifications
from u2t.core.access import reach, require
from u2t.core.templatetags.u2t import thai_date
from workforce import intake
from workforce.choices import ApplicationState, RoundState
from workforce.models import Application, Contract, DomicileChange, NameChange, Person
from workforce.naming import keys_of
from workforce.permissions import Can
from workforce.selectors.hiring import whom_to_call
from workforce.services.figures import Figures
from workforce.services.people import PersonError, PersonInputError

#: What staff may correct; addresses have a road of their own.
FIELDS = ("rank", "title", "first_name", "last_name", "national_id", "born", "sex", "telephone", "email", "domicile")
_NAME = ("title", "first_name", "last_name")
_DOMICILE = "domicile_id"
_SEALED = frozenset({"national_id", "national_id_digest"})


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a person is corrected and what was seen; `changed_on` is the day of a change of name, none of a mistake.

    `moved_on` is the day of a move to another domicile, none of a mistake.
    """

    reason: str
    evidence: str
    changed_on: date | None = None
    moved_on: date | None = None


@transaction.atomic
def correct(*, person: Person, given: Mapping[str, str], proof: Proof, by: User) -> Person:
    """Correct what is given of a person; the same once more changes nothing. The person is told.

    Who answers for the nation corrects whomever no university can, or none is there to: the universities are told.

    Raises:
        PersonError: another university employs the person or had the application first; whom to call is said.
        PersonInputError: something cannot be taken, or the proof is not said.
    """
    require(by, Can.CORRECT_PERSON, person)
    if person.user_id == by.pk:
        raise PermissionDenied  # nobody says of themselves who they are
    sent = list(_sent(person).select_for_update(of=("self",)))  # before the person, as who writes an application does
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    is_national = reach(by, Can.CORRECT_PERSON).everywhere
    if not is_national:
        _check_owner(person, sent, by)
    changes = _changes(person, given)
    if not changes:
        return person
    _check(proof, changes)
    _keep_name(person, changes, proof)
    _keep_domicile(person, changes, proof)
    _store(person, changes)
    Figures.changed_for(Contract.objects.filter(person=person))
    said = {
        intake.field_of(name): pair for name, pair in changes.items() if name not in _SEALED
    }  # that the ID changed, never the ID
    if _SEALED & changes.keys():
        said["id_kind"] = changes.get("id_kind", (person.id_kind, person.id_kind))
    reason = f"{proof.reason.strip()} ({proof.evidence.strip()})"
    audit.record(action="person.corrected", target=person, by=by, reason=reason, changes=said)
    if person.user_id is not None:
        link = reverse("person-detail", args=[person.pk])
        notifications.tell(user_id=person.user_id, kind="person.corrected", link=link)
    _renew(sent, by)
    if is_national:
        _tell_employers(person)
    return person


def _sent(person: Person) -> "QuerySet[Application]":
    """Return the applications that are still decided by who the person is, the first one first."""
    rows = Application.objects.filter(person=person, submitted_at__isnull=False)
    rows = rows.exclude(state=ApplicationState.WITHDRAWN).exclude(round__state=RoundState.CLOSED)
    return rows.select_related("round__university").order_by("pk")


def _check_owner(person: Person, sent: Sequence[Application], by: User) -> None:
    """Stop unless it is the university of `by` that employs the person, or else to which the person applied first."""
    if _is_employed(person, by) or not sent or sent[0].pk in _ours(sent, by):
        return
    round_ = sent[0].round
    office = f"{round_.university.name_th} {round_.contact} {round_.telephone}".strip()
    raise PersonError(
        _("This person applied to another university first, which corrects who it is. Ask %(office)s.")
        % {"office": office}
    )


def _ours(sent: Sequence[Application], by: User) -> set[int]:
    rows = Application.objects.visible_to(by, to=Can.SCREEN_APPLICATION)
    return set(rows.filter(pk__in=[one.pk for one in sent]).values_list("pk", flat=True))


def _renew(sent: Sequence[Application], by: User) -> None:
    """Make open pages of the person's applications stale, and tell the staff of other universities to look anew."""
    Application.objects.filter(pk__in=[one.pk for one in sent]).update(version=F("version") + 1)
    ours = _ours(sent, by)
    others = [one for one in sent if one.pk not in ours]
    staff = _staff_of({one.round.university_id for one in others})
    said = [
        (user, reverse("applicant-detail", args=[one.pk]), {"number": one.number, "round": one.round.name_th})
        for one in others
        for university, user in staff
        if university == one.round.university_id
    ]
    notifications.tell_each(said=said, kind="person.corrected_elsewhere")


def _tell_employers(person: Person) -> None:
    """Tell the staff of each university with a contract of the person: papers that name it wrongly are there."""
    rows = Contract.objects.counting().filter(person=person).order_by("during")
    numbers = dict(rows.values_list("university", "number"))
    link = reverse("person-detail", args=[person.pk])
    said = [(user, link, {"number": numbers[university]}) for university, user in _staff_of(numbers)]
    notifications.tell_each(said=said, kind="person.corrected_by_nation")


def _staff_of(universities: Collection[str]) -> list[tuple[str, int]]:
    members = Membership.objects.filter(university__in=universities, role="staff")
    return list(members.valid_on(clock.today()).values_list("university", "user"))


def _is_employed(person: Person, by: User) -> bool:
    """Tell whether the university of `by` employs the person; stop where another does."""
    today = Contract.objects.counting().filter(person=person, during__endswith__gt=clock.today())
    ours = Contract.objects.visible_to(by, to=Can.CHANGE_CONTRACT)
    other = today.exclude(pk__in=ours.values("pk")).select_related("university").first()
    if other is not None:
        raise PersonError(
            _("Another university employs this person and corrects who it is. Ask %(office)s.")
            % {"office": whom_to_call(other)}
        )
    return today.exists()


def _changes(person: Person, given: Mapping[str, str]) -> dict[str, tuple[Any, Any]]:
    taken, refused = intake.cleaned({name: intake.OF_PERSON[name] for name in FIELDS}, given)
    if refused:
        field, problem = next(iter(refused.items()))
        raise PersonInputError(problem, extra={"field": field, "errors": refused})
    columns = {name: value for part in taken.values() for name, value in part.items()}
    found = {name: (getattr(person, name), value) for name, value in columns.items()}
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def _check(proof: Proof, changes: Mapping[str, tuple[Any, Any]]) -> None:
    for field in ("reason", "evidence"):
        if not getattr(proof, field).strip():
            raise PersonInputError(_("Say why, and which document you saw."), extra={"field": field})
    if "first_name" in changes and not changes["first_name"][1]:
        raise PersonInputError(_("Write the first name."), extra={"field": "first_name"})
    if proof.changed_on is not None and proof.changed_on > clock.today():
        raise PersonInputError(_("The day lies ahead."), extra={"field": "changed_on"})
    if proof.changed_on is not None and not set(_NAME) & changes.keys():
        raise PersonInputError(_("No name is changed: leave the day empty."), extra={"field": "changed_on"})
    if proof.moved_on is not None and proof.moved_on > clock.today():
        raise PersonInputError(_("The day lies ahead."), extra={"field": "moved_on"})
    if proof.moved_on is not None and _DOMICILE not in changes:
        raise PersonInputError(_("The tambon stays the same: leave the day empty."), extra={"field": "moved_on"})


def _keep_name(person: Person, changes: Mapping[str, tuple[Any, Any]], proof: Proof) -> None:
    """Keep the name until the day it was changed; a mistake of typing was nobody's name."""
    if proof.changed_on is not None and person.first_name and set(_NAME) & changes.keys():
        old = {name: getattr(person, name) for name in _NAME}
        NameChange.objects.update_or_create(person=person, until_on=proof.changed_on, defaults=old)


def _keep_domicile(person: Person, changes: Mapping[str, tuple[Any, Any]], proof: Proof) -> None:
    """Keep where somebody was registered until they moved; a mistake was nobody's domicile."""
    if proof.moved_on is None or _DOMICILE not in changes:
        return
    later = DomicileChange.objects.filter(person=person, until_on__gt=proof.moved_on).order_by("until_on").last()
    if later is not None:
        said = _("A later move is known, of %(day)s. Write a day after it.") % {"day": thai_date(later.until_on)}
        raise PersonInputError(said, extra={"field": "moved_on"})
    old = {"area_id": changes[_DOMICILE][0], "run": None}
    DomicileChange.objects.get_or_create(person=person, until_on=proof.moved_on, defaults=old)


def _store(person: Person, changes: Mapping[str, tuple[Any, Any]]) -> None:
    for name, (_old, new) in changes.items():
        setattr(person, name, new)
    keys = keys_of(person.first_name, person.last_name)
    person.sort_key, person.search_key = keys["sort_key"], keys["search_key"]
    try:
        with transaction.atomic():
            person.save(update_fields=[*map(intake.field_of, changes), "sort_key", "search_key", "updated_at"])
    except IntegrityError as error:
        raise PersonInputError(
            _("Another person has this national ID. Look at both cards; join the person to the right account."),
            extra={"field": "national_id"},
        ) from error
