"""Entries reviewed: returned with remarks, verified, or decided about where something was out of order."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.choices import NUMBER, EntryState
from datasets.models import Dataset, Entry, EntryRemark, EntryRevision
from datasets.permissions import Can
from datasets.selectors.questions import repeat_name
from datasets.services.asides import Asides
from datasets.services.entries import EntryError, Revisions
from datasets.services.storing import Entered, Layers
from tambon.models import Area
from tambon.selectors.names import short_name
from u2t.core import audit, clock, jobs, notifications
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import InputError, StaleError
from u2t.core.models import Job
from u2t.core.text import told_apart

_KEY = 120
MOST_AT_ONCE = 500
#: From here on a job does it: nobody waits for a page so long.
MOST_IN_A_PAGE = 50
KIND = "datasets.verify_entries"


@transaction.atomic
def verify(*, by: Actor, entry: Entry, version: int) -> Entry:
    """Verify an entry: its answers become a record and count from now on."""
    require(by, Can.REVIEW_ENTRY, entry)
    position = Layers.take_turn()
    entry = _open(entry, by, version)
    _store([entry], by, position)
    return entry


@transaction.atomic
def verify_many(*, by: Actor, seen: Mapping[int, int]) -> int:
    """Verify many at once, all or none; `seen` has the version of each in which the reviewer saw it."""
    require(by, Can.REVIEW_ENTRY)
    if len(seen) > MOST_AT_ONCE:
        raise InputError(_("At most %(most)s entries are verified at once.") % {"most": MOST_AT_ONCE})
    position = Layers.take_turn()
    mine = Entry.objects.visible_to(by, to=Can.REVIEW_ENTRY).filter(pk__in=seen).values("pk")
    found = Entry.objects.select_for_update(of=("self",)).select_related("dataset").filter(pk__in=mine)
    locked = list(found.order_by("pk"))
    if len(locked) < len(seen):
        raise EntryError(_("One of these entries is not yours to review. Choose them again."))
    if stale := [str(entry.pk) for entry in locked if entry.version != seen[entry.pk]]:
        values = {"entries": ", ".join(stale)}
        raise StaleError(_("These entries have changed since you saw them: %(entries)s. Look at them again.") % values)
    for entry in locked:
        _check(entry, by)
    _store(locked, by, position)
    return len(locked)


@transaction.atomic
def ask_many(*, by: Actor, seen: Mapping[int, int]) -> Job:
    """Have many verified by a job; it tells which could not be, and why."""
    require(by, Can.REVIEW_ENTRY)
    if len(seen) > MOST_AT_ONCE:
        raise InputError(_("At most %(most)s entries are verified at once.") % {"most": MOST_AT_ONCE})
    return jobs.start(KIND, by=by, seen={str(key): version for key, version in seen.items()})


@transaction.atomic
def return_entry(*, by: Actor, entry: Entry, version: int, remarks: Mapping[str, str]) -> Entry:
    """Return an entry with what has to be corrected, by field; what is said under no field is of the whole."""
    require(by, Can.REVIEW_ENTRY, entry)
    entry = _open(entry, by, version, is_returned=True)
    said = {field: text.strip() for field, text in remarks.items() if text.strip()}
    asked = {question["field"] for question in entry.form.questions}
    if unknown := sorted(said.keys() - asked - {""}):
        raise InputError(_("The form has no field %(name)s.") % {"name": unknown[0][:80]}, extra={"field": "remarks"})
    if not said:
        raise InputError(_("Say what has to be corrected."), extra={"field": "remark"})
    now = clock.now()
    EntryRemark.objects.bulk_create(
        EntryRemark(entry=entry, revision=entry.revision, field=field, text=text, by_id=key_of(by), at=now)
        for field, text in said.items()
    )
    _decide([entry], EntryState.RETURNED, by)
    audit.record(action="entry.returned", target=entry, by=by)
    _tell(entry, "entry.returned", f"{reverse('collect')}?entry={entry.pk}")
    return entry


@transaction.atomic
def refuse(*, by: Actor, entry: Entry, version: int, reason: str) -> Entry:
    """Refuse what waits and shall never count, such as the second answer of one house; it stays to be read."""
    require(by, Can.REVIEW_ENTRY, entry)
    entry = _locked(entry, version)
    if entry.state not in {EntryState.SUBMITTED, EntryState.RETURNED, EntryState.DRAFT}:
        values = {"state": entry.get_state_display()}
        raise EntryError(_("Only what waits can be refused; this is: %(state)s.") % values)
    _check_other(entry, by)
    if entry.record_id is not None:
        raise EntryError(_("An earlier revision of this entry counts. Take it back first, or restore that revision."))
    _say(entry, reason, by)
    _decide([entry], EntryState.REFUSED, by)
    audit.record(action="entry.refused", target=entry, by=by, reason=reason)
    _tell(entry, "entry.refused", reverse("entry-detail", args=[entry.pk]))
    return entry


@transaction.atomic
def take_back(*, by: Actor, entry: Entry, version: int, reason: str) -> Entry:
    """Let an entry count no longer; what was verified waits again for a decision."""
    require(by, Can.REVIEW_ENTRY, entry)
    Layers.take_turn()
    entry = _locked(entry, version)
    _check_other(entry, by)
    if entry.record_id is None:
        raise EntryError(_("Nothing of this entry counts."))
    _say(entry, reason, by)
    Asides.mark(Layers.take_back(entry.pk, now=clock.now()))
    if entry.state == EntryState.VERIFIED:
        entry.state, entry.decided_by, entry.decided_at = EntryState.SUBMITTED, None, None
    entry.record, entry.version = None, entry.version + 1
    entry.save(update_fields=["state", "decided_by", "decided_at", "record", "version"])
    audit.record(action="entry.taken_back", target=entry, by=by, reason=reason)
    return entry


@transaction.atomic
def restore(*, by: Actor, entry: Entry, version: int, revision: int, reason: str) -> Entry:
    """Make an earlier revision the newest one again, to be verified; what stood between is kept."""
    require(by, Can.REVIEW_ENTRY, entry)
    entry = _locked(entry, version)
    _check_other(entry, by)
    earlier = entry.revisions.select_related("form").filter(number=revision).first()
    if earlier is None or revision == entry.revision:
        raise InputError(_("Choose an earlier revision of this entry."), extra={"field": "revision"})
    _say(entry, reason, by)
    entry = Revisions.again(entry, earlier, by)
    if entry.place is not None:
        require(by, Can.REVIEW_ENTRY, entry.place)
    audit.record(action="entry.restored", target=entry, by=by, reason=reason)
    return entry


@transaction.atomic
def accept(*, by: Actor, entry: Entry, version: int, place: str = "", reason: str) -> Entry:
    """Accept what was set aside, of its place or of another one; it can then be verified."""
    require(by, Can.REVIEW_ENTRY, entry)
    entry = _locked(entry, version)
    if not entry.held:
        raise EntryError(_("Nothing about this entry waits for a decision."))
    if not reason.strip():
        raise InputError(_("Give the reason."), extra={"field": "reason"})
    code = place.strip() or entry.place_id or ""
    found = Area.objects.filter(code=code, level=entry.dataset.place_level).first()
    if found is None:
        raise InputError(_("Say which place it is of."), extra={"field": "place"})
    require(by, Can.REVIEW_ENTRY, found)
    changes = {"held": (entry.held, []), "place": (entry.place_id, found.pk)}
    entry.held, entry.place, entry.area, entry.version = [], found, found, entry.version + 1
    entry.save(update_fields=["held", "place", "area", "version"])
    audit.record(action="entry.accepted", target=entry, by=by, changes=changes, reason=reason)
    return entry


def _tell(entry: Entry, kind: str, link: str) -> None:
    """Tell the collector what was decided, and where it can be read."""
    area, dataset = entry.place or entry.area, entry.dataset
    names = {"name_th": dataset.name_th, "name_en": dataset.name_en}
    places = {"place_th": short_name(area, language="th"), "place_en": short_name(area, language="en")}
    notifications.tell(user_id=entry.by_id, kind=kind, link=link, **names, **places)


def _say(entry: Entry, reason: str, by: Actor) -> None:
    """Keep the reason where the collector reads what is said of the whole."""
    if not reason.strip():
        raise InputError(_("Give the reason."), extra={"field": "reason"})
    EntryRemark.objects.create(
        entry=entry, revision=entry.revision, text=reason.strip(), by_id=key_of(by), at=clock.now()
    )


def _locked(entry: Entry, version: int) -> Entry:
    found = Entry.objects.select_for_update(of=("self",)).select_related("dataset").get(pk=entry.pk)
    if found.version != version:
        raise StaleError(_("The entry has changed since you saw it. Look at it again."), of=found)
    return found


def _open(entry: Entry, by: Actor, version: int, *, is_returned: bool = False) -> Entry:
    found = _locked(entry, version)
    if is_returned and found.state == EntryState.SUBMITTED:
        return found
    _check(found, by)
    return found


def _check(entry: Entry, by: Actor) -> None:
    if entry.state != EntryState.SUBMITTED:
        values = {"state": entry.get_state_display()}
        raise EntryError(_("Only what was sent in and not decided yet can be decided; this is: %(state)s.") % values)
    _check_other(entry, by)
    if entry.held or entry.place_id is None:
        raise EntryError(_("Decide first about what is out of order with this entry."))


def _check_other(entry: Entry, by: Actor) -> None:
    if entry.by_id == by.pk:
        raise EntryError(_("Somebody else verifies what you collected."))


def _decide(entries: Sequence[Entry], state: str, by: Actor) -> None:
    for entry in entries:
        entry.state, entry.decided_by_id, entry.decided_at = state, key_of(by), clock.now()
        entry.version += 1
    Entry.objects.bulk_update(entries, ["state", "decided_by", "decided_at", "version", "record"])


def _store(entries: Sequence[Entry], by: Actor, position: int) -> None:
    """Give the records of entries their layers, on the road that imports take, and mark what changed."""
    now = clock.now()
    current = {(entry.pk, entry.revision) for entry in entries}
    revisions = [
        revision
        for revision in EntryRevision.objects.filter(entry__in=entries).only("entry", "number")
        if (revision.entry_id, revision.number) in current
    ]
    of = {revision.entry_id: revision.pk for revision in revisions}
    children = {
        (child.parent_id, repeat_name(child.repeat)): child.pk
        for child in Dataset.objects.filter(parent__in={entry.dataset_id for entry in entries})
    }
    rows = [row for entry in entries for row in _rows(entry, of[entry.pk], children)]
    _check_twins(rows, {revision: entry for entry, revision in of.items()})
    touched = Layers.store_entries(rows, entries=[entry.pk for entry in entries], position=position, now=now)
    own = {row.revision: row.record for row in touched if not row.line}
    EntryRevision.objects.filter(pk__in=of.values()).update(verified_by=key_of(by), verified_at=now)
    for entry in entries:
        entry.record_id = own[of[entry.pk]]
    _decide(entries, EntryState.VERIFIED, by)
    Asides.mark(touched)
    audit.record_many(action="entry.verified", by=by, events=[(entry, {}, "") for entry in entries])


def _check_twins(rows: Iterable[Entered], entry_of: Mapping[int, int]) -> None:
    """Stop when two entries would be the same record at once: which of them stands, somebody has to say."""
    first: dict[tuple[str, str, str, str, str], int] = {}
    for row in rows:
        entry = entry_of[row.revision]
        before = first.setdefault((row.dataset, row.place, row.period, row.key, row.origin), entry)
        if before != entry:
            values = {"first": before, "second": entry}
            raise EntryError(
                _("The entries %(first)s and %(second)s speak of the same place, period and key. Verify one of them.")
                % values
            )


def _rows(entry: Entry, revision: int, children: Mapping[tuple[str | None, str], str]) -> Iterable[Entered]:
    common = {"place": str(entry.place_id), "period": entry.period, "origin": entry.origin, "revision": revision}
    yield Entered(dataset=entry.dataset_id, key=entry.key, line=0, values=entry.values, **common)  # type: ignore[arg-type]
    line = 0
    for path, times in entry.repeats.items():
        child = children.get((entry.dataset_id, repeat_name(path)))
        for number, answered in enumerate(times, start=1):
            line += 1
            if child is not None:
                key = f"{told_apart(entry.key, _KEY - 12)}/{answered.get(NUMBER, number)}"
                values = {name: value for name, value in answered.items() if name != NUMBER}
                yield Entered(dataset=child, key=key, line=line, values=values, **common)  # type: ignore[arg-type]
