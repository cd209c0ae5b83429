"""Answered forms as they arrive, from telephones and from browsers: one road for both."""

from collections.abc import Mapping
from typing import IO

from django.utils.translation import gettext as _

from datasets.importing import filling, instances
from datasets.models import Entry
from datasets.selectors.collecting import form_answered
from datasets.services import entries
from u2t.core.access import Actor
from u2t.core.errors import DomainError


class UnknownFormError(DomainError):
    """Nobody here asks such a form."""

    status = 404


def take(*, by: Actor, file: IO[bytes], files: Mapping[str, IO[bytes]], is_whole: bool) -> Entry:
    """Read the answers in `file` and keep them as an entry, with those of `files` that they speak of.

    Raises:
        DomainError: they cannot be read, are of no form that is known, or stand under an instanceID that is taken.
    """
    answer = instances.parse(file.read(instances.LIMIT + 1))
    answered = form_answered(answer.form_id, answer.version)
    if answered is None:
        raise UnknownFormError(_("There is no form “%(form)s” here.") % {"form": answer.form_id})
    form = answered.form
    found = filling.filled(form, answer)
    sent = entries.Sent(
        instance=answer.instance, deprecated=answer.deprecated, xml=answer.text, values=found.values,
        repeats=found.repeats, is_version_known=answered.is_known, misfits=found.misfits,
        pictures=frozenset(found.pictures), documents=frozenset(found.documents), is_whole=is_whole, files=files,
        answered_on=filling.day_of(form, answer),
    )  # fmt: skip
    return entries.receive(by=by, form=form, sent=sent, key=answered.entry)
