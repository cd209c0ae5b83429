"""People: who they say they are, kept as it is typed; one national ID is one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError, InputError
from u2t.core.text import normalise
from workforce import intake
from workforce.choices import ApplicationState, RoundState
from workforce.models import Application, Contract, NameChange, Person, Round
from workforce.naming import keys_of
from workforce.permissions import Can
from workforce.selectors.people import may_keep
from workforce.services.figures import Figures

#: Fields that say who somebody is.
_IDENTITY = frozenset({"national_id", "rank", "title", "first_name", "last_name", "born", "sex"})
#: By which an application is decided and people at work are counted; people move, and a closed round decides no more.
_DOMICILE = "domicile"
#: What no application that was sent may lose.
_NEEDED = frozenset({"telephone", "current_address"})
#: Columns by which people at work are counted.
_COUNTED = frozenset({"sex", "born_on", "birth_precision", "domicile_id"})


class PersonError(DomainError):
    """A person is not in a state for what was asked."""


class PersonInputError(InputError):
    """What was given of a person cannot be taken."""


@dataclass(frozen=True, slots=True)
class FormerName:
    """The name somebody had until a day."""

    until_on: date
    first_name: str
    last_name: str = ""
    title: str = ""


@transaction.atomic
def keep(*, person: Person, given: Mapping[str, str], asked_in: Round, by: Actor) -> dict[str, str]:
    """Store of `given` what can be taken; return what is wrong with each of the rest.

    A national ID that another person has is refused without a word of whose it is; `asked_in` is the round whose
    contact can help.
    """
    require(by, Can.CHANGE_PERSON, person)
    taken, refused = intake.cleaned(intake.OF_PERSON, given)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if "national_id" in taken and (problem := _problem_of_id(person, taken["national_id"], asked_in)):
        refused["national_id"] = problem
        del taken["national_id"]
    fixed = _fixed(person, taken, asked_in)
    refused |= fixed
    taken = {name: columns for name, columns in taken.items() if name not in fixed}
    columns = {name: value for part in taken.values() for name, value in part.items()}
    changes = {name: (getattr(person, name), value) for name, value in columns.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if changes and not _stored(person, changes):
        refused["national_id"] = _taken_elsewhere(asked_in)
    else:
        _follow(person, changes, by)
    return refused


def _follow(person: Person, changes: Mapping[str, tuple[Any, Any]], by: Actor) -> None:
    """Remember that the ID changed, never the ID; have those counted anew who are at work."""
    if "id_kind" in changes or "national_id_digest" in changes:
        audit.record(action="person.identified", target=person, by=by, changes={"id_kind": _kinds(person, changes)})
    if _COUNTED & changes.keys():
        Figures.changed_for(Contract.objects.filter(person=person))


def _fixed(person: Person, taken: Mapping[str, intake.Columns], asked_in: Round) -> dict[str, str]:
    """Say of what would change and stands elsewhere, in what was sent or in a contract, why it stays as it is."""
    changing = {name for name in {*_IDENTITY, _DOMICILE} & taken.keys() if _differs(person, taken[name])}
    emptied = {
        name for name in _NEEDED & taken.keys() if _differs(person, taken[name]) and not any(taken[name].values())
    }
    if not changing and not emptied:
        return {}
    sent = Application.objects.filter(person=person, submitted_at__isnull=False).exclude(round=asked_in)
    sent = sent.exclude(state=ApplicationState.WITHDRAWN)
    if not person.contracts.exists():
        if not sent.exists():
            return {}
        if not sent.exclude(round__state=RoundState.CLOSED).exists():
            changing.discard(_DOMICILE)
    stands = _("This stands in an application or contract of yours already. To change it, call %(contact)s.")
    needed = _("An application or contract of yours needs this: write another, but do not leave it empty.")
    return dict.fromkeys(sorted(changing), stands % _call(asked_in)) | dict.fromkeys(sorted(emptied), needed)


def _differs(person: Person, columns: intake.Columns) -> bool:
    """Tell whether a field that holds something (its first column does) would hold something else."""
    return bool(getattr(person, next(iter(columns)))) and any(
        getattr(person, column) != value for column, value in columns.items()
    )


def _kinds(person: Person, changes: Mapping[str, tuple[Any, Any]]) -> tuple[str, str]:
    old, new = changes.get("id_kind", (person.id_kind, person.id_kind))
    return str(old), str(new)


def _stored(person: Person, changes: Mapping[str, tuple[Any, Any]]) -> bool:
    """Store the changes; False where another person took the national ID a moment ago, and then nothing is stored."""
    for name, (_old, new) in changes.items():
        setattr(person, name, new)
    keys = keys_of(person.first_name, person.last_name)
    person.sort_key, person.search_key = keys["sort_key"], keys["search_key"]
    try:
        with transaction.atomic():
            person.save(
                update_fields=[*(intake.field_of(name) for name in changes), "sort_key", "search_key", "updated_at"]
            )
    except IntegrityError:
        return False
    return True


def _problem_of_id(person: Person, columns: Mapping[str, Any], asked_in: Round) -> str:
    digest = columns["national_id_digest"]
    if digest == person.national_id_digest:
        return ""
    if person.national_id_digest and person.contracts.exists():
        problem = _("The national ID stands in a contract and cannot be changed here. Call %(contact)s.")
        return problem % _call(asked_in)
    if digest and Person.objects.filter(national_id_digest=digest).exclude(pk=person.pk).exists():
        return _taken_elsewhere(asked_in)
    return ""


def _taken_elsewhere(asked_in: Round) -> str:
    return _(
        "This national ID is in use with another account. If it is yours, call %(contact)s: "
        "they look at your card and put it right."
    ) % _call(asked_in)


def _call(asked_in: Round) -> dict[str, str]:
    return {"contact": f"{asked_in.contact} {asked_in.telephone}".strip()}


@transaction.atomic
def set_address(*, person: Person, addresses: dict[str, str], by: Actor) -> Person:
    """Enter where somebody lives, for papers that say it: `registered_address` (the house's), `current_address`.

    One that is not given stays as it is.
    """
    require(by, Can.CHANGE_PERSON, person)
    _check_keeper(person, by)
    taken, refused = intake.cleaned(intake.OF_PERSON, addresses)
    if refused:
        field, problem = next(iter(refused.items()))
        raise PersonInputError(problem, extra={"field": field})
    values = {name: value for part in taken.values() for name, value in part.items()}
    person = Person.objects.select_for_update().get(pk=person.pk)
    known = {name: getattr(person, name) for name in ("registered_address", "current_address")}
    if not values or not any((known | values).values()):
        raise PersonInputError(_("Write at least one of the two addresses."), extra={"field": "registered_address"})
    changes = {name: (getattr(person, name), value) for name, value in values.items() if getattr(person, name) != value}
    if not changes:
        return person
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=[*values, "updated_at"])
    audit.record(action="person.addressed", target=person, by=by, changes=changes)
    return person


@transaction.atomic
def add_former_name(*, person: Person, name: FormerName, by: Actor) -> NameChange:
    """Enter the name a person had until a day; the same day again corrects it."""
    require(by, Can.CHANGE_PERSON, person)
    _check_keeper(person, by)
    first_name = normalise(name.first_name)
    if not first_name:
        raise PersonInputError(_("Write the first name."), extra={"field": "first_name"})
    values = {"title": normalise(name.title), "first_name": first_name, "last_name": normalise(name.last_name)}
    return NameChange.objects.update_or_create(person=person, until_on=name.until_on, defaults=values)[0]


@transaction.atomic
def remove_former_name(*, change: NameChange, by: Actor) -> None:
    """Take a former name out."""
    require(by, Can.CHANGE_PERSON, change.person)
    _check_keeper(change.person, by)
    change.delete()


def _check_keeper(person: Person, by: Actor) -> None:
    """Stop where somebody merely applied: an address or a name entered there would stand in another's contract."""
    if not may_keep(person, by):
        raise PermissionDenied


@transaction.atomic
def give_account(*, person: Person, account: User, by: Actor) -> Person:
    """Join somebody who was hired before to the account they opened since, after a look at the ID card.

    Drafts the account began move to the person; an account that has sent an application is somebody already.
    """
    require(by, Can.CHANGE_PERSON, person)
    joined = Accounts.join(person, account)
    audit.record(action="person.joined", target=joined, by=by, changes={"user": (None, account.pk)})
    return joined


class Accounts:
    """Joins people and accounts; a name for what only services may call, inside their transaction."""

    @staticmethod
    def join(person: Person, account: User) -> Person:
        """Join a person to an account, whose drafts move to the person."""
        person = Person.objects.select_for_update().get(pk=person.pk)
        if person.user_id is not None and person.user_id != account.pk:
            raise PersonError(_("This person has an account already."))
        begun = Person.objects.select_for_update().filter(user=account).exclude(pk=person.pk).first()
        if begun is not None:
            _move_drafts(begun, person)
        person.user = account
        person.save(update_fields=["user", "updated_at"])
        return person


def _move_drafts(begun: Person, person: Person) -> None:
    applications = Application.objects.filter(person=begun)
    if begun.national_id_digest or applications.exclude(submitted_at=None).exists() or _is_known(begun):
        raise PersonError(_("This account belongs to somebody else already."))
    applications.exclude(round__in=Application.objects.filter(person=person).values("round")).update(person=person)
    Application.objects.filter(person=begun).delete()
    begun.delete()


def _is_known(begun: Person) -> bool:
    """Tell whether more hangs on an account than drafts: work, or where money is paid to."""
    parts = (begun.contracts, begun.bank_accounts, begun.tax_certificates)
    return any(part.exists() for part in parts)
