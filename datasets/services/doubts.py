"""Values to be looked at again: looked for, and settled by somebody who did look."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from datasets.choices import DoubtState
from datasets.models import Dataset, Doubt
from datasets.permissions import Can
from datasets.selectors import doubts, quality
from u2t.core import audit, clock, jobs
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError
from u2t.core.models import Job

KIND = "datasets.find_doubts"
MOST_AT_ONCE = 200


class DoubtError(DomainError):
    """The value cannot be settled so."""


@transaction.atomic
def look(*, by: Actor, dataset: Dataset) -> Job:
    """Have the values of a data set looked through, by a job."""
    require(by, Can.SETTLE_DOUBT)
    return jobs.start(KIND, by=by, dataset=dataset.pk)


@transaction.atomic
def find(*, by: Actor, dataset: Dataset) -> int:
    """Keep the values that should be looked at, and how good the data set is; return how many wait for somebody."""
    require(by, Can.SETTLE_DOUBT)
    # Two at once would each delete what the other keeps.
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    doubts.find(dataset, now=clock.now())
    dataset.quality = quality.measure(dataset)
    dataset.save(update_fields=["quality"])
    return Doubt.objects.filter(dataset=dataset, state=DoubtState.OPEN, record__is_live=True).count()


@transaction.atomic
def settle(*, by: Actor, keys: Collection[int], reason: str) -> int:
    """Say that values are right as they stand, all or none; what is wrong is corrected on its record instead."""
    require(by, Can.SETTLE_DOUBT)
    if not reason.strip():
        raise InputError(_("Say how you know that the values are right."), extra={"field": "reason"})
    if not keys or len(keys) > MOST_AT_ONCE:
        raise InputError(_("Choose from 1 to %(most)s values.") % {"most": MOST_AT_ONCE}, extra={"field": "doubts"})
    mine = Doubt.objects.visible_to(by, to=Can.SETTLE_DOUBT).filter(pk__in=keys).values("pk")
    rows = Doubt.objects.select_for_update(of=("self",)).select_related("record").filter(pk__in=mine).order_by("pk")
    found = list(rows)
    if len(found) < len(set(keys)):
        raise DoubtError(_("One of these values is no longer in doubt, or is not yours to settle. Choose them again."))
    if settled := [str(doubt.pk) for doubt in found if doubt.state != DoubtState.OPEN]:
        raise DoubtError(_("These were settled already: %(doubts)s.") % {"doubts": ", ".join(settled)})
    now = clock.now()
    for doubt in found:
        doubt.state, doubt.version, doubt.reason = DoubtState.SETTLED, doubt.record.version, reason.strip()[:200]
        doubt.decided_by_id, doubt.decided_at = key_of(by), now
    Doubt.objects.bulk_update(found, ["state", "version", "reason", "decided_by", "decided_at"])
    audit.record_many(action="doubt.settled", by=by, events=[(doubt, {}, doubt.reason) for doubt in found])
    return len(found)
