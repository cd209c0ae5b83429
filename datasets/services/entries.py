"""Entries from the field: taken from telephones, once each, and never lost for being late or of elsewhere."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from datasets.choices import EntryState, FieldRole, Hold
from datasets.models import CollectionRound, DatasetField, Entry, EntryFile, EntryRevision, Form
from datasets.permissions import Can
from datasets.selectors import collecting, periods
from tambon.models import Area
from u2t.core import audit, clock, files, pictures
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError
from u2t.core.importing.issues import CellError
from u2t.core.inserting import reserve
from u2t.core.models import Origin
from u2t.core.once import once
from u2t.core.text import told_apart

_ERA = 543
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FILE = "application/octet-stream"
_LARGEST_FILE = 30 * 1024 * 1024
_INSTANCE = "datasets_entryrevision_instance_key"


class EntryError(DomainError):
    """The entry cannot be taken or decided so."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a telephone sent: its own names for it, the answers, and whether more parts follow."""

    instance: str
    deprecated: str
    xml: str
    values: dict[str, Any]
    repeats: dict[str, list[dict[str, Any]]]
    is_version_known: bool = True
    misfits: Sequence[str] = ()
    pictures: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    is_whole: bool = True
    origin: str = Origin.REAL
    answered_on: date | None = None
    files: Mapping[str, IO[bytes]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Where:
    """Of which place and period an entry is, in which round, who reviews it, and what somebody has to decide.

    `key` names the fields that make its natural key; `is_taken` tells that its round, if there is one, takes it.
    """

    place: str | None
    area: str
    period: str
    round: CollectionRound | None
    held: list[str]
    key: list[str]
    is_late: bool
    is_taken: bool = True


def receive(*, by: Actor, form: Form, sent: Sent, key: int | None = None) -> Entry:
    """Take what a telephone sends; the same instance again is the same entry, perhaps with further photos.

    The database tells what is new, and not a look before: nearly all is. `key` is one that was kept for the entry.
    """
    require(by, Can.COLLECT)
    taken = EntryError(_("This answer is just being taken. Send it again."))
    key = key or reserve(Entry)
    try:
        # Nearly all are new answers to an open round, without files: looked at once, and written by one statement.
        if not sent.deprecated and not sent.files:
            where = _where(by, form, sent, None)
            if where.is_taken:
                with once(_INSTANCE, otherwise=taken, is_one_statement=True):
                    return _written(by, sent, _created(key, by, form, sent, where)).entry
        with once(_INSTANCE, otherwise=taken):
            made = _new(key, by, form, sent)
            _keep_files(made, sent, by)
            return made.entry
    except EntryError:
        # Whoever was first has committed: the database waited for that before it refused.
        known = EntryRevision.objects.filter(instance=sent.instance).first()
        if known is None:
            raise
        return _more(by, known, sent)


@transaction.atomic
def _more(by: Actor, known: EntryRevision, sent: Sent) -> Entry:
    """Take a further part of an instance that is known, from whose it was first and of the same answers."""
    if known.by_id != key_of(by) or known.xml != sent.xml:
        raise EntryError(_("Another answer was sent under the same instanceID. Fill the form in anew."))
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=known.entry_id)  # parts may come at once
    if entry.record_id is not None and entry.revisions.filter(pk=known.pk, verified_at__isnull=False).exists():
        _keep_unseen(by, entry, sent)
    else:
        _keep_files(known, sent, by)
    if sent.is_whole and entry.state == EntryState.DRAFT and entry.revision == known.number:
        entry.state = EntryState.SUBMITTED
        entry.save(update_fields=["state"])
    return entry


def _keep_unseen(by: Actor, entry: Entry, sent: Sent) -> None:
    """Keep files that come after somebody verified the answers without them: they wait as a newer revision."""
    known = set(EntryFile.objects.filter(revision__entry=entry).values_list("name", flat=True))
    if not {_name_of(given) for given in sent.files} & (sent.pictures | sent.documents) - known:
        return
    newest = entry.revisions.select_related("form").get(number=entry.revision)
    if newest.verified_at is not None:
        entry = Revisions.again(entry, newest, by)
        audit.record(action="entry.revised", target=entry, by=by)
        newest = entry.revisions.get(number=entry.revision)
    _keep_files(newest, sent, by)


