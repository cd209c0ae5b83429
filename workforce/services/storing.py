"""People, contracts and placements of a list, stored over whole sets by COPY, and taken away again."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import Programme, University, User
from u2t.core import notifications
from u2t.core.errors import DomainError
from u2t.core.models import ImportRun
from u2t.core.once import once
from workforce.choices import ContractState
from workforce.importing.ground import Days, Ground, overlap
from workforce.importing.lines import Line, person_fields
from workforce.models import Contract, Period, Person, Placement, Post
from workforce.selectors.days import ends_of
from workforce.selectors.persons import kind_of_id
from workforce.services.copying import Copy
from workforce.services.domiciles import Domiciles
from workforce.services.figures import Figures
from workforce.services.holding import Holding
from workforce.services.numbers import Numbers
from workforce.services.opening import Opening
from workforce.services.payees import Payees
from workforce.services.placements import Room
from workforce.services.rights import Rights
from workforce.services.seats import Seats

_ERA = 543
_DAY = timedelta(days=1)
_ONE_PERSON = "workforce_person_national_id_digest_key"


class WorkforceRunError(DomainError):
    """The import is not in a state, or has not the rows, for what was asked."""


class Workforce:
    """Writes people at work, over whole sets; a name for what only services may call, inside their transaction."""

    @staticmethod
    def store(run: ImportRun, ground: Ground, lines: Sequence[Line], *, by: User, now: datetime) -> int:
        """Store checked lines; return how many people are new.

        Raises:
            MonthError: a month of theirs was closed since they were checked.
            WorkforceRunError: somebody was hired since where more posts stand open than the rules give.
        """
        _hold_months(ground.university, ground.programme, [line.days for line in lines])
        _hold_limited(ground, lines)
        new = Workforce._people(run, lines, now)
        keys = Copy.keys(Contract, len(lines))
        numbers = _numbers(ground, lines)
        contracts = [
            {
                "id": key, "number": number, "person_id": line.person, "university_id": ground.university.pk,
                "programme_id": ground.programme.pk, "worker_type": line.record["worker_type"],
                "position_id": line.position,
                "monthly_wage": line.record.get("wage") or ground.wages[line.record["worker_type"]],
                "during": _range(line), "state": ContractState.SIGNED,
                "signed_on": line.record.get("signed") or min(line.days[0], ground.today),
                "origin": run.origin, "run_id": run.pk, "created_by_id": by.pk, "created_at": now,
            }
            for key, number, line in zip(keys, numbers, lines, strict=True)
        ]  # fmt: skip
        placements = [
            {
                "contract_id": key, "post_id": line.seat.post if line.seat else None, "agency_id": line.agency,
                "during": _range(line), "created_by_id": by.pk, "created_at": now,
            }
            for key, line in zip(keys, lines, strict=True)
        ]  # fmt: skip
        with Seats.last_word():
            Copy.store(Contract, contracts)
            Copy.store(Placement, placements)
        Payees.store(run, lines, by=by, now=now)
        Room.check_seated(((line.agency, line.days) for line in lines if line.agency), ground.programme)
        Domiciles.told(run, lines)
        _refresh()
        Workforce._give_rights(run, by)
        if lines:
            first, after = min(line.days[0] for line in lines), max(line.days[1] for line in lines)
            Opening.cover(ground.university, ground.programme, first, after - _DAY, by=by)
        Figures.changed_for(Contract.objects.filter(run=run))
        return new

    @staticmethod
    def _people(run: ImportRun, lines: Sequence[Line], now: datetime) -> int:
        """Store those nobody knows yet, each once however many lines name them; lines then name their person."""
        unknown: dict[object, list[Line]] = {}
        for line in lines:
            if line.person is None:
                unknown.setdefault(line.who, []).append(line)
        keys = Copy.keys(Person, len(unknown))
        rows = []
        for key, same in zip(keys, unknown.values(), strict=True):
            fields = person_fields(same)
            fields |= {"id_kind": kind_of_id(fields["national_id"]), "run_id": run.pk}
            rows.append(fields | {"id": key, "created_at": now, "updated_at": now})
            for line in same:
                line.person = key
        said = _("Another list has just stored one of these people. Check this file again and look.")
        with once(_ONE_PERSON, otherwise=WorkforceRunError(said)):
            Copy.store(Person, rows)
        return len(rows)

    @staticmethod
    def _give_rights(run: ImportRun, by: User) -> None:
        """Few of a list have an account; their roles follow their work one by one, and they are told."""
        contracts = _of_accounts(Contract.objects.filter(run=run))
        for contract in contracts:
            Rights.follow(contract, by=by)
        said = [
            (user, reverse("contract-detail", args=[one.pk]), {"number": one.number, "on": one.first_day.isoformat()})
            for user, one in _by_account(contracts)
        ]
        notifications.tell_each(said=said, kind="contract.signed")

    @staticmethod
    def undo(run: ImportRun, *, by: User) -> int:
        """Take away what the run brought, unless somebody has worked with it since; return how many contracts."""
        contracts = Contract.objects.filter(run=run)
        changed = contracts.exclude(version=1) | contracts.exclude(state=ContractState.SIGNED)
        if changed.exists() or any(rows.exists() for rows in _hanging_on(contracts)):
            raise WorkforceRunError(
                _("Contracts of this import were changed or used since. End them one by one instead.")
            )
        for one in contracts[:1]:  # a list is of one university and programme
            _hold_months(one.university, one.programme, map(ends_of, contracts.values_list("during", flat=True)))
        told = _of_accounts(contracts)
        for contract in told:
            contract.state = ContractState.CANCELLED
            Rights.follow(contract, by=by)
        said = [
            (user, reverse("contract-list"), {"number": one.number, "university": one.university.name_th})
            for user, one in _by_account(told)
        ]
        notifications.tell_each(said=said, kind="contract.import_undone")
        Figures.changed_for(contracts)
        Domiciles.taken_back(run)
        Placement.objects.filter(contract__run=run).delete()
        count = contracts.delete()[0]
        Payees.take_back(run)
        people = Person.objects.filter(run=run)
        _untouched(people).delete()
        people.update(run=None)
        return count


def _hold_months(university: University, programme: Programme, days: Iterable[Days]) -> None:
    """Keep the months open that some days lie in, while people are brought into them or taken out."""
    wanted = set(days)
    for period in Period.objects.filter(university=university, programme=programme).order_by("during"):
        if any(overlap(ends_of(period.during), one) for one in wanted):
            Holding.open(period)


def _hold_limited(ground: Ground, lines: Sequence[Line]) -> None:
    """Hold the posts of which more stand open than the rules give, as who hires does, and look who sits there now."""
    cells = [(line.tambon, line.record["worker_type"]) for line in lines]
    seats = ground.seats_of_limited(set(cells))
    if not seats:
        return
    keys = sorted(seat.post for seat in seats)
    list(Post.objects.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk", flat=True))
    known = sum(len(seat.taken) for seat in seats) - sum(cell in ground.limits for cell in cells)
    if Placement.objects.filter(post__in=keys, is_cancelled=False).count() > known:
        raise WorkforceRunError(_("People or posts changed since this file was checked. Check it again and look."))


def _of_accounts(contracts: "models.QuerySet[Contract]") -> list[Contract]:
    return list(contracts.filter(person__user__isnull=False).select_related("person__user", "university"))


def _by_account(contracts: Sequence[Contract]) -> list[tuple[int, Contract]]:
    return [(one.person.user_id, one) for one in contracts if one.person.user_id is not None]


def _untouched(people: "models.QuerySet[Person]") -> "models.QuerySet[Person]":
    """Return those nothing was entered of since: whoever has an account, an address, a bank account stays."""
    without = {f"{relation.name}__isnull": True for relation in _parts(Person)}
    return people.filter(user__isnull=True, updated_at=F("created_at"), **without)


def _hanging_on(contracts: "models.QuerySet[Contract]") -> "Iterable[models.QuerySet[Any]]":
    """Yield what others hung on the contracts: trainings, hand-overs, papers, followers."""
    for relation in _parts(Contract):
        if relation.field.model is not Placement:
            yield relation.field.model._default_manager.filter(**{f"{relation.field.name}__in": contracts})
    yield Placement.objects.filter(contract__in=contracts).exclude(during=F("contract__during"))


def _parts(model: type[models.Model]) -> list[Any]:
    return [one for one in model._meta.related_objects if not one.many_to_many]


def _range(line: Line) -> DateRange:
    return DateRange(*line.days)


def _numbers(ground: Ground, lines: Sequence[Line]) -> list[str]:
    """Return the numbers of the rows: those they give, or the next ones of each year in the order of the file."""
    given = {line.record["number"] for line in lines if line.record.get("number")}
    years = [line.days[0].year + _ERA for line in lines if not line.record.get("number")]
    following = {
        year: iter(
            Numbers.of_contracts(university=ground.university.pk, year=year, count=years.count(year), given=given)
        )
        for year in sorted(set(years))
    }
    return [line.record.get("number") or next(following[line.days[0].year + _ERA]) for line in lines]


def _refresh() -> None:
    """Keep the planner from believing that rows just written are few."""
    with connection.cursor() as cursor:
        for model in (Person, Contract, Placement):
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')
