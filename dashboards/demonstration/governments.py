"""Invented local governments of the tambons that take part: their names say that they are of the demonstration."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.demonstration import institutions
from dashboards.demonstration.allotment import HOME
from dashboards.demonstration.chance import roll
from tambon.choices import Level, LocalGovernmentKind
from tambon.models import Allocation, Area, LocalGovernment, LocalGovernmentStatus
from u2t.core.text import sort_key

#: Seats of provinces whose town reaches into several tambons.
_TOWNS = ("6201", "6301")
_TAMBONS_OF_TOWN = 3
_MUNICIPAL, _RISEN = 0.3, 0.5
_ROSE_ON = date(2012, 10, 1)


@dataclass(frozen=True, slots=True)
class _Plan:
    """One local government: whom it serves, and whether it was an อบต. before it became a municipality."""

    code: str
    name: str
    kind: LocalGovernmentKind
    tambons: tuple[str, ...]
    has_risen: bool = False


def make() -> int:
    """Add the local governments that are missing, each with its kind and its tambons; return how many."""
    there = set(LocalGovernment.objects.values_list("code", flat=True))
    plans = [plan for plan in [*_villages(), *_towns()] if plan.code not in there]
    LocalGovernment.objects.bulk_create(
        LocalGovernment(code=one.code, name_th=one.name, sort_key=sort_key(one.name), amphoe_id=one.tambons[0][:4])
        for one in plans
    )
    LocalGovernmentStatus.objects.bulk_create(
        LocalGovernmentStatus(local_government_id=one.code, kind=kind, during=during)
        for one in plans
        for kind, during in _kinds(one)
    )
    through = LocalGovernment.tambons.through
    through.objects.bulk_create(
        through(localgovernment_id=one.code, area_id=tambon) for one in plans for tambon in one.tambons
    )
    return len(plans)


def _villages() -> Iterator[_Plan]:
    held = Allocation.objects.filter(programme=institutions.PHASE_ONE).order_by("tambon")
    for code, name in held.values_list("tambon", "tambon__name_th").distinct():
        is_town = code != HOME and roll("government", code) < _MUNICIPAL
        kind = LocalGovernmentKind.SUBDISTRICT if is_town else LocalGovernmentKind.SAO
        yield _Plan(_code(code), _name(name), kind, (code,), has_risen=is_town and roll("risen", code) < _RISEN)


def _towns() -> Iterator[_Plan]:
    for amphoe in Area.objects.filter(code__in=_TOWNS).select_related("parent").order_by("code"):
        inner = Area.objects.current().filter(parent=amphoe, level=Level.TAMBON).exclude(code=HOME).order_by("code")
        tambons = tuple(inner.values_list("code", flat=True)[:_TAMBONS_OF_TOWN])
        if amphoe.parent is not None and len(tambons) == _TAMBONS_OF_TOWN:
            name = _name(amphoe.parent.name_th)
            yield _Plan(_code(f"{amphoe.code}00"), name, LocalGovernmentKind.TOWN, tambons)


def _kinds(plan: _Plan) -> list[tuple[LocalGovernmentKind, DateRange]]:
    if not plan.has_risen:
        return [(plan.kind, DateRange(None, None))]
    return [(LocalGovernmentKind.SAO, DateRange(None, _ROSE_ON)), (plan.kind, DateRange(_ROSE_ON, None))]


def _code(tambon: str) -> str:
    return f"demo{tambon}"


def _name(area: str) -> str:
    return f"{area} (สาธิต)"
