"""One sentence per action of this app in the audit trail."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tambon.presenters import presents
from u2t.core.models import AuditEvent

_SENTENCES: dict[str, Promise] = {
    "terms.shipped": _("%(actor)s stored the first version of the rules %(target)s."),
    "posts.provided": _("%(actor)s opened the posts of %(target)s."),
}


def register() -> None:
    """Make the sentences known."""
    for action, sentence in _SENTENCES.items():
        presents(action)(_told(sentence))


def _told(sentence: Promise) -> Callable[[AuditEvent], str]:
    return lambda event: str(sentence) % {"actor": event.actor, "target": event.target_text}
