"""Lists of the catalogue: data sets, their versions and forms, and the files that were brought."""

from typing import Any, ClassVar

import django_tables2
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from datasets.choices import DataClass, PlaceLevel
from datasets.models import Dataset, DatasetVersion, Form
from datasets.selectors.formpages import why
from datasets.tables.pills import NUMBER, ONE_LINE
from u2t.core.exports import Column
from u2t.core.importing.pages import RunTable
from u2t.core.models import ImportRun, Origin, RunState
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import local_name, thai_datetime


class DatasetTable(Table):
    name_th = django_tables2.Column(verbose_name=_("Data set"), linkify=("dataset-detail", {"code": A("code")}))
    owner_th = django_tables2.Column(verbose_name=_("Owner"))
    place_level = django_tables2.Column(verbose_name=_("Of"))
    data_class = django_tables2.Column(verbose_name=_("Class"), attrs=ONE_LINE)

    sortable: ClassVar[dict[str, str]] = {"name_th": "sort_key"}
    downloads = (
        Column(_("Code"), "code", 20),
        Column(_("Data set"), "name_th", 40),
        Column(_("Owner"), "owner_th", 40),
        Column(_("Of"), "place_level", labels=dict(PlaceLevel.choices)),
        Column(_("Class"), "data_class", labels=dict(DataClass.choices)),
    )

    class Meta(Table.Meta):
        model = Dataset
        fields = ("name_th", "owner_th", "place_level", "data_class")

    def render_name_th(self, record: Dataset) -> str:
        return local_name(record)


class VersionTable(Table):
    number = django_tables2.Column(verbose_name=_("Version"), attrs=NUMBER)
    at = django_tables2.Column(verbose_name=_("From"))
    by = django_tables2.Column(verbose_name=_("By"))
    note = django_tables2.Column(verbose_name=_("Why"))

    sortable: ClassVar[dict[str, str]] = {"number": "-number"}
    downloads = (
        Column(_("Version"), "number"),
        Column(_("From"), "at", 20),
        Column(_("Why"), "note", 40),
        Column(_("Definition"), "definition", 80),
    )

    class Meta(Table.Meta):
        model = DatasetVersion
        fields = ("number", "at", "by", "note")

    def render_at(self, record: DatasetVersion) -> str:
        return thai_datetime(record.at)

    def render_note(self, record: DatasetVersion) -> str:
        return why(record)


class FormVersionTable(Table):
    number = django_tables2.Column(
        verbose_name=_("Version"), linkify=("form-detail", {"code": A("dataset_id"), "number": A("number")})
    )
    title_th = django_tables2.Column(verbose_name=pgettext_lazy("data set", "Form"))
    at = django_tables2.Column(verbose_name=_("From"))
    by = django_tables2.Column(verbose_name=_("By"))
    note = django_tables2.Column(verbose_name=_("Why"))

    sortable: ClassVar[dict[str, str]] = {"number": "-number"}
    downloads = (
        Column(_("Data set"), "dataset_id", 24),
        Column(_("Version"), "version"),
        Column(pgettext_lazy("data set", "Form"), "title_th", 40),
        Column(_("From"), "at", 20),
        Column(_("Why"), "note", 40),
    )

    class Meta(Table.Meta):
        model = Form
        fields = ("number", "title_th", "at", "by", "note")

    def render_number(self, record: Form) -> str:
        return record.version

    def render_title_th(self, record: Form) -> str:
        return record.title

    def render_note(self, record: Form) -> str:
        return why(record)

    def render_at(self, record: Form) -> str:
        return thai_datetime(record.at)


class FormTable(FormVersionTable):
    dataset = django_tables2.Column(
        verbose_name=_("Data set"), linkify=("form-versions", {"code": A("dataset_id")}), accessor="dataset__name"
    )

    sortable: ClassVar[dict[str, str]] = {"title_th": "title_th", "at": "-at"}

    class Meta(FormVersionTable.Meta):
        fields = ("dataset", "title_th", "number", "at", "by")
        sequence = ("dataset", "title_th", "number", "at", "by")
        exclude = ("note",)


class DatasetRunTable(RunTable):
    name = django_tables2.Column(verbose_name=_("File"), linkify=("import-detail", {"pk": A("pk")}))
    subject = django_tables2.Column(verbose_name=_("Data set"))
    period = django_tables2.Column(verbose_name=_("Period"))

    sortable: ClassVar[dict[str, str]] = {"created_at": "-created_at", "name": "name"}
    downloads = (
        Column(_("Import"), "pk"),
        Column(_("Data set"), "subject", 24),
        Column(_("File"), "name", 40),
        Column(_("Period"), "period"),
        Column(_("Origin"), "origin", labels=dict(Origin.choices)),
        Column(_("State"), "state", labels=dict(RunState.choices)),
        Column(_("Rows"), "row_count"),
        Column(_("Created"), "created_count"),
        Column(_("Changed"), "changed_count"),
        Column(_("Same"), "same_count"),
        Column(_("Left out"), "skipped_count"),
        Column(_("Brought"), "created_at", 20),
    )

    class Meta(RunTable.Meta):
        fields = ("name", "subject", "period", "state", "row_count", "by", "created_at")

    def render_subject(self, record: ImportRun) -> str:
        """Name the data set as the catalogue does."""
        words: Any = record
        is_english = (get_language() or "th").startswith("en")
        found = (words.dataset_en if is_english else "") or words.dataset_th
        return str(found or record.subject.removeprefix("dataset:"))
