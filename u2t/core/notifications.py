"""Tell somebody: a row now, a sentence in their language when they read it."""

from collections.abc import Callable, Mapping
from typing import Any

from u2t.core import clock
from u2t.core.models import Notification

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


def sentence_of(notification: Notification) -> str:
    """Return the notification in the language of the reader."""
    return _sentences[notification.kind](notification.values)
