"""What is settled and what is still open at the end of a university's work in a tambon, and who holds it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tambon.models import Area, Programme, University
from u2t.core.access import Actor
from u2t.core.templatetags.u2t import local_name
from workforce.choices import WORKS
from workforce.models import Activity, BudgetCategory, BudgetLine, Placement, TambonClosing
from workforce.money_choices import ActivityState
from workforce.permissions import Can
from workforce.selectors.balances import Balance, balances_of
from workforce.selectors.closings import Open, Point, contracts_to_close
from workforce.wording import baht


@dataclass(frozen=True, slots=True)
class TambonEnd:
    """The end of a university's work in a tambon for a programme, point by point."""

    programme: Programme
    university: University
    closing: TambonClosing | None
    points: Sequence[Point]

    @property
    def is_closed(self) -> bool:
        """Tell whether it is closed."""
        return self.closing is not None and self.closing.closed_at is not None

    @property
    def open(self) -> list[Open]:
        """Return everything that is open."""
        return [one for point in self.points for one in point.open]


def tambon_closings(user: Actor) -> "QuerySet[TambonClosing]":
    """Return the closings of tambons a user may see."""
    rows = TambonClosing.objects.visible_to(user, to=Can.VIEW_TAMBON_CLOSING)
    return rows.select_related("programme", "university", "tambon", "closed_by")


def ends_of(tambon: Area, *, user: Actor) -> list[TambonEnd]:
    """Return the end of each university's work in a tambon, of the programmes whose people a user may see."""
    seats = Placement.objects.filter(post__tambon=tambon, is_cancelled=False)
    found = contracts_to_close(user).filter(pk__in=seats.values("contract")).exclude(person__user=user.pk)
    pairs = sorted({(one.programme, one.university) for one in found}, key=lambda pair: (pair[0].pk, pair[1].pk))
    return [end_of(programme, university, tambon) for programme, university in pairs]


def end_of(programme: Programme, university: University, tambon: Area) -> TambonEnd:
    """Return where the end of a university's work in a tambon stands; whoever asks was let in before."""
    holder = local_name(university)
    of = {"programme": programme, "university": university, "tambon": tambon}
    closing = TambonClosing.objects.filter(**of).select_related("closed_by").first()
    lines = BudgetLine.objects.filter(**of)
    names = {one.pk: local_name(one) for one in BudgetCategory.objects.filter(programme=programme)}
    left = [one for row in balances_of(lines) for one in _left(names[row.category], row.balance, holder)]
    points = [
        Point("people", _("Work of everybody closed"), _people(programme, university, tambon, holder)),
        Point("activities", _("Activities over"), _activities(Activity.objects.filter(**of), holder)),
        Point("money", _("Money spent or returned"), left),
    ]
    return TambonEnd(programme, university, closing, points)


def _people(programme: Programme, university: University, tambon: Area, holder: str) -> list[Open]:
    seats = Placement.objects.filter(post__tambon=tambon, is_cancelled=False, contract__programme=programme)
    seats = seats.filter(contract__university=university, contract__state__in=WORKS)
    if not seats.exists():
        return [Open(_("Nobody worked here for this university and programme."), holder)]
    waiting = seats.exclude(contract__closing__closed_at__isnull=False).values("contract").distinct().count()
    return [Open(_("The work of %(count)d people is not closed.") % {"count": waiting}, holder)] if waiting else []


def _activities(rows: "QuerySet[Activity]", holder: str) -> list[Open]:
    going = rows.exclude(state__in=(ActivityState.DONE, ActivityState.CANCELLED)).order_by("pk")
    return [Open(_("%(name)s: neither finished nor called off.") % {"name": one.name}, holder) for one in going]


def _left(name: str, sums: Balance, holder: str) -> list[Open]:
    said = {"name": name, "amount": baht(abs(sums.remaining)), "owed": baht(sums.owed), "bound": baht(sums.committed)}
    found = []
    if sums.remaining > 0:
        found.append(_("%(name)s: %(amount)s baht are left. Return them, or lower what was given.") % said)
    if sums.remaining < 0:
        found.append(_("%(name)s: %(amount)s baht more are spent than was given.") % said)
    if sums.committed:
        found.append(_("%(name)s: contracts still bind %(bound)s baht.") % said)
    if sums.owed:
        found.append(_("%(name)s: %(owed)s baht are claimed of people who left.") % said)
    return [Open(one, holder) for one in found]
