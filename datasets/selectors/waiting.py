"""How much work of data waits for somebody, for the counts beside the menu."""

from typing import Any

from django.db.models import QuerySet

from datasets.choices import CorrectionState, EntryState
from datasets.models import Correction, Entry
from datasets.permissions import Can
from tambon.choices import Level
from tambon.models import Area
from u2t.core.access import Actor, key_of, reach
from u2t.core.models import ImportRun, RunState
from u2t.core.permissions import Can as Core


def imports_of(user: Actor) -> int:
    """Count the own files that were checked and are neither stored nor given up."""
    own = ImportRun.objects.visible_to(user, to=Core.VIEW_IMPORT).filter(by=key_of(user))
    return own.filter(subject__startswith="dataset:", state=RunState.CHECKED).count()


def returned_to(user: Actor) -> int:
    """Count the own entries that were sent back to be corrected."""
    own = Entry.objects.visible_to(user, to=Can.VIEW_ENTRY).filter(by=key_of(user))
    return own.filter(state=EntryState.RETURNED).count()


def entries_of(user: Actor) -> int:
    """Count what others sent in and the user may verify or return, for those who answer for tambons by their names.

    Staff of a university have the count on their page of work; beyond that nobody reviews entry by entry.
    """
    places = reach(user, Can.REVIEW_ENTRY).places
    tambons = Area.objects.filter(pk__in=places, level=Level.TAMBON).order_by()
    return entries_in(user, tambons.values_list("pk", flat=True)) if places else 0


def entries_in(user: Actor, tambons: QuerySet[Any, str]) -> int:
    """Count what others sent in of these tambons, given by their codes, and the user may verify or return."""
    if not reach(user, Can.REVIEW_ENTRY):
        return 0
    villages = Area.objects.filter(level=Level.VILLAGE, parent__in=tambons).order_by().values_list("pk", flat=True)
    # Each by its name: to plan a range for each of some hundred tambons takes ten times as long as the count.
    places = list(tambons.union(villages))
    waiting = Entry.objects.visible_to(user, to=Can.REVIEW_ENTRY).filter(state=EntryState.SUBMITTED, area__in=places)
    return waiting.exclude(by=key_of(user)).count()


def corrections_of(user: Actor) -> int:
    """Count the corrections of others that the user may decide."""
    if not reach(user, Can.DECIDE_CORRECTION):
        return 0
    waiting = Correction.objects.visible_to(user, to=Can.DECIDE_CORRECTION).filter(state=CorrectionState.PROPOSED)
    return waiting.exclude(by=key_of(user)).count()
