"""The list of entries from the field."""

from typing import ClassVar

import django_tables2
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from datasets.choices import EntryState, Hold
from datasets.models import Entry
from datasets.selectors.called import called
from datasets.selectors.entrypages import reviewed_by
from datasets.tables.pills import ONE_LINE, pill
from tambon.selectors.names import place_name
from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import thai_datetime

#: So many characters of answers stand in a list.
_SHOWN = 100
_WRAPPED = {"td": {"class": "wrap"}}


class EntryTable(Table):
    chosen = django_tables2.Column(verbose_name="", accessor="pk", orderable=False)
    area = django_tables2.Column(verbose_name=_("Place"), linkify=("entry-detail", {"pk": A("pk")}))
    called = django_tables2.Column(verbose_name=_("First answers"), accessor="pk", orderable=False, attrs=_WRAPPED)
    dataset = django_tables2.Column(verbose_name=_("Data set"), accessor="dataset__name")
    period = django_tables2.Column(verbose_name=_("Period"))
    state = django_tables2.Column(verbose_name=_("State"))
    by = django_tables2.Column(verbose_name=_("Collected by"), attrs=ONE_LINE)
    submitted_at = django_tables2.Column(verbose_name=_("Sent on"))

    sortable: ClassVar[dict[str, str]] = {"submitted_at": "-id"}
    downloads = (
        Column(_("Entry"), "pk"),
        Column(_("Data set"), "dataset_id", 24),
        Column(_("Place"), "area_id"),
        Column(_("Period"), "period"),
        Column(_("State"), "state", labels=dict(EntryState.choices)),
        Column(_("Sent after the round was closed"), "is_late", labels={True: _("Yes"), False: _("No")}),
        Column(_("Collected by"), "by__username", 24),
        Column(_("Sent on"), "submitted_at", 20),
    )

    class Meta(Table.Meta):
        model = Entry
        fields = ("chosen", "area", "called", "dataset", "period", "state", "by", "submitted_at")
        sequence = ("chosen", "area", "called", "dataset", "period", "state", "by", "submitted_at")

    @cached_property
    def _reviewed(self) -> frozenset[int]:
        """Return the entries of the page that the reader may verify: nobody verifies what is the own."""
        return reviewed_by(self.request.user, [entry.pk for entry in self.data])

    @cached_property
    def _called(self) -> dict[int, str]:
        return called(list(self.data))

    def render_chosen(self, record: Entry) -> SafeString | str:
        """Offer a box to those who may verify this entry; the button stands above the list."""
        if record.state != EntryState.SUBMITTED or record.held or record.pk not in self._reviewed:
            return ""
        label = _("Choose the entry %(entry)s") % {"entry": record.pk}
        return format_html(
            '<input type="checkbox" class="form-check-input" form="verify-many" name="entry" data-choice value="{}:{}"'
            ' aria-label="{}">',
            record.pk,
            record.version,
            label,
        )

    def render_area(self, record: Entry) -> str:
        place = record.place or record.area
        return f"{place_name(place)} ({place.pk})"

    def render_called(self, record: Entry) -> str:
        """Tell entries of one place and form apart: they may be verified without being opened."""
        return Truncator(self._called[record.pk]).chars(_SHOWN) or "–"

    def render_state(self, record: Entry) -> SafeString:
        pills = [pill(record.state, record.get_state_display())]
        pills += [pill("", str(Hold(reason).label)) for reason in record.held]
        if record.is_late and Hold.LATE not in record.held:
            pills.append(pill("", str(Hold.LATE.label)))
        return format_html_join(" ", "{}", ((each,) for each in pills))

    def render_submitted_at(self, record: Entry) -> str:
        return thai_datetime(record.submitted_at)
