"""What a round had set aside, let in once its reason is gone."""

from django.db.models import QuerySet

from datasets.choices import EntryState, Hold
from datasets.models import CollectionRound, Entry
from u2t.core import audit
from u2t.core.access import Actor


class LettingIn:
    """Lets entries in; a name for functions that only services may call, inside their transaction."""

    @staticmethod
    def waiting(round: CollectionRound, hold: Hold) -> QuerySet[Entry]:
        """Return what a round set aside for one reason, locked."""
        found = Entry.objects.select_for_update(of=("self",)).filter(round=round.pk, held__contains=[hold])
        return found.exclude(state__in=[EntryState.VERIFIED, EntryState.REFUSED])

    @staticmethod
    def let_in(waiting: QuerySet[Entry], hold: Hold, *, by: Actor, reason: str) -> None:
        """Take one reason from what waits; what else is out of order stays to be decided."""
        entries = list(waiting.order_by("pk"))
        for entry in entries:
            entry.held = [each for each in entry.held if each != hold]
            entry.version += 1
        Entry.objects.bulk_update(entries, ["held", "version"], batch_size=1000)
        audit.record_many(action="entry.let_in", by=by, events=[(entry, {}, reason) for entry in entries])
