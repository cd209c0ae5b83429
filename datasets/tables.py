"""Lists of this app: the table is the page and the download."""

from typing import Any, ClassVar

import django_tables2
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from datasets.choices import CorrectionState, DataClass, EntryState, Hold, PlaceLevel, TwinState
from datasets.models import CollectionRound, Correction, Dataset, DatasetVersion, Entry, Form, Record, Twin
from datasets.selectors.entrypages import reviewed_by
from datasets.selectors.pages import label_in_words
from u2t.core.exports import Column
from u2t.core.importing.pages import RunTable
from u2t.core.models import ImportRun, Origin, RunState
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import local_name, thai_date, thai_datetime

_NUMBER = {"td": {"class": "text-end"}, "th": {"class": "text-end"}}
_TONES: dict[str, str] = {
    CorrectionState.PROPOSED: "warn", CorrectionState.APPLIED: "good", CorrectionState.REFUSED: "bad",
    EntryState.DRAFT: "quiet", EntryState.SUBMITTED: "warn", EntryState.RETURNED: "bad", EntryState.VERIFIED: "good",
    EntryState.REFUSED: "bad", TwinState.OPEN: "warn", TwinState.MERGED: "good", TwinState.DISMISSED: "quiet",
}  # fmt: skip


def _pill(value: str, text: str) -> SafeString:
    return format_html('<span class="pill pill-{}">{}</span>', _TONES.get(value, "quiet"), text)


class DatasetTable(Table):
    name_th = django_tables2.Column(verbose_name=_("Data set"), linkify=("dataset-detail", {"code": A("code")}))
    owner_th = django_tables2.Column(verbose_name=_("Owner"))
    place_level = django_tables2.Column(verbose_name=_("Of"))
    data_class = django_tables2.Column(verbose_name=_("Class"))

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
    number = django_tables2.Column(verbose_name=_("Version"), attrs=_NUMBER)
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

    def render_note(self, value: str) -> str:
        return str(_("Came with the platform")) if value == "shipped" else value


