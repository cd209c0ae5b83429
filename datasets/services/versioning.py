"""The versions of a definition, kept by whoever changed it."""

from datasets.models import Dataset, DatasetVersion
from datasets.selectors import meaning
from u2t.core import clock
from u2t.core.access import Actor, key_of


class Versions:
    """Keeps versions; a name for functions that only services may call, inside their transaction."""

    @staticmethod
    def remember(dataset: Dataset, by: Actor, *, note: str = "") -> int:
        """Keep the definition as it is now, if it differs from the last version; return the number."""
        definition = meaning.snapshot(dataset)
        last = dataset.versions.order_by("-number").first()
        if last is not None and last.definition == definition:
            return last.number
        number = last.number + 1 if last else 1
        DatasetVersion.objects.create(
            dataset=dataset, number=number, definition=definition, note=note[:200], by_id=key_of(by), at=clock.now()
        )
        dataset.version = number
        dataset.save(update_fields=["version"])
        return number
