"""What staff should think of again, and may do all the same: days of work that come before they can."""

from collections.abc import Collection
from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from u2t.core import clock
from u2t.core.templatetags.u2t import local_name, thai_date
from workforce.choices import AppealState, ContractState, RoundState
from workforce.models import Announcement, Appeal, Contract, Placement, Post, Round
from workforce.selectors.applications import last_day_of
from workforce.selectors.days import ends_of
from workforce.selectors.promising import going_on, promised_by

#: Screening, interviews and the announcement take a week even where everything goes well.
_SELECTING_TAKES = timedelta(days=7)
_RESULT_IS_OPEN = frozenset({RoundState.PUBLISHED, RoundState.SELECTING})
_RESULT_IS_KNOWN = frozenset({RoundState.ANNOUNCED, RoundState.CLOSED})


def cautions_of_round(round_: Round) -> list[str]:
    """Say where the work of a round begins before anybody can be selected and announced for it."""
    if round_.state in _RESULT_IS_KNOWN:
        return []
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


def cautions_of_hiring(rounds: Collection[int]) -> list[str]:
    """Say in which rounds somebody appealed, and nobody has answered: the result that hires may yet change."""
    rows = Appeal.objects.filter(announcement__round__in=rounds, state=AppealState.OPEN).order_by()
    counted = rows.values("announcement__round").annotate(count=Count("pk"))
    open_ = {row["announcement__round"]: row["count"] for row in counted}
    return [
        _("%(round)s: %(count)s appeals are not answered. What they change may take a post back from who is hired now.")
        % {"round": local_name(round_), "count": open_[round_.pk]}
        for round_ in Round.objects.filter(pk__in=open_).order_by("pk")
    ]


def cautions_of_contract(contract: Contract) -> list[str]:
    """Say what stands against a contract: appeals in its round, a post that is offered, a beginning too early."""
    if contract.during.isempty:
        return []
    is_open, application = contract.state == ContractState.DRAFT, contract.application
    open_appeals = cautions_of_hiring([application.round_id]) if is_open and application is not None else []
    stands = is_open or contract.state == ContractState.SIGNED
    return [*open_appeals, *(_promised(contract) if stands else []), *_early(contract)]


def _promised(contract: Contract) -> list[str]:
    """Say where a contract, be it prolonged or moved, takes a post that a published round offers; not of the own."""
    seats = Placement.objects.filter(contract=contract, is_cancelled=False).select_related("post__tambon")
    seat, (first, after) = seats.order_by("during").last(), ends_of(contract.during)
    if seat is None:
        return []
    cell = {"tambon": seat.post.tambon_id, "worker_type": seat.post.worker_type}
    rounds = going_on(contract.programme_id).filter(
        work_starts_on__lt=after, work_ends_on__gte=first, quotas__posts__gt=0,
        **{f"quotas__{name}": value for name, value in cell.items()},
    )  # fmt: skip
    if contract.application is not None:
        rounds = rounds.exclude(pk=contract.application.round_id)
    found = list(rounds)
    if not found or after <= clock.today():
        return []
    begins, ends = min(one.work_starts_on for one in found), max(one.work_ends_on for one in found)
    within = DateRange(max(first, begins, clock.today()), min(after, ends + timedelta(days=1)))
    promised = promised_by(rounds)[seat.post.tambon_id, seat.post.worker_type]
    left = Post.objects.filter(programme=contract.programme_id, **cell).vacant_during(within).count()
    if left >= promised:
        return []
    said = _(
        "%(round)s offers %(posts)s posts of this type in %(tambon)s, and with this contract %(left)s are left: who is "
        "selected there finds none."
    )
    values = {"round": ", ".join(map(local_name, found)), "posts": promised, "left": left}
    return [said % (values | {"tambon": local_name(seat.post.tambon)})]


def _early(contract: Contract) -> list[str]:
    """Say where a contract begins before its round closed or its result was announced."""
    if contract.application is None:
        return []
    round_, first = contract.application.round, contract.first_day
    last = last_day_of(round_)
    days = {"first": thai_date(first), "closes": thai_date(last)}
    if first <= last:
        return [_("This contract begins on %(first)s, before its round closed on %(closes)s.") % days]
    announced = Announcement.objects.filter(round=round_, withdrawn_at__isnull=True, published_at__isnull=False)
    published_at = announced.order_by("published_at").values_list("published_at", flat=True).first()
    if published_at is None:
        return [_("This contract stands, and the result of its round is not announced.")]
    day = timezone.localdate(published_at)
    if first < day:
        values = days | {"announced": thai_date(day)}
        return [_("This contract begins on %(first)s, before its result was announced on %(announced)s.") % values]
    return []