def _new(key: int, by: Actor, form: Form, sent: Sent) -> EntryRevision:
    """Take what needs more than one statement: it replaces something, brings files, or a round has to be locked."""
    original = _original(by, form, sent.deprecated)
    where = _where(by, form, sent, original, is_locking=True)
    if sent.deprecated and original is None:
        where.held.append(Hold.ORIGINAL)
    if original is None:
        return _written(by, sent, _created(key, by, form, sent, where))
    return _written(by, sent, _revised(original, form, sent, where))


def _written(by: Actor, sent: Sent, entry: Entry) -> EntryRevision:
    """Write a revision and its event, with the entry if it is new."""
    revision = EntryRevision(
        entry=entry, number=entry.revision, instance=sent.instance, form=entry.form, xml=sent.xml, values=sent.values,
        repeats=sent.repeats, by_id=key_of(by), at=clock.now(),
    )  # fmt: skip
    is_new = entry._state.adding  # noqa: SLF001 - Django's name for what a row knows of its storing
    action, beside = ("entry.received", (entry, revision)) if is_new else ("entry.revised", (revision,))
    audit.record(action=action, target=entry, by=by, beside=beside)
    return revision


def _original(by: Actor, form: Form, deprecated: str) -> Entry | None:
    """Return the own entry that this one takes the place of; of others nothing can be changed or learnt."""
    if not deprecated:
        return None
    mine = Entry.objects.select_for_update(of=("self",)).filter(by_id=key_of(by), dataset=form.dataset_id)
    return mine.filter(pk__in=EntryRevision.objects.filter(instance=deprecated).values("entry")).first()


def _created(key: int, by: Actor, form: Form, sent: Sent, where: _Where) -> Entry:
    return Entry(
        pk=key, dataset_id=form.dataset_id, form=form, round=where.round, place_id=where.place, area_id=where.area,
        period=where.period, key=_key(where.key, sent), state=_state(sent), held=where.held,
        is_late=where.is_late, values=sent.values, repeats=sent.repeats, origin=sent.origin, by_id=key_of(by),
        submitted_at=clock.now(),
    )  # fmt: skip


def _revised(entry: Entry, form: Form, sent: Sent, where: _Where) -> Entry:
    """Put newer answers in the place of the old; what was verified counts until these are verified too."""
    entry.form, entry.round, entry.period, entry.key = form, where.round, where.period, _key(where.key, sent, entry.key)
    entry.place_id, entry.area_id, entry.held, entry.is_late = where.place, where.area, where.held, where.is_late
    entry.values, entry.repeats, entry.state = sent.values, sent.repeats, _state(sent)
    entry.revision, entry.version = entry.revision + 1, entry.version + 1
    entry.decided_by, entry.decided_at, entry.submitted_at = None, None, clock.now()
    entry.save(
        update_fields=[
            "form", "round", "period", "key", "place", "area", "held", "is_late", "values", "repeats", "state",
            "revision", "version", "decided_by", "decided_at", "submitted_at",
        ]
    )  # fmt: skip
    return entry


