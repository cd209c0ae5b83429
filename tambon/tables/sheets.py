"""The lists of spreadsheets that were brought in."""

from typing import Any, ClassVar

import django_tables2
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from tambon.choices import InstitutionList
from u2t.core.exports import Column
from u2t.core.importing.pages import RunTable
from u2t.core.models import ImportRun, RunState

SUBJECTS = {f"institution:{value}": label for value, label in InstitutionList.choices}


class SheetRunTable(RunTable):
    sortable: ClassVar[dict[str, str]] = {"created_at": "-created_at", "name": "name"}

    class Meta(RunTable.Meta):
        pass


def _downloads(about: Column) -> tuple[Column, ...]:
    return (
        Column(_("Import"), "pk"),
        about,
        Column(_("File"), "name", 40),
        Column(_("State"), "state", labels=dict(RunState.choices)),
        Column(_("Rows"), "row_count"),
        Column(_("Created"), "created_count"),
        Column(_("Changed"), "changed_count"),
        Column(_("Same"), "same_count"),
        Column(_("Left out"), "skipped_count"),
        Column(_("Brought"), "created_at", 20),
    )


class AllocationRunTable(SheetRunTable):
    name = django_tables2.Column(verbose_name=_("File"), linkify=("allocation-run", {"pk": A("pk")}))
    programme = django_tables2.Column(verbose_name=_("Programme"), empty_values=())
    downloads = _downloads(Column(_("Programme"), "programme_short", 24))

    class Meta(SheetRunTable.Meta):
        fields = ("name", "programme", "state", "row_count", "by", "created_at")

    def render_programme(self, record: ImportRun) -> str:
        """Name the programme whose allocations the file brings."""
        words: Any = record
        return str(words.programme_short or "")


class InstitutionRunTable(SheetRunTable):
    name = django_tables2.Column(verbose_name=_("File"), linkify=("institution-run", {"pk": A("pk")}))
    subject = django_tables2.Column(verbose_name=_("What the rows are"))
    downloads = _downloads(Column(_("What the rows are"), "subject", 24, labels=SUBJECTS))

    class Meta(SheetRunTable.Meta):
        fields = ("name", "subject", "state", "row_count", "by", "created_at")

    def render_subject(self, value: str) -> str:
        """Say what the rows of the file are."""
        return str(SUBJECTS.get(value, value))
