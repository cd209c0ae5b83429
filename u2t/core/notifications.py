"""Tell somebody: a row now, a sentence in their language when they read it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import timezone

from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.models import Notification
from u2t.core.permissions import Can

Sentence = Callable[[Mapping[str, Any]], str]
_sentences: dict[str, Sentence] = {}


def kind(name: str) -> Callable[[Sentence], Sentence]:
    """Register the sentence of a kind of notification."""

    def register(sentence: Sentence) -> Sentence:
        _sentences[name] = sentence
        return sentence

    return register


def tell(*, user_id: int, kind: str, link: str = "", **values: Any) -> Notification:
    """Store a notification; call it inside the transaction of what happened."""
    return Notification.objects.create(user_id=user_id, kind=kind, values=values, link=link, created_at=clock.now())


def tell_all(*, links: Iterable[tuple[int, str]], kind: str, **values: Any) -> int:
    """Store the same notification for many, each a key of a user with the link of theirs; return how many."""
    now = clock.now()
    rows = [Notification(user_id=user, kind=kind, values=values, link=link, created_at=now) for user, link in links]
    return len(Notification.objects.bulk_create(rows, batch_size=2000))


def sentence_of(notification: Notification) -> str:
    """Return the notification in the language of the reader."""
    return _sentences[notification.kind](notification.values)


def mark_read(*, user: Actor) -> int:
    """Mark all of the user's own notifications as read; return how many were not."""
    unread = Notification.objects.visible_to(user, to=Can.VIEW_NOTIFICATION).filter(read_at__isnull=True)
    return unread.update(read_at=timezone.now())
