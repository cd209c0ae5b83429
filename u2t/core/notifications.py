"""Tell somebody: a row now, a sentence in their language when they read it; by mail too, after the commit.

The mail of a notification waits in its row (`mail_due_at`) until it has gone or is given up: see `u2t/core/mail.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from u2t.core import channels, clock, outbox
from u2t.core.access import Actor, key_of
from u2t.core.models import Notification
from u2t.core.permissions import Can

Sentence = Callable[[Mapping[str, Any]], str]
_sentences: dict[str, Sentence] = {}
_on_the_site_only: set[str] = set()


def kind(name: str, *, by_mail: bool = True) -> Callable[[Sentence], Sentence]:
    """Register the sentence of a kind of notification; without `by_mail` it stands on the site only."""

    def register(sentence: Sentence) -> Sentence:
        _sentences[name] = sentence
        if not by_mail:
            _on_the_site_only.add(name)
        return sentence

    return register


def tell(*, user_id: int, kind: str, link: str = "", **values: Any) -> Notification:
    """Store a notification; call it inside the transaction of what happened."""
    return tell_many(user_ids=[user_id], kind=kind, link=link, **values)[0]


def tell_many(*, user_ids: Sequence[int], kind: str, link: str = "", **values: Any) -> list[Notification]:
    """Store the same notification for many, each once; their mails are sent after the commit."""
    return tell_all(links=[(user, link) for user in dict.fromkeys(user_ids)], kind=kind, **values)


def tell_all(*, links: Iterable[tuple[int, str]], kind: str, **values: Any) -> list[Notification]:
    """Store the same notification for many, each a key of a user with the link of theirs."""
    return tell_each(said=[(user, link, values) for user, link in links], kind=kind)


def tell_each(*, said: Iterable[tuple[int, str, Mapping[str, Any]]], kind: str) -> list[Notification]:
    """Store a notification of one kind for many, each a key of a user with the link and the values of theirs."""
    due = None if kind in _on_the_site_only else timezone.now()
    now = clock.now()
    rows = [
        Notification(user_id=user, kind=kind, values=dict(values), link=link, created_at=now, mail_due_at=due)
        for user, link, values in said
    ]
    found = Notification.objects.bulk_create(rows, batch_size=2000)
    if due is not None and found:
        outbox.enqueue("core.mail_notifications", notifications=[row.pk for row in found])
        if keys := channels.prepare(found):
            outbox.enqueue("core.deliver_notifications", deliveries=keys)
    return found


def sentence_of(notification: Notification) -> str:
    """Return the notification in the language of the reader."""
    return _sentences[notification.kind](notification.values)


def choose_mail(*, user: Actor, wants: bool) -> None:
    """Say whether the user is told by mail as well."""
    get_user_model().objects.filter(pk=key_of(user)).update(wants_mail=wants)


def mark_read(*, user: Actor) -> int:
    """Mark all of the user's own notifications as read; return how many were not."""
    unread = Notification.objects.visible_to(user, to=Can.VIEW_NOTIFICATION).filter(read_at__isnull=True)
    return unread.update(read_at=timezone.now())