class Revisions:
    """Makes revisions; a name for functions that only services may call, inside their transaction."""

    @staticmethod
    def again(entry: Entry, earlier: EntryRevision, by: Actor) -> Entry:
        """Put an earlier revision in the place of the newest, of the place, period and key that it names."""
        sent = Sent(
            instance=f"uuid:{uuid.uuid4()}", deprecated="", xml=earlier.xml, values=earlier.values,
            repeats=earlier.repeats,
        )  # fmt: skip
        roles, key = _columns(earlier.form)
        code = str(sent.values.get(roles[FieldRole.PLACE]) or "")
        found = Area.objects.filter(code=code, level=entry.dataset.place_level).first() if code else None
        given = sent.values.get(roles.get(FieldRole.PERIOD, ""))
        period, is_period = _period(earlier.form, given, None)
        where = _Where(
            found.pk if found else entry.place_id, entry.area_id, period if given and is_period else entry.period,
            entry.round, list(entry.held), key, entry.is_late,
        )  # fmt: skip
        entry = _revised(entry, earlier.form, sent, where)
        made = EntryRevision.objects.create(
            entry=entry, number=entry.revision, instance=sent.instance, form=earlier.form, xml=sent.xml,
            values=sent.values, repeats=sent.repeats, by_id=key_of(by), at=clock.now(),
        )  # fmt: skip
        _keep_as_then(made, earlier)
        return entry


def _columns(form: Form) -> tuple[dict[str, str], list[str]]:
    """Return the names of the columns of the place and, where there is one, of the period; and those of the key."""
    return _columns_in(form.dataset_id, form.pk, form.dataset.version)


@lru_cache(maxsize=1000)
def _columns_in(dataset: str, _form: int, _version: int) -> tuple[dict[str, str], list[str]]:
    # Every answer asks it, and what a version of the definition says never changes.
    fields = DatasetField.objects.filter(dataset=dataset, role__in=[FieldRole.PLACE, FieldRole.PERIOD, FieldRole.KEY])
    named = list(fields.order_by("position").values_list("role", "name", "is_retired"))
    roles = {role: name for role, name, _is_retired in named if role != FieldRole.KEY}
    return roles, [name for role, name, is_retired in named if role == FieldRole.KEY and not is_retired]


def _state(sent: Sent) -> str:
    return EntryState.SUBMITTED if sent.is_whole else EntryState.DRAFT


def _key(names: Sequence[str], sent: Sent, before: str = "") -> str:
    """Return the natural key where the data set has one; else an entry is told from others by its first instance."""
    parts = [str(sent.values.get(name) or "") for name in names]
    key = "/".join(parts) if any(parts) else before or sent.instance.removeprefix("uuid:")
    return told_apart(key, 120)


def _where(by: Actor, form: Form, sent: Sent, original: Entry | None, *, is_locking: bool = False) -> _Where:
    """Say where an answer belongs; newer answers stay in the round, the period and the area of those they replace."""
    # The smallest first: who works in a tambon and at an agency of its province is guided in the tambon.
    places = sorted(
        (code for code in collecting.collects_in(by) if code.isdigit()), key=lambda code: (-len(code), code)
    )
    if not places:
        raise PermissionDenied
    roles, key = _columns(form)
    place = _place(form, str(sent.values.get(roles[FieldRole.PLACE]) or ""), places)
    is_inside = place is not None and place.startswith(tuple(places))
    held = [] if sent.is_version_known else [Hold.VERSION]
    found = _round(by, form, sent, original, place or places[0], is_locking=is_locking)
    if place is None:
        held.append(Hold.NO_PLACE)
    elif not is_inside:
        held.append(Hold.OUTSIDE)
    held += _held_by(found, original)
    in_round = found.round if found else None
    period, is_period = _period(form, sent.values.get(roles.get(FieldRole.PERIOD, "")), in_round)
    if original and not sent.values.get(roles.get(FieldRole.PERIOD, "")):
        period = original.period
    if sent.misfits or not is_period:
        held.append(Hold.VALUE)
    area = original.area_id if original else place if place is not None and is_inside else places[0]
    is_late = found is not None and found.is_late
    is_taken = found is None or found.takes
    return _Where(place, area, period, in_round, [str(reason) for reason in held], key, is_late, is_taken)


def _round(
    by: Actor, form: Form, sent: Sent, original: Entry | None, place: str, *, is_locking: bool
) -> collecting.Found | None:
    if original is not None:
        return collecting.standing_of(by, original.round, place) if original.round else None
    found = collecting.round_for(by, form.dataset, place, sent.answered_on)
    if found is None or found.takes or not is_locking:
        return found
    # Somebody may be letting the sender in at this moment: whoever locks the round first is waited for by the other.
    CollectionRound.objects.select_for_update(no_key=True).get(pk=found.round.pk)
    return collecting.round_for(by, form.dataset, place, sent.answered_on)


