"""What the rows of a spreadsheet of institutions do: enter networks, universities, their parts, leads of provinces."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from tambon.choices import InstitutionList as Kind
from tambon.models import Area, Network, NetworkTerm, ProvinceLead, Unit, University, User
from tambon.permissions import Can
from tambon.services import leads, networks, units, universities
from tambon.services.sheets import ChangedSinceError, Decision, Sheet, Stored
from u2t.core import clock, marks
from u2t.core.errors import StaleError
from u2t.core.models import ImportRun, RunState


class Act(StrEnum):
    """What a row of the file does."""

    CREATE = "create"
    CHANGE = "change"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Planned:
    """One good row: what it is about, what it says of it (empty cells leave what is there), what that does.

    `seen` is what was said of it when the file was read.
    """

    key: tuple[str, ...]
    values: dict[str, str]
    act: Act
    seen: Any = None
    network: str = ""
    from_on: date | None = None


class Institutions(Sheet):
    """Networks, universities, their parts and leads: each row does what somebody would type."""

    noun = "institution"
    permission = Can.CHANGE_UNIVERSITY
    models = (Network, University, Unit, NetworkTerm, ProvinceLead)
    changed_meanwhile = gettext_lazy("Institutions changed while you decided. Look at the new check and decide again.")
    changed_since = gettext_lazy("What this import brought was changed since. Change it back first.")
    in_use = gettext_lazy("What this import brought is in use already: tambons, people or others belong to it.")

    def kind(self, run: ImportRun) -> Kind:
        """Return what the rows of a run are about."""
        return Kind(self.about(run))

    def hold_still(self) -> None:
        """Keep others from changing institutions: what a row changes is found by looking at all of them."""
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in self.models)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")

    def touched(self, run: ImportRun, rows: Sequence[Planned]) -> "list[QuerySet[Any]]":
        """Return all institutions; they are some hundreds."""
        return [model._default_manager.all() for model in self.models]

    def apply(self, run: ImportRun, rows: Sequence[Planned], decision: Decision, by: User) -> Stored:
        """Do row by row what somebody would type.

        Raises:
            ChangedSinceError: somebody typed something else since the file was read.
        """
        way = _WAYS[self.kind(run)]
        try:
            for row in rows:
                if row.act != Act.SAME:
                    way(row, by)
        except (StaleError, ObjectDoesNotExist) as error:
            raise ChangedSinceError(self.changed_meanwhile) from error
        told = [list(row.key) for row in rows]
        run.options = run.options | {"told": told, "done": [list(row.key) for row in rows if row.act != Act.SAME]}
        created, changed, same = (sum(row.act == act for row in rows) for act in (Act.CREATE, Act.CHANGE, Act.SAME))
        return Stored(len(rows), created, changed, same)

    def mark(self, run: ImportRun) -> None:
        """Have all figures made anew: a moved area touches what it summed into before, too."""
        marks.append(f"area:{run.subject}", [(self.about(run), "")], known_at=clock.now())

    def upheld_by(self, run: ImportRun) -> list[str]:
        """Return the later imports of the same list that tell of what this one made or changed."""
        done = {tuple(key) for key in run.options.get("done", ())}
        later = ImportRun.objects.filter(subject=run.subject, state=RunState.STORED, position__gt=run.position)
        found = later.order_by("position").values_list("name", "options__told")
        return [name for name, told in found if done.intersection(tuple(key) for key in told or ())]


INSTITUTIONS = Institutions()


def _network(row: Planned, by: User) -> None:
    code = row.key[0]
    if row.act == Act.CREATE:
        networks.add(code=code, entry=networks.Entry(**row.values), by=by)
        return
    network = Network.objects.get(pk=code)
    networks.amend(network=network, entry=replace(row.seen, **row.values), seen=row.seen, by=by)


def _university(row: Planned, by: User) -> None:
    code = row.key[0]
    if row.act == Act.CREATE:
        university = universities.add(code=code, entry=universities.Entry(**row.values), by=by)
    else:
        university = University.objects.get(pk=code)
        universities.amend(university=university, entry=replace(row.seen, **row.values), seen=row.seen, by=by)
    if row.network and row.network != university.network_id:
        network = Network.objects.get(pk=row.network)
        universities.join(university=university, network=network, from_on=row.from_on or clock.today(), by=by)


def _unit(row: Planned, by: User) -> None:
    university, kind, name = row.key
    if row.act == Act.CREATE:
        entry = units.Entry(kind=kind, name_th=name, **row.values)
        units.add(university=University.objects.get(pk=university), entry=entry, by=by)
        return
    unit = Unit.objects.get(university=university, kind=kind, name_th=name)
    units.amend(unit=unit, entry=replace(row.seen, **row.values), seen=row.seen, by=by)


def _lead(row: Planned, by: User) -> None:
    university = University.objects.get(pk=row.values["university"])
    leads.name(
        province=Area.objects.get(pk=row.key[0]), university=university, from_on=row.from_on or clock.today(), by=by
    )


_WAYS: dict[Kind, Callable[[Planned, User], None]] = {
    Kind.NETWORKS: _network,
    Kind.UNIVERSITIES: _university,
    Kind.UNITS: _unit,
    Kind.LEADS: _lead,
}
