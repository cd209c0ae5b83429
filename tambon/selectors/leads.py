"""Which university leads which province, and led it."""

from django.db.models import QuerySet

from tambon.models import ProvinceLead, University
from tambon.permissions import Can
from u2t.core import clock
from u2t.core.access import Actor


def leads(user: Actor) -> "QuerySet[ProvinceLead, ProvinceLead]":
    """Return the leads of universities a user may see, past ones too."""
    seen = University.objects.visible_to(user, to=Can.VIEW_UNIVERSITY)
    return ProvinceLead.objects.filter(university__in=seen).select_related("province", "university")


def lead_of_province(*, user: Actor, province: str) -> ProvinceLead | None:
    """Return who leads a province today."""
    return leads(user).filter(province=province, during__contains=clock.today()).first()


def leads_of_university(*, user: Actor, university: University) -> list[ProvinceLead]:
    """Return the provinces a university leads or led, the latest first."""
    return list(leads(user).filter(university=university).order_by("-during", "province__sort_key"))
