"""Groups of provinces as data: who belongs to which, by which source."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.choices import Level
from tambon.models import Area
from tambon.permissions import Can
from u2t.core import audit, clock, marks
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError, InputError

_LONGEST = 300


class GroupError(DomainError):
    """What was asked for is no group of provinces."""


class GroupInputError(InputError):
    """The provinces or the source cannot be taken."""


@transaction.atomic
def amend(*, by: Actor, group: Area, provinces: Collection[str], source: str) -> Area:
    """Give a group its provinces, by a source; its figures are counted anew."""
    require(by, Can.LOAD_GEOGRAPHY, group)
    # One kind of groups divides the provinces: two who move the same province wait here for each other.
    kin = list(Area.objects.select_for_update().filter(level=Level.REGION, kind=group.kind).order_by("code"))
    group = next((area for area in kin if area.pk == group.pk), group)
    if group.level != Level.REGION:
        raise GroupError(_("Only groups of provinces have members."))
    _check_source(source)
    wanted = _checked(group, provinces)
    before = set(group.members.values_list("code", flat=True))
    if wanted == before and source.strip() == group.source:
        raise GroupInputError(_("Nothing was changed."))
    group.members.set(Area.objects.filter(pk__in=wanted))
    changes = {
        "members": (" ".join(sorted(before)), " ".join(sorted(wanted))),
        "source": (group.source, source.strip()),
    }
    group.source, group.amended_at = source.strip(), clock.now()
    group.save(update_fields=["source", "amended_at"])
    if wanted != before:
        marks.append(f"area:{group.code}", [(group.code, "")], known_at=clock.now())
    audit.record(action="group.amended", target=group, by=by, changes=changes)
    return group


def _check_source(source: str) -> None:
    if not source.strip() or len(source.strip()) > _LONGEST:
        raise GroupInputError(
            _("Name the source: which announcement says so, and of which day."), extra={"field": "source"}
        )


def _checked(group: Area, provinces: Collection[str]) -> set[str]:
    wanted = set(provinces)
    known = set(Area.objects.current().filter(level=Level.PROVINCE, code__in=wanted).values_list("code", flat=True))
    if not wanted or wanted != known:
        missing = ", ".join(sorted(wanted - known)) or "–"
        raise GroupInputError(
            _("These are no provinces: %(codes)s.") % {"codes": missing}, extra={"field": "provinces"}
        )
    taken = Area.objects.filter(kind=group.kind, level=Level.REGION, members__in=wanted).exclude(pk=group.pk)
    other = taken.order_by("code").values_list("name_th", "members__name_th").first()
    if other is not None:
        shown = {"province": other[1], "group": other[0]}
        raise GroupInputError(
            _("%(province)s belongs to %(group)s. Take it out there first.") % shown, extra={"field": "provinces"}
        )
    return wanted
