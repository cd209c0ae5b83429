"""Lists of records, and of what somebody has to say of them."""

from typing import Any, ClassVar

import django_tables2
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from datasets.choices import CorrectionState, DoubtKind, DoubtState, FieldRole, TwinState
from datasets.models import Correction, DatasetField, Doubt, Record, Twin
from datasets.permissions import Can
from datasets.selectors.pages import NUMBERS, cells_of, label_in_words
from datasets.tables.pills import NUMBER, pill
from tambon.selectors.names import place_name
from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import thai_datetime


class ValueColumn(django_tables2.Column):
    """The value of one field of the records of a data set."""

    def __init__(self, field: DatasetField) -> None:
        look = {"class": "number wrap" if field.kind in NUMBERS else "wrap"}
        attrs = {"th": look, "td": look}
        super().__init__(verbose_name=field.heading, accessor="values", orderable=False, attrs=attrs)
        self.field = field

    def render(self, record: Record) -> str:
        found = [cell for cell in cells_of(record, [self.field], sees_personal=False) if cell.name == self.field.name]
        return found[0].text if found else "–"


class RecordTable(Table):
    place = django_tables2.Column(
        verbose_name=_("Place"), linkify=("record-detail", {"pk": A("pk")}), attrs={"td": {"class": "text-nowrap"}}
    )
    place_id = django_tables2.Column(verbose_name=_("Code"))
    period = django_tables2.Column(verbose_name=_("Period"))
    origin = django_tables2.Column(verbose_name=_("Origin"))
    changed_at = django_tables2.Column(verbose_name=_("Known since"), attrs={"td": {"class": "text-nowrap"}})

    sortable: ClassVar[dict[str, str]] = {"place_id": "place_id", "period": "period"}
    downloads = (Column(_("Code"), "place_id"), Column(_("Place"), "place__name_th", 30), Column(_("Period"), "period"))

    class Meta(Table.Meta):
        model = Record
        fields = ("place", "place_id", "period", "origin", "changed_at")
        sequence = ("place", "place_id", "...", "period", "origin", "changed_at")

    @cached_property
    def _keyed(self) -> frozenset[str]:
        """Return those of the data sets whose key says something: that of an entry is a number of its telephone."""
        keys = DatasetField.objects.filter(role=FieldRole.KEY, dataset__in={record.dataset_id for record in self.data})
        return frozenset(keys.values_list("dataset", flat=True))

    def render_place(self, record: Record) -> str:
        """Tell records of one place apart by their key."""
        words: Any = record
        key = words.shown_key if record.dataset_id in self._keyed else ""
        return " · ".join(filter(None, [place_name(record.place), key]))

    def render_changed_at(self, record: Record) -> str:
        return thai_datetime(record.changed_at)


class CorrectionTable(Table):
    place = django_tables2.Column(
        verbose_name=_("Place"), accessor="record__place", linkify=("record-detail", {"pk": A("record_id")})
    )
    field = django_tables2.Column(verbose_name=_("Field"))
    shown_old = django_tables2.Column(verbose_name=_("Was"), attrs=NUMBER)
    shown_new = django_tables2.Column(verbose_name=_("Should be"), attrs=NUMBER)
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

    def render_place(self, record: Correction) -> str:
        return place_name(record.record.place)

    def render_field(self, record: Correction) -> str:
        return label_in_words(record)

    def render_state(self, record: Correction) -> SafeString:
        return pill(record.state, record.get_state_display())


class TwinTable(Table):
    place = django_tables2.Column(
        verbose_name=_("Place"), accessor="first__place", linkify=("twin-detail", {"pk": A("pk")}), orderable=False
    )
    period = django_tables2.Column(verbose_name=_("Period"), accessor="first__period", orderable=False)
    likeness = django_tables2.Column(verbose_name=_("Names alike"), attrs=NUMBER)
    metres = django_tables2.Column(verbose_name=_("Metres apart"), attrs=NUMBER, orderable=False)
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
        return f"{place_name(place)} ({place.pk})"

    def render_likeness(self, value: int) -> str:
        return f"{value} %"

    def render_state(self, record: Twin) -> SafeString:
        return pill(record.state, record.get_state_display())


class DoubtTable(Table):
    chosen = django_tables2.Column(verbose_name="", accessor="pk", orderable=False)
    place = django_tables2.Column(
        verbose_name=_("Place"), accessor="record__place", linkify=("record-detail", {"pk": A("record_id")}),
        orderable=False,
    )  # fmt: skip
    period = django_tables2.Column(verbose_name=_("Period"), accessor="record__period", orderable=False)
    field = django_tables2.Column(verbose_name=_("Field"))
    value = django_tables2.Column(verbose_name=_("Value"), accessor="record__values", orderable=False, attrs=NUMBER)
    kind = django_tables2.Column(verbose_name=_("Why"), orderable=False)
    state = django_tables2.Column(verbose_name=_("State"), orderable=False)

    sortable: ClassVar[dict[str, str]] = {"field": "field"}
    downloads = (
        Column(_("Record"), "record_id"),
        Column(_("Place"), "record__place_id"),
        Column(_("Period"), "record__period"),
        Column(_("Field"), "label_th", 40),
        Column(_("Why"), "kind", 24, labels=dict(DoubtKind.choices)),
        Column(_("State"), "state", labels=dict(DoubtState.choices)),
    )

    class Meta(Table.Meta):
        model = Doubt
        fields = ("chosen", "place", "period", "field", "value", "kind", "state")
        sequence = ("chosen", "place", "period", "field", "value", "kind", "state")

    def render_chosen(self, record: Doubt) -> SafeString | str:
        """Offer a box for what waits; the button stands below the list."""
        if record.state != DoubtState.OPEN or not self.request.user.has_perm(Can.SETTLE_DOUBT):
            return ""
        label = _("Choose the value %(doubt)s") % {"doubt": record.pk}
        return format_html(
            '<input type="checkbox" class="form-check-input" form="settle" name="doubt" value="{}" aria-label="{}">',
            record.pk,
            label,
        )

    def render_place(self, record: Doubt) -> str:
        place = record.record.place
        return f"{place_name(place)} ({place.pk})"

    def render_field(self, record: Any) -> str:
        is_english = (get_language() or "th").startswith("en")
        return str((record.label_en if is_english else "") or record.label_th)

    def render_value(self, record: Any) -> str:
        """Show the value as it stands; what is personal is read on the record."""
        if record.is_personal:
            return str(_("Personal: hidden"))
        value = record.record.values.get(record.field)
        return str(_("No data")) if value is None else str(value)

    def render_kind(self, record: Doubt) -> str:
        return record.get_kind_display()

    def render_state(self, record: Doubt) -> SafeString:
        return pill(record.state, record.get_state_display())
