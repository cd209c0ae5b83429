"""The day log: written once however often it is sent, corrected, taken back; what came late is decided by a person."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock, files
from u2t.core.access import require, require_locked
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import PrivateFile
from u2t.core.pictures import Brought
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import ReportState
from workforce.models import AssignmentItem, Contract, DayLog, LogPhoto, MonthReport, Period, WorkArea
from workforce.models.contracts import ContractQuerySet
from workforce.permissions import Can
from workforce.selectors.logs import contract_of, period_of
from workforce.services.deciding import Deciding
from workforce.services.holding import Holding
from workforce.services.recount import Recount

MOST_PHOTOS = 10


class LogError(DomainError):
    """The log is not in a state for what was asked."""


class LogInputError(InputError):
    """What was given of a log cannot be."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was done on a day; `key` is the device's, `written_at` the device's clock, `item` the task it was for.

    `revision` counts how often the text was changed on the device: of two with the same key the higher is the newer.
    """

    key: UUID
    day: date
    activity: str
    detail: str
    result: str = ""
    area: WorkArea | None = None
    item: AssignmentItem | None = None
    quantity: Decimal | None = None
    written_at: datetime | None = None
    late_reason: str = ""
    revision: int = 0


@transaction.atomic
def write(*, entry: Entry, by: User) -> DayLog:
    """Store what somebody did on a day of the own contract; sent again, the first is the answer.

    A text that was changed on the device since the first try takes its place; never one that was corrected here.
    """
    require(by, Can.WRITE_LOG)
    there = DayLog.objects.filter(key=entry.key, contract__person__user=by).first()
    if there is not None:
        return _renewed(there, entry, by) if entry.revision else _first(there, entry)
    # A report counts the logs when it is sent, under the same lock: nothing is in time and yet not counted.
    contract = _contract(entry.day, by, among=Contract.objects.select_for_update(of=("self",), no_key=True))
    _check(entry)
    period = period_of(contract, entry.day)
    _check_item(entry, contract, period)
    made = DayLog(
        contract=contract, key=entry.key, received_at=clock.now(), revision=entry.revision,
        **_values(entry), **_lateness(period, contract, entry),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        first = DayLog.objects.filter(contract=contract, key=entry.key).first()
        if first is None:
            raise
        return first  # two tries at once: the other was waited for
    audit.record(action="daylog.written", target=made, by=by)
    return made


@transaction.atomic
def amend(*, log: DayLog, entry: Entry, by: User, version: int) -> DayLog:
    """Correct an own log while its month is not sent."""
    log = require_locked(by, Can.WRITE_LOG, log, "contract__person")
    period = _changeable(log, by)
    if version != log.version:
        raise StaleError(_("This log was changed since you opened it. Open it again and look."), of=log)
    if entry.day != log.day and _contract(entry.day, by).pk != log.contract_id:
        raise LogInputError(_("This day belongs to another contract. Write a new log for it."), extra={"field": "day"})
    return _amended(log, entry, by, held=period, revision=None)


@transaction.atomic
def remove(*, log: DayLog, by: User) -> DayLog:
    """Take an own log back while its month is not sent; it stays stored."""
    log = require_locked(by, Can.WRITE_LOG, log, "contract__person")
    _changeable(log, by)
    if log.removed_at is None:
        log.removed_at = clock.now()
        log.version += 1
        log.save(update_fields=["removed_at", "version"])
        audit.record(action="daylog.removed", target=log, by=by)
    return log


@transaction.atomic
def decide_late(*, log: DayLog, accepted: bool, by: User) -> DayLog:
    """Say whether a log that came after its month was closed or sent counts.

    A closed month and an approved report stay as they are: only to a log nobody decided yet may be said no.
    """
    log = require_locked(by, Can.DECIDE_LOG, log, "contract__person")
    if log.contract.person.user_id == by.pk:
        raise LogError(_("Nobody decides about the own log."))
    if not log.late_reason:
        raise LogError(_("This log was not late."))
    if log.late_accepted != accepted:
        counts_otherwise = accepted or bool(log.late_accepted)
        if counts_otherwise:
            Deciding.countable(log.contract, log.day)
        before, log.late_accepted = log.late_accepted, accepted
        log.save(update_fields=["late_accepted"])
        if counts_otherwise:
            Recount.after(log.contract, log.day)
        audit.record(action="daylog.decided", target=log, by=by, changes={"late_accepted": (before, accepted)})
    return log


def add_photo(*, log: DayLog, key: UUID, brought: Brought, by: User, late_reason: str = "") -> LogPhoto:
    """Keep a photo of an own log; the same key again, or the same picture, is the first.

    Of a month that is sent or closed it says why it comes late, and is shown as such.
    """
    require(by, Can.WRITE_LOG, log)
    stored: list[PrivateFile] = []
    try:
        with transaction.atomic():
            return _add_photo(log, key, brought, by, stored, late_reason.strip())
    except BaseException:
        # The rows are gone with the transaction; the bytes must not outlive them.
        for file in stored:
            files.path_of(file).unlink(missing_ok=True)
        raise


def _add_photo(
    log: DayLog, key: UUID, brought: Brought, by: User, stored: list[PrivateFile], late_reason: str
) -> LogPhoto:
    log = DayLog.objects.select_for_update(of=("self",)).select_related("contract__person").get(pk=log.pk)
    _check_own(log, by)
    there = LogPhoto.objects.filter(log=log)
    period = period_of(log.contract, log.day)
    same = there.filter(key=key).first() or there.filter(
        file__sha256=hashlib.sha256(brought.content).hexdigest()
    ).first()  # fmt: skip
    if same is not None:
        return same
    is_late = period is not None and not log.late_reason and _is_shut(log.contract, period, late_reason)
    if len(there) >= MOST_PHOTOS:
        raise LogInputError(_("A log has at most %(most)d photos.") % {"most": MOST_PHOTOS}, extra={"field": "photos"})
    file = files.store_sealed(name=brought.name, media_type=brought.media_type, content=brought.content, by=by)
    stored.append(file)
    return LogPhoto.objects.create(
        log=log, key=key, file=file, added_at=clock.now(), late_reason=late_reason if is_late else ""
    )


def look(*, photo: LogPhoto, by: User) -> bytes:
    """Return the picture."""
    require(by, Can.VIEW_LOG, photo)
    return files.read(photo.file)


def _first(log: DayLog, entry: Entry) -> DayLog:
    """Return the log that a device sends again; another text under its key, as of a second tab, is not swallowed."""
    is_same = all(getattr(log, name) == value for name, value in _values(entry).items() if name != "written_at")
    if not is_same and log.revision == 0 and log.removed_at is None:
        raise StaleError(_("Another text was sent as this log before. Open the form anew and write what is missing."))
    return log


def _renewed(log: DayLog, entry: Entry, by: User) -> DayLog:
    """Take the newer text of the device, while nobody decided about the log and its month is not sent."""
    log = DayLog.objects.select_for_update(of=("self",)).select_related("contract__person").get(pk=log.pk)
    is_same = all(getattr(log, name) == value for name, value in _values(entry).items() if name != "written_at")
    if is_same or log.removed_at is not None or (log.revision is not None and entry.revision <= log.revision):
        return log
    if log.revision is None:
        raise StaleError(_("This log was corrected after it was sent. Open it and look which text holds."))
    held = None if log.late_reason else _open(log.contract, log.day)
    if _contract(entry.day, by).pk != log.contract_id:
        raise LogInputError(_("This day belongs to another contract. Write a new log for it."), extra={"field": "day"})
    return _amended(log, entry, by, held=held, revision=entry.revision)


def _amended(log: DayLog, entry: Entry, by: User, *, held: Period | None, revision: int | None) -> DayLog:
    """Store another text; `held` is the month of the log's day where that is open and kept so already."""
    _check(entry)
    period = held if held is not None and entry.day == log.day else period_of(log.contract, entry.day)
    _check_item(entry, log.contract, period)
    if log.late_accepted is not None:
        raise LogError(_("Your lecturer has decided about this log. Its text stays."))
    if period is not None and period != held and (not log.late_reason or period != period_of(log.contract, log.day)):
        _check_open(log.contract, period)
    changes = {}
    for name, value in _values(entry).items():
        if name != "written_at" and getattr(log, name) != value:
            changes[name] = (getattr(log, name), value)
            setattr(log, name, value)
    if changes:
        log.version, log.revision = log.version + 1, revision
        log.save(update_fields=[*changes, "version", "revision"])
        audit.record(action="daylog.amended", target=log, by=by, changes=dict.fromkeys(changes, ("…", "…")))
    return log


