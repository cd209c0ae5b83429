"""Texts of papers: shipped, and revised by versions; a paper keeps the version it was made from."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import University
from u2t.core import audit, clock
from u2t.core.access import Actor, key_of, reach, require
from u2t.core.errors import InputError
from workforce import paper_texts
from workforce.models import PaperTemplate
from workforce.permissions import Can
from workforce.typesetting import fields_of


class TemplateError(InputError):
    """The text cannot be kept as it is."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A new text of a kind of paper; no university means the shared one."""

    kind: str
    form: str
    title: str
    body: str
    university: University | None = None


@transaction.atomic
def sync(*, by: Actor) -> int:
    """Store the shipped texts that have no shared version yet; return how many."""
    require(by, Can.CHANGE_TEMPLATE)
    present = set(PaperTemplate.objects.filter(university=None).values_list("kind", flat=True))
    missing = [text for text in paper_texts.TEXTS if text.kind not in present]
    PaperTemplate.objects.bulk_create(
        PaperTemplate(
            kind=text.kind, form=text.form, version=1, title=text.title, body=text.body,
            created_by_id=key_of(by), created_at=clock.now(),
        )
        for text in missing
    )  # fmt: skip
    return len(missing)


@transaction.atomic
def revise(*, wording: Wording, by: Actor) -> PaperTemplate:
    """Keep a new version of a text; the one before stays with the papers made from it. The same text is kept once.

    Raises:
        TemplateError: it uses a field that this kind of paper does not know.
    """
    require(by, Can.CHANGE_TEMPLATE)
    _check_place(wording, by)
    _check_fields(wording)
    if wording.university is not None:  # of its first text there is no row yet that could be held
        University.objects.select_for_update(no_key=True).get(pk=wording.university.pk)
    rows = PaperTemplate.objects.filter(kind=wording.kind, university=wording.university)
    list(rows.select_for_update())  # looked at by the next statement: who waited here sees what the other kept
    newest = rows.order_by("-version").first()
    said = (wording.form, wording.title, wording.body)
    if newest is not None and newest.is_current and (newest.form, newest.title, newest.body) == said:
        return newest
    rows.filter(is_current=True).update(is_current=False)
    template = PaperTemplate.objects.create(
        kind=wording.kind,
        form=wording.form,
        university=wording.university,
        version=newest.version + 1 if newest else 1,
        title=wording.title,
        body=wording.body,
        created_by_id=key_of(by),
        created_at=clock.now(),
    )
    changes = {"version": (newest.version if newest else None, template.version)}
    audit.record(action="papertemplate.revised", target=template, by=by, changes=changes)
    return template


def _check_place(wording: Wording, by: Actor) -> None:
    """The text of a university is its staff's to change, the shared one the nation's."""
    if wording.university is not None:
        require(by, Can.CHANGE_TEMPLATE, wording.university)
    elif not reach(by, Can.CHANGE_TEMPLATE).everywhere:
        raise PermissionDenied


def _check_fields(wording: Wording) -> None:
    known = paper_texts.FIELDS[wording.kind]
    unknown = sorted((fields_of(wording.body) | fields_of(wording.title)) - known)
    if unknown:
        raise TemplateError(
            _("This paper does not know: %(unknown)s. It knows: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(sorted(known))},
            extra={"field": "body"},
        )
    if guarded := sorted(fields_of(wording.title) & paper_texts.GUARDED):
        raise TemplateError(
            _("Titles stand in lists that many read: write %(fields)s in the text, not in the title.")
            % {"fields": ", ".join(guarded)},
            extra={"field": "title"},
        )
