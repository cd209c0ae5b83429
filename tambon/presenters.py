"""One sentence per action of the audit trail, in the reader's language."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tambon.trailwords import HEADINGS, field_text
from tambon.words import permission_text
from u2t.core.access import roles
from u2t.core.models import AuditEvent

Presenter: TypeAlias = Callable[[AuditEvent], str]
Reader: TypeAlias = Callable[[str], str | None]
_presenters: dict[str, Presenter] = {}
_readers: list[Reader] = []
_field_readers: list[Reader] = []


def presents(action: str) -> Callable[[Presenter], Presenter]:
    """Register the function that tells of this action; apps above use it for theirs."""

    def register(presenter: Presenter) -> Presenter:
        _presenters[action] = presenter
        return presenter

    return register


def reads(reader: Reader) -> Reader:
    """Register a function that says a stored name in the reader's language, or nothing where it does not know it."""
    _readers.append(reader)
    return reader


def reads_field(reader: Reader) -> Reader:
    """Register a function that says what is recorded by a code or a key, or nothing where it does not know it."""
    _field_readers.append(reader)
    return reader


def field_of(event: AuditEvent, name: str) -> str:
    """Name a field that an event tells of in the reader's language; a heading of a data set stays as it is."""
    if event.target_model in HEADINGS:
        return name
    found = field_text(event.target_model, name)
    return found or next((said for reader in _field_readers if (said := reader(name))), name)


def target_of(event: AuditEvent) -> str:
    """Name what an event is about in the reader's language; a name of its own stays as it is."""
    found = (reader(event.target_text) for reader in _readers)
    return next((said for said in found if said), event.target_text)


def sentence_of(event: AuditEvent) -> str:
    """Tell what happened; an action without a sentence is named as it is stored."""
    presenter = _presenters.get(event.action)
    return presenter(event) if presenter else f"{event.actor}: {event.action}"


class _Unsaid(dict[str, list[str]]):
    """Changes of which nothing is known: every value is an ellipsis."""

    def get(self, _key: str, _default: object = None) -> list[str]:
        return ["…", "…"]


def label_of(action: str) -> str:
    """Tell an action without who and what: its sentence with the names left open."""
    event = AuditEvent(action=action, actor="…", target_text="…", changes=_Unsaid())
    return sentence_of(event).removeprefix("… ").removesuffix(".")


def actions() -> list[str]:
    """Return the actions that have a sentence, for the test that each has."""
    return sorted(_presenters)


class _Labels(Mapping[str, str]):
    """Every action with its label; read when it is asked for, as apps above name theirs later."""

    def __getitem__(self, action: str) -> str:
        return label_of(action)

    def __iter__(self) -> Iterator[str]:
        return iter(actions())

    def __len__(self) -> int:
        return len(_presenters)


LABELS = _Labels()


def _old_new(event: AuditEvent, name: str) -> tuple[str, str]:
    old, new = event.changes.get(name, ("", ""))
    return str(old or ""), str(new or "")


def _role(code: str) -> str:
    role = roles().get(code)
    return str(role.name) if role else code


@presents("membership.given")
def _membership_given(event: AuditEvent) -> str:
    shown = {"actor": event.actor, "role": _role(_old_new(event, "role")[1]), "place": _old_new(event, "place")[1]}
    return _("%(actor)s gave the role “%(role)s” in %(place)s.") % shown


@presents("allocation.given")
def _allocation_given(event: AuditEvent) -> str:
    shown = {"actor": event.actor, "university": _old_new(event, "university")[1]}
    return _("%(actor)s gave a tambon to %(university)s.") % shown


@presents("allocation.moved")
def _allocation_moved(event: AuditEvent) -> str:
    old, new = _old_new(event, "university")
    day = _old_new(event, "from")[1]
    shown = {"actor": event.actor, "old": old, "new": new, "day": day}
    return _("%(actor)s moved a tambon from %(old)s to %(new)s from %(day)s on.") % shown


@presents("allocation.ended")
def _allocation_ended(event: AuditEvent) -> str:
    shown = {"actor": event.actor, "day": _old_new(event, "until")[1]}
    return _("%(actor)s ended an allocation after %(day)s.") % shown


@presents("grant.given")
def _grant_given(event: AuditEvent) -> str:
    shown = {
        "actor": event.actor,
        "permission": permission_text(_old_new(event, "permission")[1]),
        "target": _old_new(event, "target")[1],
    }
    return _("%(actor)s granted “%(permission)s” on %(target)s by hand.") % shown