class FormVersionTable(Table):
    number = django_tables2.Column(
        verbose_name=_("Version"), linkify=("form-detail", {"code": A("dataset_id"), "number": A("number")})
    )
    title_th = django_tables2.Column(verbose_name=_("Form"))
    at = django_tables2.Column(verbose_name=_("From"))
    by = django_tables2.Column(verbose_name=_("By"))
    note = django_tables2.Column(verbose_name=_("Why"))

    sortable: ClassVar[dict[str, str]] = {"number": "-number"}
    downloads = (
        Column(_("Data set"), "dataset_id", 24),
        Column(_("Version"), "version"),
        Column(_("Form"), "title_th", 40),
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


class RecordTable(Table):
    place = django_tables2.Column(verbose_name=_("Place"), linkify=("record-detail", {"pk": A("pk")}))
    place_id = django_tables2.Column(verbose_name=_("Code"))
    period = django_tables2.Column(verbose_name=_("Period"))
    origin = django_tables2.Column(verbose_name=_("Origin"))
    changed_at = django_tables2.Column(verbose_name=_("Known since"))

    sortable: ClassVar[dict[str, str]] = {"place_id": "place_id", "period": "period"}
    downloads = (Column(_("Code"), "place_id"), Column(_("Place"), "place__name_th", 30), Column(_("Period"), "period"))

    class Meta(Table.Meta):
        model = Record
        fields = ("place_id", "place", "period", "origin", "changed_at")

    def render_place(self, record: Record) -> str:
        """Tell records of one place apart by their key."""
        words: Any = record
        return " · ".join(filter(None, [local_name(record.place), words.shown_key]))

    def render_changed_at(self, record: Record) -> str:
        return thai_datetime(record.changed_at)


class CorrectionTable(Table):
    place = django_tables2.Column(
        verbose_name=_("Place"), accessor="record__place__name_th", linkify=("record-detail", {"pk": A("record_id")})
    )
    field = django_tables2.Column(verbose_name=_("Field"))
    shown_old = django_tables2.Column(verbose_name=_("Was"), attrs=_NUMBER)
    shown_new = django_tables2.Column(verbose_name=_("Should be"), attrs=_NUMBER)
    reason = django_tables2.Column(verbose_name=_("Reason"))
    state = django_tables2.Column(verbose_name=_("State"))
    by = django_tables2.Column(verbose_name=_("By"))

    sortable: ClassVar[dict[str, str]] = {"state": "-state", "field": "field"}
    downloads = (
        Column(_("Place"), "record__place__name_th", 30),
        Column(_("Field"), "field", 24),
        Column(_("Was"), "shown_old"),
        Column(_("Should be"), "shown_new"),
        Column(_("Reason"), "reason", 40),
        Column(_("State"), "state", labels=dict(CorrectionState.choices)),
    )

    class Meta(Table.Meta):
        model = Correction
        fields = ("place", "field", "shown_old", "shown_new", "reason", "state", "by")

    def render_field(self, record: Correction) -> str:
        return label_in_words(record)

    def render_state(self, record: Correction) -> SafeString:
        return _pill(record.state, record.get_state_display())


class RoundTable(Table):
    name_th = django_tables2.Column(
        verbose_name=_("Round of collecting"), linkify=("collection-detail", {"pk": A("pk")})
    )
    dataset = django_tables2.Column(verbose_name=_("Data set"), accessor="dataset__name")
    period = django_tables2.Column(verbose_name=_("Period"))
    opens_on = django_tables2.Column(verbose_name=_("Opens on"))
    closes_on = django_tables2.Column(verbose_name=_("Closes on"))

    sortable: ClassVar[dict[str, str]] = {"closes_on": "-closes_on", "opens_on": "-opens_on"}
    downloads = (
        Column(_("Data set"), "dataset_id", 24),
        Column(_("Number"), "number"),
        Column(_("Round of collecting"), "name_th", 40),
        Column(_("Period"), "period"),
        Column(_("Opens on"), "opens_on"),
        Column(_("Closes on"), "closes_on"),
    )

    class Meta(Table.Meta):
        model = CollectionRound
        fields = ("name_th", "dataset", "period", "opens_on", "closes_on")

    def render_name_th(self, record: CollectionRound) -> str:
        return record.name

    def render_opens_on(self, record: CollectionRound) -> str:
        return thai_date(record.opens_on)

    def render_closes_on(self, record: CollectionRound) -> str:
        return thai_date(record.closes_on)


class EntryTable(Table):
    chosen = django_tables2.Column(verbose_name="", accessor="pk", orderable=False)
    area = django_tables2.Column(verbose_name=_("Place"), linkify=("entry-detail", {"pk": A("pk")}))
    dataset = django_tables2.Column(verbose_name=_("Data set"), accessor="dataset__name")
    period = django_tables2.Column(verbose_name=_("Period"))
    state = django_tables2.Column(verbose_name=_("State"))
    by = django_tables2.Column(verbose_name=_("Collected by"))
    submitted_at = django_tables2.Column(verbose_name=_("Sent on"))

    sortable: ClassVar[dict[str, str]] = {"submitted_at": "-id"}
    downloads = (
        Column(_("Entry"), "pk"),
        Column(_("Data set"), "dataset_id", 24),
        Column(_("Place"), "area_id"),
        Column(_("Period"), "period"),
        Column(_("State"), "state", labels=dict(EntryState.choices)),
        Column(_("Collected by"), "by__username", 24),
        Column(_("Sent on"), "submitted_at", 20),
    )

    class Meta(Table.Meta):
        model = Entry
        fields = ("chosen", "area", "dataset", "period", "state", "by", "submitted_at")
        sequence = ("chosen", "area", "dataset", "period", "state", "by", "submitted_at")

    @cached_property
    def _reviewed(self) -> frozenset[int]:
        """Return the entries of the page that the reader may verify: nobody verifies what is the own."""
        return reviewed_by(self.request.user, [entry.pk for entry in self.data])

    def render_chosen(self, record: Entry) -> SafeString | str:
        """Offer a box to those who may verify this entry; the button stands above the list."""
        if record.state != EntryState.SUBMITTED or record.held or record.pk not in self._reviewed:
            return ""
        label = _("Choose the entry %(entry)s") % {"entry": record.pk}
        return format_html(
            '<input type="checkbox" class="form-check-input" form="verify-many" name="entry" value="{}:{}"'
            ' aria-label="{}">',
            record.pk,
            record.version,
            label,
        )

    def render_area(self, record: Entry) -> str:
        place = record.place or record.area
        return f"{local_name(place)} ({place.pk})"

    def render_state(self, record: Entry) -> SafeString:
        pills = [_pill(record.state, record.get_state_display())]
        pills += [_pill("", str(Hold(reason).label)) for reason in record.held]
        return format_html_join(" ", "{}", ((pill,) for pill in pills))

    def render_submitted_at(self, record: Entry) -> str:
        return thai_datetime(record.submitted_at)


class TwinTable(Table):
    place = django_tables2.Column(
        verbose_name=_("Place"), accessor="first__place", linkify=("twin-detail", {"pk": A("pk")}), orderable=False
    )
    period = django_tables2.Column(verbose_name=_("Period"), accessor="first__period", orderable=False)
    likeness = django_tables2.Column(verbose_name=_("Names alike"), attrs=_NUMBER)
    metres = django_tables2.Column(verbose_name=_("Metres apart"), attrs=_NUMBER, orderable=False)
    state = django_tables2.Column(verbose_name=_("State"), orderable=False)

    sortable: ClassVar[dict[str, str]] = {"likeness": "-likeness"}
    downloads = (
        Column(_("Pair"), "pk"),
        Column(_("First record"), "first_id"),
        Column(_("Second record"), "second_id"),
        Column(_("Place"), "first__place_id"),
        Column(_("Period"), "first__period"),
        Column(_("Names alike"), "likeness"),
        Column(_("Metres apart"), "metres"),
        Column(_("State"), "state", labels=dict(TwinState.choices)),
    )

    class Meta(Table.Meta):
        model = Twin
        fields = ("place", "period", "likeness", "metres", "state")
        sequence = ("place", "period", "likeness", "metres", "state")

    def render_place(self, record: Twin) -> str:
        place = record.first.place
        return f"{local_name(place)} ({place.pk})"

    def render_likeness(self, value: int) -> str:
        return f"{value} %"

    def render_state(self, record: Twin) -> SafeString:
        return _pill(record.state, record.get_state_display())
