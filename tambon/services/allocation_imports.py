"""What the rows of a spreadsheet of allocations do: give tambons, move them, amend what is said of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from tambon.models import Allocation, User
from tambon.permissions import Can
from tambon.services.sheets import ChangedSinceError, Decision, Sheet, Stored
from u2t.core import clock, marks
from u2t.core.importing import keeping
from u2t.core.models import ImportRun, RunState
from u2t.core.once import once


class Act(StrEnum):
    """What a row of the file does."""

    CREATE = "create"
    REPLACE = "replace"
    AMEND = "amend"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Planned:
    """One good row of the file; `existing` is the allocation it meets."""

    tambon: str
    university: str
    from_on: date
    reference: str
    act: Act
    existing: int | None = None
    unit: int | None = None


class Allocations(Sheet):
    """Which tambon goes to which university: held tambons change hands only if the operator says so."""

    noun = "allocation"
    permission = Can.CHANGE_ALLOCATION
    models = (Allocation,)
    changed_meanwhile = gettext_lazy("Allocations changed while you decided. Look at the new check and decide again.")
    changed_since = gettext_lazy("Allocations of this import were changed since. Change them back first.")
    in_use = changed_since

    def touched(self, run: ImportRun, rows: Sequence[Planned]) -> "list[QuerySet[Any]]":
        """Return the allocations that the rows meet, and those the run made."""
        return [Allocation.objects.filter(Q(pk__in=[row.existing for row in rows if row.existing]) | Q(run=run))]

    def apply(self, run: ImportRun, rows: Sequence[Planned], decision: Decision, by: User) -> Stored:
        """Give and amend what the rows say; conflicts stay out unless the file replaces what is there."""
        done = [row for row in rows if row.act != Act.REPLACE or decision.replaces]
        changed = [row for row in done if row.act in {Act.REPLACE, Act.AMEND}]
        self._change(changed)
        created = [row for row in done if row.act in {Act.CREATE, Act.REPLACE}]
        self._create(run, created)
        self._mark(run, {row.tambon for row in done if row.act != Act.SAME})
        run.options = run.options | {"same": [row.existing for row in done if row.act == Act.SAME]}
        return Stored(len(done), len(created), len(changed), sum(row.act == Act.SAME for row in done))

    def mark(self, run: ImportRun) -> None:
        """Mark the tambons of what the run made or changed."""
        found = Allocation.objects.filter(pk__in=keeping.keys_of(run.options["kept"], Allocation))
        self._mark(run, set(found.values_list("tambon", flat=True)))

    def upheld_by(self, run: ImportRun) -> list[str]:
        """Return the later imports that found as they say it what this one made or changed."""
        keys = set(keeping.keys_of(run.options["kept"], Allocation))
        later = ImportRun.objects.filter(subject=run.subject, state=RunState.STORED, position__gt=run.position)
        found = later.order_by("position").values_list("name", "options__same")
        return [name for name, same in found if keys.intersection(same or ())]

    def _mark(self, run: ImportRun, places: set[str]) -> None:
        marks.append(run.subject, [(place, "") for place in sorted(places)], known_at=clock.now())

    def _change(self, rows: Sequence[Planned]) -> None:
        """End or amend what the rows meet."""
        found = Allocation.objects.in_bulk([row.existing for row in rows])
        for row in rows:
            existing = found.get(row.existing or 0)
            if existing is None or (existing.during.upper is not None and existing.during.upper <= row.from_on):
                raise ChangedSinceError(self.changed_meanwhile)
            if row.act == Act.AMEND:
                existing.reference = row.reference or existing.reference
                existing.unit_id = row.unit or existing.unit_id
            else:
                existing.during = DateRange(existing.during.lower, row.from_on)
        Allocation.objects.bulk_update(found.values(), ["during", "reference", "unit"], batch_size=1000)

    def _create(self, run: ImportRun, rows: Sequence[Planned]) -> None:
        """Create what nobody holds from its day on."""
        made = [
            Allocation(
                programme_id=self.about(run),
                tambon_id=row.tambon,
                university_id=row.university,
                unit_id=row.unit,
                during=DateRange(row.from_on, None),
                reference=row.reference,
                run=run,
            )
            for row in rows
        ]
        with once("allocation_one_university_at_a_time", otherwise=ChangedSinceError(self.changed_meanwhile)):
            Allocation.objects.bulk_create(made, batch_size=1000)


ALLOCATIONS = Allocations()
