"""The article of a month: composed from the own logs, sent, returned or published, taken down with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit, clock, files, notifications
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError, StaleError
from workforce.choices import WORKS
from workforce.closing_choices import ArticleState
from workforce.models import Article, ArticlePhoto, ArticleVersion, Contract, DayLog, LogPhoto, Period
from workforce.permissions import Can
from workforce.selectors.articles import logs_to_tell, photos_to_pick, tambon_of
from workforce.wording import month_name

MOST_PHOTOS = 12
MOST_LETTERS = 20_000
_LEAST_LETTERS = 100
_WRITTEN = frozenset({ArticleState.DRAFT, ArticleState.RETURNED, ArticleState.WITHDRAWN})


class ArticleError(DomainError):
    """The article is not in a state for what was asked."""


class ArticleInputError(InputError):
    """What was given of an article is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A photo of the own logs, with what is written under it."""

    photo: LogPhoto
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What an article says."""

    title: str
    text: str
    photos: Sequence[Picked] = ()
    shows_name: bool = False


@transaction.atomic
def begin(*, contract: Contract, period: Period, by: User, picked: Sequence[DayLog] | None = None) -> Article:
    """Begin the article of an own month from some of its logs, or all; begun twice is begun once."""
    require(by, Can.WRITE_ARTICLE)
    if contract.person.user_id != by.pk:
        raise ArticleError(_("Only who did the work writes about it."))
    fits = (contract.university_id, contract.programme_id) == (period.university_id, period.programme_id)
    tambon = tambon_of(contract, period) if fits and contract.state in WORKS else None
    if tambon is None:
        raise ArticleError(_("This contract has no day in this month."))
    logs = list(logs_to_tell(contract, period))
    if picked is not None:
        chosen = {one.pk for one in picked}
        logs = [one for one in logs if one.pk in chosen]
    said = {"month": month_name(period.month), "tambon": tambon.name_th}
    title = (_("%(month)s in %(tambon)s") % said)[:150]
    article, is_new = Article.objects.get_or_create(
        contract=contract, period=period, defaults={"tambon": tambon, "title": title, "text": _composed(logs)}
    )
    if is_new:
        photos = [photo for log in logs for photo in log.photos.all()][:MOST_PHOTOS]
        captions = {log.pk: log.activity for log in logs}
        _store_photos(article, [Picked(one, captions[one.log_id]) for one in photos])
        audit.record(action="article.begun", target=article, by=by)
    return article


@transaction.atomic
def save(*, article: Article, told: Told, by: User, version: int) -> Article:
    """Store what was written so far."""
    require(by, Can.WRITE_ARTICLE, article)
    article = _writable(article, by, version)
    _check(article, told)
    article.title, article.text, article.shows_name = told.title.strip(), told.text.strip(), told.shows_name
    article.version += 1
    article.save(update_fields=["title", "text", "shows_name", "version"])
    _store_photos(article, told.photos)
    return article


@transaction.atomic
def send(*, article: Article, by: User, version: int) -> Article:
    """Send an article to be reviewed; as it is sent it stays stored. Sent twice is sent once."""
    require(by, Can.WRITE_ARTICLE, article)
    locked = _locked(article)
    if locked.state == ArticleState.SENT and version == locked.version - 1 and locked.contract.person.user_id == by.pk:
        return locked
    article = _writable(article, by, version)
    if len(article.text) < _LEAST_LETTERS:
        raise ArticleInputError(
            _("An article has at least %(least)d letters.") % {"least": _LEAST_LETTERS}, extra={"field": "text"}
        )
    ArticleVersion.objects.create(
        article=article, number=article.versions.count() + 1, title=article.title, text=article.text,
        captions=list(article.photos.values_list("caption", flat=True)), sent_at=clock.now(),
    )  # fmt: skip
    article.sent_at = clock.now()
    return _move(article, ArticleState.SENT, by, "sent_at")


@transaction.atomic
def submit(*, article: Article, told: Told, by: User, version: int) -> Article:
    """Store what is typed and send it at once; a second click finds it sent."""
    require(by, Can.WRITE_ARTICLE, article)
    locked = _locked(article)
    is_own = locked.contract.person.user_id == by.pk
    if is_own and locked.state == ArticleState.SENT and version == locked.version - 2 and _says(locked, told):
        return locked
    saved = save(article=article, told=told, by=by, version=version)
    return send(article=saved, by=by, version=saved.version)


@transaction.atomic
def publish(*, article: Article, by: User, version: int) -> Article:
    """Publish an article that waits: from now on everybody reads it. A second click finds it published."""
    require(by, Can.PUBLISH_ARTICLE, article)
    locked = _locked(article)
    if (locked.state, locked.version, locked.decided_by_id) == (ArticleState.PUBLISHED, version + 1, by.pk):
        return locked
    article = _decided(article, by, version, ArticleState.SENT)
    article.published_at, article.decided_by, article.reason = clock.now(), by, ""
    return _move(article, ArticleState.PUBLISHED, by, "published_at", "decided_by", "reason")


@transaction.atomic
def send_back(*, article: Article, reason: str, by: User, version: int) -> Article:
    """Return an article that waits, saying what is to be changed."""
    require(by, Can.PUBLISH_ARTICLE, article)
    article = _decided(article, by, version, ArticleState.SENT)
    _check_reason(reason, _("Say what is to be changed."))
    article.decided_by, article.reason = by, reason.strip()
    return _move(article, ArticleState.RETURNED, by, "decided_by", "reason")


