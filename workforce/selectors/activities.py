"""Activities of the tambons, as lists and pages show them."""

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from u2t.core.access import Actor
from workforce.models import Activity, ActivityCount, Spending
from workforce.permissions import Can
from workforce.selectors.balances import ZERO


def activities_of(user: Actor) -> "QuerySet[Activity]":
    """Return the activities a user may see, with what was spent for each and how many took part."""
    spent = Spending.objects.standing().filter(activity=OuterRef("pk")).order_by().values("activity")
    people = ActivityCount.objects.filter(activity=OuterRef("pk")).order_by().values("activity")
    rows: QuerySet[Activity] = Activity.objects.visible_to(user, to=Can.VIEW_ACTIVITY)
    return rows.select_related("tambon__parent__parent", "university", "package", "programme").annotate(
        spent=Coalesce(Subquery(spent.annotate(sum=Sum("amount")).values("sum")), ZERO),
        people=Coalesce(Subquery(people.annotate(sum=Sum("people")).values("sum")), 0),
    )