def _held_by(found: collecting.Found | None, original: Entry | None) -> list[Hold]:
    """Return what of the round has to be decided; what nobody decided yet of the answers before stays so.

    Who was taken for a collector once corrects what came in then, though others are named since.
    """
    if original:
        held = [Hold(reason) for reason in original.held if reason in {Hold.NO_ROUND, Hold.ORIGINAL}]
    else:
        held = [] if found else [Hold.NO_ROUND]
    is_doubted = original is None or Hold.NOT_NAMED in original.held
    if found and not found.is_collected and is_doubted:
        held.append(Hold.NOT_NAMED)
    return [*held, Hold.LATE] if found and found.is_too_late else held


def _place(form: Form, code: str, places: list[str]) -> str | None:
    """Return the place that is named, else the one place where somebody collects."""
    level = form.dataset.place_level
    if not code and len(places) == 1:
        code = places[0]
    try:
        return code if _level_of(code) == level else None
    except Area.DoesNotExist:
        return None


@lru_cache(maxsize=100_000)
def _level_of(code: str) -> str:
    """Every answer asks it, and an area that is there stays there, of its level; one that is not may come."""
    return Area.objects.values_list("level", flat=True).get(code=code)


def _period(form: Form, text: Any, found: CollectionRound | None) -> tuple[str, bool]:
    if text and (day := _day(str(text))):
        return _of_day(form, day), True
    if text:
        try:
            return periods.of_cell(form.dataset, str(text))[0], True
        except CellError:
            return _of_day(form, clock.today()), False
    return (found.period if found else _of_day(form, clock.today())), True


def _day(text: str) -> date | None:
    """Read a day as telephones write it, in the common era."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _of_day(form: Form, day: date) -> str:
    year = str(day.year + _ERA)
    return f"{year}-{day:%m}" if form.dataset.frequency == "month" else year


def _keep_files(revision: EntryRevision, sent: Sent, by: Actor) -> None:
    """Keep the photos and files that the answers speak of, each once; what they do not speak of is not kept."""
    kept = set(revision.files.values_list("name", flat=True)) if sent.files else set()
    for given, stream in sent.files.items():
        name = _name_of(given)
        if name in kept or name not in sent.pictures | sent.documents:
            continue
        kept.add(name)
        EntryFile.objects.create(revision=revision, name=name, **_kept(name, stream, sent, by))


def _name_of(given: str) -> str:
    """Return the name of a file without the way to it that a telephone may tell."""
    return PurePosixPath(given.replace("\\", "/")).name[:200]


def _keep_as_then(made: EntryRevision, earlier: EntryRevision) -> None:
    """Let each name stand for the file that it stood for then, where another one came under it since."""
    sent = EntryFile.objects.filter(revision__entry=made.entry_id).order_by("revision__number", "pk")
    now = {found.name: found for found in sent}
    then = {found.name: found for found in sent.filter(revision__number__lte=earlier.number)}
    EntryFile.objects.bulk_create(
        EntryFile(revision=made, name=name, file_id=found.file_id, problem=found.problem)
        for name, found in then.items()
        if found.pk != now[name].pk
    )


def _kept(name: str, stream: IO[bytes], sent: Sent, by: Actor) -> dict[str, Any]:
    """Return the stored file; one that cannot be taken keeps no answers out: the telephone could not help it."""
    try:
        if name in sent.pictures:
            taken = pictures.photo(name=name, content=stream.read(pictures.LIMIT + 1))
            return {
                "file": files.store_sealed(name=taken.name, media_type=taken.media_type, content=taken.content, by=by)
            }
        return {"file": files.store(name=name, media_type=_FILE, stream=stream, by=by, limit=_LARGEST_FILE)}
    except DomainError as error:
        return {"problem": str(error)[:200]}
