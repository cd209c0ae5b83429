"""Articles of the month: of whom, where they stand, and what everybody reads."""

from collections.abc import Sequence

from django.db.models import Count, QuerySet

from tambon.models import Area, User
from u2t.core.access import Actor
from workforce.choices import WORKS
from workforce.models import Article, ArticlePhoto, Contract, DayLog, LogPhoto, Period, Placement
from workforce.permissions import Can
from workforce.selectors.logs import logs_between


def articles_of(user: Actor) -> "QuerySet[Article]":
    """Return the articles a user may see, with all that a list of them shows."""
    rows = Article.objects.visible_to(user, to=Can.VIEW_ARTICLE)
    return rows.select_related("contract__person", "contract__university", "period", "tambon", "decided_by").annotate(
        photo_count=Count("photos")
    )


def own_contract(user: User, key: int) -> "QuerySet[Contract]":
    """Return an own contract somebody works or worked under."""
    return Contract.objects.filter(person__user=user, state__in=WORKS, pk=key).select_related("person", "university")


def logs_to_tell(contract: Contract, period: Period) -> "QuerySet[DayLog]":
    """Return the logs of a month that an article can be begun from."""
    return logs_between(contract, period.first_day, period.last_day).prefetch_related("photos").order_by("day", "pk")


def photos_to_pick(contract: Contract, period: Period) -> "QuerySet[LogPhoto]":
    """Return the photos of a month's logs."""
    logs = logs_between(contract, period.first_day, period.last_day)
    return LogPhoto.objects.filter(log__in=logs).select_related("log").order_by("log__day", "pk")


def tambon_of(contract: Contract, period: Period) -> Area | None:
    """Return where somebody worked in a month, at its end."""
    seats = Placement.objects.filter(contract=contract, is_cancelled=False, during__overlap=period.during)
    found = seats.select_related("post__tambon").order_by("-during").first()
    return found.post.tambon if found else None


def published() -> "QuerySet[Article]":
    """Return what everybody may read, the newest first; of a writer no more than the name, and that only if agreed."""
    rows = Article.objects.public().select_related("tambon__parent__parent", "period", "contract__person")
    return rows.prefetch_related("photos")


def published_in(tambon: Area) -> Sequence[Article]:
    """Return the newest articles of a tambon."""
    return list(published().filter(tambon=tambon).order_by("-published_at", "-pk")[:3])


def public_photos() -> "QuerySet[ArticlePhoto]":
    """Return the photos that everybody may see."""
    return ArticlePhoto.objects.public().select_related("photo__file")


def writer_of(article: Article) -> str:
    """Name who wrote an article, if the writer agrees to it."""
    return article.contract.person.full_name if article.shows_name else ""
