"""Applications that came back to be corrected: their applicants are reminded before the last day."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from u2t.core import clock, notifications
from u2t.core.access import Actor, require
from u2t.core.models import Notification
from workforce.choices import ApplicationState
from workforce.editing import IN_WORK
from workforce.models import Application
from workforce.permissions import Can

_KIND = "application.mend_soon"


@transaction.atomic
def remind_all(*, by: Actor) -> int:
    """Tell who has until tomorrow, or today, to correct what was returned before today; once for each day given."""
    require(by, Can.SCREEN_APPLICATION)
    today = clock.today()
    rows = Application.objects.filter(
        state=ApplicationState.RETURNED, round__state__in=IN_WORK, screened_at__date__lt=today,
        mend_until__range=(today, today + timedelta(days=1)), erased_at__isnull=True,
    )  # fmt: skip
    held = rows.select_for_update(of=("self",), skip_locked=True).select_related("round").order_by("pk")
    links = {reverse("application-status", args=[one.pk]): one for one in held}
    past = Notification.objects.filter(kind=_KIND, link__in=links).values_list("link", "values")
    told = {(link, values["on"]) for link, values in past}
    said = [
        (one.user_id, link, {"round": one.round.name_th, "on": one.mend_until.isoformat()})
        for link, one in links.items()
        if one.mend_until is not None and (link, one.mend_until.isoformat()) not in told
    ]
    return len(notifications.tell_each(said=said, kind=_KIND))
