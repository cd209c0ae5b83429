"""Lists of the field: rounds of collecting and entries."""

from datetime import datetime
from typing import Any, ClassVar

import django_tables2
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from datasets.choices import EntryState, Hold
from datasets.models import CollectionRound, Entry
from datasets.selectors.entrypages import reviewed_by
from datasets.tables.pills import NUMBER, pill
from tambon.models import Area, User
from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import local_name, thai_date, thai_datetime


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


class _ProgressTable(Table):
    waiting = django_tables2.Column(verbose_name=_("Waiting"), attrs=NUMBER)
    returned = django_tables2.Column(verbose_name=_("Returned"), attrs=NUMBER)
    verified = django_tables2.Column(verbose_name=_("Verified"), attrs=NUMBER)
    total = django_tables2.Column(verbose_name=_("Together"), attrs=NUMBER)
    late = django_tables2.Column(verbose_name=_("Sent after the round was closed"), attrs=NUMBER)


_COUNTS = (
    Column(_("Waiting"), "waiting"),
    Column(_("Returned"), "returned"),
    Column(_("Verified"), "verified"),
    Column(_("Together"), "total"),
    Column(_("Sent after the round was closed"), "late"),
)


class RoundPlaceTable(_ProgressTable):
    name_th = django_tables2.Column(verbose_name=_("Place"))
    wanted = django_tables2.Column(verbose_name=_("Wanted"), attrs=NUMBER)
    left = django_tables2.Column(verbose_name=_("Still wanted"), attrs=NUMBER)
    percent = django_tables2.Column(verbose_name=_("Verified of what is wanted"), attrs=NUMBER)

    sortable: ClassVar[dict[str, str]] = {"name_th": "code"}
    downloads = (
        Column(_("Code"), "code"),
        Column(_("Place"), "name_th", 30),
        Column(_("Households"), "households"),
        Column(_("Share wanted (per cent)"), "share"),
        Column(_("Wanted"), "wanted"),
        *_COUNTS,
        Column(_("Still wanted"), "left"),
        Column(_("Verified of what is wanted (per cent)"), "percent"),
    )

    class Meta(Table.Meta):
        model = Area
        fields = ("name_th", "wanted", "waiting", "returned", "verified", "total", "late", "left", "percent")
        sequence = fields

    def render_name_th(self, record: Area) -> str:
        return f"{local_name(record)} ({record.pk})"

    def render_wanted(self, record: Any) -> str:
        if record.share is None:
            return str(record.wanted)
        values = {"wanted": record.wanted, "share": record.share, "households": record.households}
        return _("%(wanted)s (%(share)s%% of %(households)s households)") % values

    def render_percent(self, value: int) -> str:
        return f"{value}%"


class RoundPersonTable(_ProgressTable):
    username = django_tables2.Column(verbose_name=_("Collected by"))
    last_at = django_tables2.Column(verbose_name=_("Last sent"))

    sortable: ClassVar[dict[str, str]] = {"username": "username"}
    downloads = (
        Column(_("Collected by"), "username", 24),
        *_COUNTS,
        Column(_("Last sent"), "last_at", 20),
    )

    class Meta(Table.Meta):
        model = User
        fields = ("username", "waiting", "returned", "verified", "total", "late", "last_at")
        sequence = fields

    def render_username(self, record: User) -> str:
        return str(record)

    def render_last_at(self, value: datetime) -> str:
        return thai_datetime(value)


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
        Column(_("Sent after the round was closed"), "is_late", labels={True: _("Yes"), False: _("No")}),
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
        pills = [pill(record.state, record.get_state_display())]
        pills += [pill("", str(Hold(reason).label)) for reason in record.held]
        if record.is_late and Hold.LATE not in record.held:
            pills.append(pill("", str(Hold.LATE.label)))
        return format_html_join(" ", "{}", ((each,) for each in pills))

    def render_submitted_at(self, record: Entry) -> str:
        return thai_datetime(record.submitted_at)
