"""Vacant posts: found and held, so that two people never sit on one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tambon.models import Allocation, Area, Programme, University
from u2t.core.errors import DomainError, InputError
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import ReportState, WorkerType
from workforce.models import Contract, MonthReport, Person, Placement, Post, Terms
from workforce.selectors.hiring import busy_with, days_left, whom_to_call
from workforce.selectors.limits import limits_in, room_in
from workforce.selectors.namesakes import namesakes_of
from workforce.selectors.promising import Cell
from workforce.selectors.terms import terms_for
from workforce.wording import month_name

_TRIES = 40


class ContractError(DomainError):
    """A contract is not in a state for what was asked, or a rule stands against it."""


class ContractInputError(InputError):
    """What was asked for cannot be: the days or the place are outside."""


class NoVacancyError(ContractError):
    """Every post of this kind is taken on these days."""


class PersonBusyError(ContractError):
    """The person has a contract on these days, here or elsewhere."""


#: What a constraint of the database, the last word, means to who asked.
_MEANING = {
    "contract_one_at_a_time_per_person": gettext_lazy(
        "This person has a contract on these days already. Look at the person again."
    ),
    "placement_one_person_per_post": gettext_lazy("This post has just been filled. Try again."),
    "placement_one_post_per_contract": gettext_lazy("This person sits on another post on these days."),
    "contract_number_once_per_university": gettext_lazy("This contract number was given already. Try again."),
}


class Seats:
    """Finds and holds posts; a name for what only services may call, inside their transaction."""

    @staticmethod
    def check_days(during: DateRange) -> None:
        """Stop where the days end before they begin: the database can ask nothing about such days."""
        if during.lower is None or during.upper is None or during.lower >= during.upper:
            raise ContractInputError(_("The last day lies before the first."), extra={"field": "last_on"})

    @staticmethod
    def of_follower(contract: Contract, first_on: date | None) -> DateRange:
        """Return the days for which somebody follows: all that are left, or those from the day the person begins."""
        left = days_left(contract)
        if first_on is None or left.lower == left.upper:  # of no days is said where it is hired
            return left
        if left.lower <= first_on < left.upper:
            return DateRange(first_on, left.upper)
        said = _("Who follows begins from %(first)s on, and by %(last)s.")
        days = {"first": thai_date(left.lower), "last": thai_date(left.upper - timedelta(days=1))}
        raise ContractInputError(said % days, extra={"field": "first_on"})

    @staticmethod
    def check_held(*, programme: Programme, university: University, tambon: Area, during: DateRange) -> None:
        """Stop unless the days lie in the programme and the university holds the tambon on the first of them."""
        Seats.check_days(during)
        first, after = during.lower, during.upper
        if first < programme.starts_on or after.toordinal() - 1 > programme.ends_on.toordinal():
            raise ContractInputError(
                _("The days lie outside the programme (%(first)s to %(last)s).")
                % {"first": thai_date(programme.starts_on), "last": thai_date(programme.ends_on)}
            )
        held = Allocation.objects.filter(
            programme=programme, university=university, tambon=tambon, during__contains=first
        )
        if not held.exists():
            raise ContractInputError(
                _("%(tambon)s is not among the tambons of %(university)s on that day.")
                % {"tambon": tambon.name_th, "university": university.name_th}
            )

    @staticmethod
    def check_longer(placement: Placement, added: DateRange) -> None:
        """Hold the post, and stop where others sit on it on the days added, or on all that the rules in force give."""
        post, contract = placement.post, placement.contract
        terms = terms_for(programme=contract.programme, university=contract.university)
        limits = Seats._limits(post.programme, post.tambon, post.worker_type, [terms] if terms else [])
        Seats.check_open(Post.objects.select_for_update().get(pk=placement.post_id), added)
        others = Placement.objects.filter(post=placement.post_id, is_cancelled=False, during__overlap=added)
        if others.exists():
            raise NoVacancyError(_("Somebody else sits on this post on the days added."))
        room = room_in(post.programme, limits, added, apart_from=contract.pk)
        if 0 in room.values():
            raise ContractInputError(_all_held(post.tambon, limits), extra={"field": "until"})

    @staticmethod
    def check_open(post: Post, during: DateRange) -> None:
        """Stop where a post was closed before the end of some days: it stays closed, and nobody sits on it any more."""
        if post.closed_on is not None and during.upper > post.closed_on:
            said = _(
                "This post was closed on %(day)s: newer rules give fewer. If the tambon has a vacant post of this "
                "type, hire the person on it."
            )
            raise NoVacancyError(said % {"day": thai_date(post.closed_on)})

    @staticmethod
    def check_approved(contract: Contract, on: date) -> None:
        """Stop before days whose report was approved: that month was worked, and counted, where it was worked."""
        reports = MonthReport.objects.filter(contract=contract, state=ReportState.APPROVED)
        last = (
            reports.filter(period__during__endswith__gt=on).select_related("period").order_by("-period__month").first()
        )
        if last is not None:
            said = _("The report of %(month)s is approved: the transfer begins after it.")
            raise ContractInputError(said % {"month": month_name(last.period.month)}, extra={"field": "on"})

    @staticmethod
    def check_free(person: Person, during: DateRange, *, apart_from: int | None = None) -> None:
        """Lock the person, so that two universities cannot both look and both hire, and look.

        With the person all are locked who may be the same; in the order of their keys, so that nobody waits in a ring.
        """
        people = [person.pk, *namesakes_of([person])[person.pk]]
        held = {
            one.pk: one for one in Person.objects.filter(pk__in=people).order_by("pk").select_for_update(of=("self",))
        }
        other = busy_with(held[person.pk], during, apart_from=apart_from)
        if other is None:
            return
        if other.person_id == person.pk:
            problem = _("This person has a contract on these days already. Ask %(office)s.")
        else:
            problem = _(
                "Somebody of this name and perhaps this birth has a contract on these days, and one of the two has no "
                "national ID. Ask %(office)s. Once both national IDs are entered, the two can be told apart."
            )
        raise PersonBusyError(problem % {"office": whom_to_call(other)})

    @staticmethod
    def check_quota(
        *, programme: Programme, tambon: Area, worker_type: str, during: DateRange, rules: Sequence[Terms]
    ) -> None:
        """Stop where others hold as many posts on one of these days as the rules give by now.

        More than that stand open only where newer rules give fewer: those who sat there stay, and nobody follows them.
        """
        limits = Seats._limits(programme, tambon, worker_type, rules)
        if 0 in room_in(programme, limits, during).values():
            raise NoVacancyError(_all_held(tambon, limits))

    @staticmethod
    def _limits(programme: Programme, tambon: Area, worker_type: str, rules: Sequence[Terms]) -> dict[Cell, int]:
        """Return the limit where more posts stand open than the rules give, and nothing where not.

        All of them are locked then, so that two cannot both take the last one there may be.
        """
        cell = (tambon.pk, worker_type)
        limits = limits_in(programme, [tambon.pk], rules)
        if cell not in limits:
            return {}
        posts = Post.objects.filter(programme=programme, tambon=tambon, worker_type=worker_type)
        list(posts.order_by("pk").select_for_update().values_list("pk", flat=True))
        return {cell: limits[cell]}

    @staticmethod
    def take(
        *, programme: Programme, tambon: Area, worker_type: str, is_digital: bool, during: DateRange,
        rules: Sequence[Terms],
    ) -> Post:  # fmt: skip
        """Lock a post that is vacant on all of these days, as far as the rules give one.

        Those that others are filling are passed over; only when no other is left is waited for them, because a place
        that somebody is about to fill may still stay empty. Asked again under the lock: the list may be older.
        """
        Seats.check_quota(programme=programme, tambon=tambon, worker_type=worker_type, during=during, rules=rules)
        kind = Post.objects.filter(
            programme=programme, tambon=tambon, worker_type=worker_type, is_digital=is_digital
        ).order_by("number")
        for _attempt in range(_TRIES):
            vacant = kind.vacant_during(during)
            post = vacant.select_for_update(skip_locked=True).first() or vacant.select_for_update().first()
            if post is None:
                break
            if not Placement.objects.filter(post=post, is_cancelled=False, during__overlap=during).exists():
                return post
        others = Post.objects.filter(
            programme=programme, tambon=tambon, worker_type=worker_type, is_digital=not is_digital
        )
        has_other = others.vacant_during(during).exists()
        raise NoVacancyError(_no_vacancy(tambon, worker_type, is_digital=is_digital, has_other=has_other))

    @staticmethod
    @contextmanager
    def last_word() -> Iterator[None]:
        """Say what it means when the database refuses what the block stores; what is not known here is our error."""
        try:
            with transaction.atomic():
                yield
        except IntegrityError as error:
            found = next((text for name, text in _MEANING.items() if name in str(error)), None)
            if found is None:
                raise
            raise ContractError(found) from error


def _all_held(tambon: Area, limits: dict[Cell, int]) -> str:
    said = _("The rules give %(posts)s posts of this type in %(tambon)s, and others hold them by then.")
    return said % {"posts": sum(limits.values()), "tambon": tambon.name_th}


def _no_vacancy(tambon: Area, worker_type: str, *, is_digital: bool, has_other: bool) -> str:
    """Say that no post is vacant; where a round offered the other kind of the type, that it is that one."""
    values = {"type": WorkerType(worker_type).label, "tambon": tambon.name_th}
    if not has_other:
        return _("No post of this kind (%(type)s) is vacant in %(tambon)s on these days.") % values
    if is_digital:
        said = _(
            "No post of a digital data manager (%(type)s) is vacant in %(tambon)s on these days, only one in the "
            "tambon itself. To fill that one, choose it as the kind of post."
        )
    else:
        said = _(
            "No post in the tambon itself (%(type)s) is vacant in %(tambon)s on these days, only one of a digital data "
            "manager at an agency. To fill that one, choose it as the kind of post."
        )
    return said % values