def _contract(day: date, by: User, *, among: ContractQuerySet | None = None) -> Contract:
    if day > clock.today():
        raise LogInputError(
            _("%(day)s lies ahead. A log is written of what was done.") % {"day": thai_date(day)},
            extra={"field": "day"},
        )
    found = contract_of(by, day, among=among)
    if found is None:
        raise LogInputError(
            _("You have no contract on %(day)s. Choose a day of your work.") % {"day": thai_date(day)},
            extra={"field": "day"},
        )
    return found


def _lateness(period: Period | None, contract: Contract, entry: Entry) -> dict[str, object]:
    """Refuse what belongs to a month that is closed or sent, unless it says why it comes late."""
    if period is None:
        return {}
    try:
        _check_open(contract, period)
    except DomainError as error:
        if not entry.late_reason.strip():
            raise LogError(
                _("%(error)s Say why the log comes late, and your lecturer decides whether it counts.")
                % {"error": error},
                extra={"field": "late_reason", "late": True},
            ) from error
        return {"late_reason": entry.late_reason.strip()}
    return {"late_reason": ""}


def _is_shut(contract: Contract, period: Period, late_reason: str) -> bool:
    """Tell whether a month is closed or sent; a photo of it is refused unless it says why it comes late."""
    try:
        _check_open(contract, period)
    except DomainError as error:
        if not late_reason:
            raise LogError(
                _("%(error)s Say why the photo comes late.") % {"error": error},
                extra={"field": "late_reason", "late": True},
            ) from error
        return True
    return False