_PLAIN = {
    "membership.ended": gettext_lazy("%(actor)s ended a role."),
    "membership.moved": gettext_lazy("%(actor)s changed the days of a role that came with work."),
    "invitation.given": gettext_lazy("%(actor)s invited a person."),
    "invitation.renewed": gettext_lazy("%(actor)s sent a new link of an invitation."),
    "invitation.withdrawn": gettext_lazy("%(actor)s withdrew an invitation."),
    "invitation.accepted": gettext_lazy("%(actor)s accepted an invitation."),
    "user.deactivated": gettext_lazy("%(actor)s closed an account."),
    "user.signed-up": gettext_lazy("%(actor)s opened an account to apply."),
    "user.address_lost": gettext_lazy("%(actor)s proved an e-mail address that another account had claimed."),
    "user.activated": gettext_lazy("%(actor)s opened an account again."),
    "user.second_step_forgotten": gettext_lazy("%(actor)s took away a lost second step of sign-in."),
    "grant.revoked": gettext_lazy("%(actor)s revoked a grant."),
    "allocation.amended": gettext_lazy("%(actor)s corrected the reference of an allocation."),
    "allocation.imported": gettext_lazy("%(actor)s stored allocations from a file."),
    "allocation.import_undone": gettext_lazy("%(actor)s undid an import of allocations."),
    "institution.imported": gettext_lazy("%(actor)s stored universities, networks or their leads from a file."),
    "institution.import_undone": gettext_lazy("%(actor)s undid an import of universities, networks or their leads."),
    "programme.added": gettext_lazy("%(actor)s added a programme."),
    "programme.amended": gettext_lazy("%(actor)s changed a programme."),
    "job.personal_downloaded": gettext_lazy("%(actor)s downloaded a list with the names in it."),
    "token.made": gettext_lazy("%(actor)s received an API token."),
}


def _plain(text: object) -> Presenter:
    return lambda event: str(text) % {"actor": event.actor}


for _action, _text in _PLAIN.items():
    presents(_action)(_plain(_text))


@presents("revision.erased")
def _revision_erased(event: AuditEvent) -> str:
    shown = {"actor": event.actor, "count": _old_new(event, "count")[1]}
    return _("%(actor)s erased personal values from %(count)s events of the audit trail.") % shown


@presents("geography.loaded")
def _geography_loaded(event: AuditEvent) -> str:
    return _("%(actor)s loaded the areas.") % {"actor": event.actor}


@presents("boundaries.loaded")
def _boundaries_loaded(event: AuditEvent) -> str:
    return _("%(actor)s loaded the boundaries.") % {"actor": event.actor}


@presents("village.added")
def _village_added(event: AuditEvent) -> str:
    return _("%(actor)s entered %(target)s.") % {"actor": event.actor, "target": event.target_text}


@presents("agency.added")
def _agency_added(event: AuditEvent) -> str:
    return _("%(actor)s entered the agency %(target)s.") % {"actor": event.actor, "target": event.target_text}


@presents("agency.amended")
def _agency_amended(event: AuditEvent) -> str:
    return _("%(actor)s corrected the agency %(target)s.") % {"actor": event.actor, "target": event.target_text}


_ENTERED = {
    "university.added": gettext_lazy("%(actor)s added the university %(target)s."),
    "university.amended": gettext_lazy("%(actor)s corrected the university %(target)s."),
    "network.added": gettext_lazy("%(actor)s added the network %(target)s."),
    "network.amended": gettext_lazy("%(actor)s corrected the network %(target)s."),
    "unit.added": gettext_lazy("%(actor)s added %(target)s to a university."),
    "unit.amended": gettext_lazy("%(actor)s corrected %(target)s of a university."),
    "unit.closed": gettext_lazy("%(actor)s closed %(target)s of a university."),
    "unit.opened": gettext_lazy("%(actor)s opened %(target)s of a university again."),
    "university.removed": gettext_lazy("%(actor)s removed the university %(target)s, which was entered by mistake."),
    "network.removed": gettext_lazy("%(actor)s removed the network %(target)s, which was entered by mistake."),
}


def _entered(text: object) -> Presenter:
    return lambda event: str(text) % {"actor": event.actor, "target": event.target_text}


for _action, _text in _ENTERED.items():
    presents(_action)(_entered(_text))


@presents("university.joined")
def _university_joined(event: AuditEvent) -> str:
    shown = {"actor": event.actor, "target": event.target_text, "network": _old_new(event, "network")[1]}
    return _("%(actor)s brought %(target)s into the network %(network)s.") % shown


@presents("provincelead.named")
def _lead_named(event: AuditEvent) -> str:
    shown = {"actor": event.actor, "university": _old_new(event, "university")[1]}
    shown["day"] = _old_new(event, "from")[1]
    return _("%(actor)s named %(university)s to lead a province from %(day)s on.") % shown


@presents("provincelead.ended")
def _lead_ended(event: AuditEvent) -> str:
    shown = {"actor": event.actor, "day": _old_new(event, "until")[1]}
    return _("%(actor)s ended the lead of a province after %(day)s.") % shown


@presents("village.renamed")
def _village_renamed(event: AuditEvent) -> str:
    old, new = _old_new(event, "name_th")
    return _("%(actor)s renamed “%(old)s” to “%(new)s”.") % {"actor": event.actor, "old": old, "new": new}


@presents("village.closed")
def _village_closed(event: AuditEvent) -> str:
    return _("%(actor)s closed %(target)s.") % {"actor": event.actor, "target": event.target_text}


@presents("group.amended")
def _group_amended(event: AuditEvent) -> str:
    return _("%(actor)s changed the provinces of %(target)s.") % {"actor": event.actor, "target": event.target_text}
