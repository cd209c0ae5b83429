"""What staff should think of again, and may do all the same: days of work that come before they can."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from u2t.core import clock
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import RoundState
from workforce.models import Announcement, Contract, Round
from workforce.selectors.applications import last_day_of

#: Screening, interviews and the announcement take a week even where everything goes well.
_SELECTING_TAKES = timedelta(days=7)
_RESULT_IS_OPEN = frozenset({RoundState.PUBLISHED, RoundState.SELECTING})


def cautions_of_round(round_: Round) -> list[str]:
    """Say where the work of a round begins before anybody can be selected and announced for it."""
    last, first = last_day_of(round_), round_.work_starts_on
    days = {"work": thai_date(first), "closes": thai_date(last)}
    if first <= last:
        return [
            _(
                "The work begins on %(work)s, before the round closes on %(closes)s: nobody can be selected by then. "
                "Let the work begin later, or close earlier."
            )
            % days
        ]
    if round_.state in _RESULT_IS_OPEN and first <= clock.today():
        return [_("The work was to begin on %(work)s, and no result is announced yet.") % days]
    if first <= last + _SELECTING_TAKES:
        left = {"days": (first - last).days - 1}
        return [
            _(
                "The work begins on %(work)s and the round closes on %(closes)s: %(days)s days between them for "
                "screening, interviews, announcement and contracts. Look whether that is enough."
            )
            % (days | left)
        ]
    return []


def cautions_of_contract(contract: Contract) -> list[str]:
    """Say where a contract begins before its round closed or its result was announced."""
    if contract.application is None or contract.during.isempty:
        return []
    round_, first = contract.application.round, contract.first_day
    last = last_day_of(round_)
    days = {"first": thai_date(first), "closes": thai_date(last)}
    if first <= last:
        return [_("This contract begins on %(first)s, before its round closed on %(closes)s.") % days]
    announced = Announcement.objects.filter(round=round_, withdrawn_at__isnull=True).order_by("published_at").first()
    if announced is None:
        return [_("This contract stands, and the result of its round is not announced.")]
    day = timezone.localdate(announced.published_at)
    if first < day:
        values = days | {"announced": thai_date(day)}
        return [_("This contract begins on %(first)s, before its result was announced on %(announced)s.") % values]
    return []