def _check_open(contract: Contract, period: Period) -> None:
    """Keep a month open, of which no report is sent."""
    Holding.open(period)
    sent = MonthReport.objects.filter(contract=contract, period=period)
    if sent.exclude(state__in=[ReportState.DRAFT, ReportState.RETURNED]).exists():
        raise LogError(_("The report of this month is sent."))


def _changeable(log: DayLog, by: User) -> Period | None:
    """Stop at a log of somebody else, and at one whose month is not open; return the month."""
    _check_own(log, by)
    return _open(log.contract, log.day)


def _open(contract: Contract, day: date) -> Period | None:
    """Return the month of a day, kept open; a day may have none."""
    period = period_of(contract, day)
    if period is not None:
        _check_open(contract, period)
    return period


def _check_own(log: DayLog, by: User) -> None:
    if log.contract.person.user_id != by.pk:
        raise LogError(_("Only who did the work writes its log."))


def _check(entry: Entry) -> None:
    blank: Sequence[str] = [name for name in ("activity", "detail") if not getattr(entry, name).strip()]
    if blank:
        raise LogInputError(_("Say what you did."), extra={"field": blank[0]})


def _check_item(entry: Entry, contract: Contract, period: Period | None) -> None:
    """Stop at a task of somebody else or of another month, and at a number of nothing."""
    item = entry.item
    if item is None and entry.quantity is not None:
        raise LogInputError(_("Choose the task of which you did so many."), extra={"field": "item"})
    if item is None:
        return
    of = item.assignment
    if of.contract_id != contract.pk or period is None or of.period_id != period.pk:
        raise LogInputError(_("This task belongs to another month. Choose one of this day's."), extra={"field": "item"})
    if entry.quantity is not None and entry.quantity <= 0:
        raise LogInputError(_("Enter a number above 0."), extra={"field": "quantity"})


def _area_of(entry: Entry) -> WorkArea | None:
    """Return the kind of work: as chosen, else that of the task where its area of the form means only one."""
    if entry.area is not None or entry.item is None or entry.item.work is None:
        return entry.area
    meant = list(entry.item.work.areas.all()[:2])
    return meant[0] if len(meant) == 1 else None


def _values(entry: Entry) -> dict[str, object]:
    return {
        "day": entry.day, "activity": entry.activity.strip(), "area": _area_of(entry), "item": entry.item,
        "quantity": entry.quantity, "detail": entry.detail.strip(),
        "result": entry.result.strip(), "written_at": entry.written_at,
    }  # fmt: skip
