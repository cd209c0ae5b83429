"""What the pages and the API say of local governments (อปท.)."""

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery

from tambon.models import Area, LocalGovernment, LocalGovernmentStatus
from tambon.permissions import Can
from u2t.core import clock
from u2t.core.access import Actor


def local_governments(user: Actor) -> "QuerySet[LocalGovernment, LocalGovernment]":
    """Return the local governments a user may see, each with its kind of today."""
    of_today = LocalGovernmentStatus.objects.filter(
        local_government=OuterRef("pk"), during__contains=clock.today()
    ).values("kind")[:1]
    rows = LocalGovernment.objects.visible_to(user, to=Can.VIEW_AREA).select_related("amphoe__parent")
    return rows.annotate(kind=Subquery(of_today, output_field=CharField()))


def statuses_of(government: LocalGovernment) -> list[LocalGovernmentStatus]:
    """Return what kind a local government was, and when, the latest first."""
    return list(government.statuses.order_by(F("during").desc()))


def tambons_of(*, user: Actor, government: LocalGovernment) -> list[Area]:
    """Return the tambons it serves that a user may see."""
    seen = Area.objects.visible_to(user, to=Can.VIEW_AREA).filter(served_by=government)
    return list(seen.select_related("parent__parent").order_by("sort_key", "code"))


def governments_of(*, user: Actor, tambon: str) -> list[LocalGovernment]:
    """Return who serves a tambon, in Thai order."""
    return list(local_governments(user).filter(tambons=tambon).order_by("sort_key", "code"))