@transaction.atomic
def take_down(*, article: Article, reason: str, by: User, version: int) -> Article:
    """Take a published article down, saying why; its address no longer answers, and it can be written anew."""
    require(by, Can.PUBLISH_ARTICLE, article)
    article = _decided(article, by, version, ArticleState.PUBLISHED)
    _check_reason(reason, _("Say why it is taken down."))
    article.decided_by, article.reason, article.published_at = by, reason.strip(), None
    return _move(article, ArticleState.WITHDRAWN, by, "decided_by", "reason", "published_at")


@transaction.atomic
def withdraw(*, article: Article, by: User, version: int) -> Article:
    """Take back the own article: nobody's words stand in public against the own will."""
    require(by, Can.WRITE_ARTICLE, article)
    article = _own(_locked(article), by, version)
    if article.state not in {ArticleState.SENT, ArticleState.PUBLISHED}:
        raise ArticleError(_("This article is not sent."))
    article.reason, article.published_at = _("Taken back by who wrote it."), None
    return _move(article, ArticleState.WITHDRAWN, by, "reason", "published_at")


def look(*, picked: ArticlePhoto, by: User) -> bytes:
    """Return a picture of an article."""
    require(by, Can.VIEW_ARTICLE, picked)
    return files.read(picked.photo.file)


def _says(article: Article, told: Told) -> bool:
    """Tell whether an article says this already."""
    there = [(one.photo_id, one.caption) for one in article.photos.all()]
    asked = [(one.photo.pk, one.caption.strip()) for one in told.photos]
    words = (told.title.strip(), told.text.strip(), told.shows_name)
    return (article.title, article.text, article.shows_name) == words and there == asked


def _composed(logs: Sequence[DayLog]) -> str:
    """Put what the logs say one after the other, each activity once."""
    parts: dict[str, list[str]] = {}
    for log in logs:
        said = parts.setdefault(log.activity, [log.activity])
        said.extend(text for text in (log.detail, log.result) if text and text not in said)
    return "\n\n".join("\n".join(lines) for lines in parts.values())[:MOST_LETTERS]


def _store_photos(article: Article, picked: Sequence[Picked]) -> None:
    """Keep what is picked, in its order; a photo that stays keeps its public key."""
    picked = list({one.photo.pk: one for one in picked}.values())  # named twice, it is one
    article.photos.exclude(photo__in=[one.photo for one in picked]).delete()
    rows = [
        ArticlePhoto(article=article, photo=one.photo, caption=one.caption.strip(), position=position)
        for position, one in enumerate(picked, start=1)
    ]
    ArticlePhoto.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["article", "photo"], update_fields=["caption", "position"]
    )


def _check(article: Article, told: Told) -> None:
    if not told.title.strip():
        raise ArticleInputError(_("Write a title."), extra={"field": "title"})
    if len(told.text) > MOST_LETTERS:
        raise ArticleInputError(
            _("An article has at most %(most)d letters.") % {"most": MOST_LETTERS}, extra={"field": "text"}
        )
    if len(told.photos) > MOST_PHOTOS:
        raise ArticleInputError(
            _("An article has at most %(most)d photos.") % {"most": MOST_PHOTOS}, extra={"field": "photos"}
        )
    there = set(photos_to_pick(article.contract, article.period).values_list("pk", flat=True))
    if {one.photo.pk for one in told.photos} - there:
        raise ArticleInputError(_("Choose photos of your own logs of this month."), extra={"field": "photos"})


def _check_reason(reason: str, message: str) -> None:
    if not reason.strip():
        raise ArticleInputError(message, extra={"field": "reason"})


def _locked(article: Article) -> Article:
    rows = Article.objects.select_for_update(of=("self",))
    return rows.select_related("contract__person", "period", "tambon").get(pk=article.pk)


def _own(article: Article, by: User, version: int) -> Article:
    if article.contract.person.user_id != by.pk:
        raise ArticleError(_("Only who did the work writes about it."))
    return _fresh(article, version)


def _fresh(article: Article, version: int) -> Article:
    if version != article.version:
        raise StaleError(_("This article was changed since you opened it. Open it again and look."), of=article)
    return article


def _writable(article: Article, by: User, version: int) -> Article:
    article = _own(_locked(article), by, version)
    if article.state not in _WRITTEN:
        raise ArticleError(_("This article is sent. Take it back to change it."))
    return article


def _decided(article: Article, by: User, version: int, state: ArticleState) -> Article:
    article = _fresh(_locked(article), version)
    if article.contract.person.user_id == by.pk:
        raise ArticleError(_("Nobody decides about the own article."))
    if article.state != state:
        raise ArticleError(_("This article stands otherwise now: %(state)s.") % {"state": article.get_state_display()})
    return article


def _move(article: Article, state: ArticleState, by: User, *fields: str) -> Article:
    before, article.state = article.state, state
    article.version += 1
    article.save(update_fields=["state", "version", *fields])
    said = article.reason if "reason" in fields else ""
    audit.record(
        action=f"article.{state}", target=article, by=by, reason=said, changes={"state": (before, state)}
    )  # fmt: skip
    owner = article.contract.person.user_id
    if owner is not None and owner != by.pk:
        link = reverse("article-detail", args=[article.pk])
        notifications.tell(user_id=owner, kind=f"article.{state}", link=link, month=article.period.month.isoformat())
    return article
