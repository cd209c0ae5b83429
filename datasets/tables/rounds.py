"""Lists of rounds of collecting: the rounds, how far one is, and who may be named to collect it."""

from datetime import datetime
from typing import Any, ClassVar

import django_tables2
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tables2.utils import A

from datasets.models import CollectionRound
from datasets.tables.pills import NUMBER
from tambon.models import Area, User
from tambon.models.area import OPEN_LEVELS
from tambon.selectors.names import near_name
from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import is_thai, local_name, number, thai_date, thai_datetime


class RoundTable(Table):
    name_th = django_tables2.Column(
        verbose_name=_("Round of collecting"), linkify=("collection-detail", {"pk": A("pk")})
    )
    dataset = django_tables2.Column(verbose_name=_("Data set"), accessor="dataset__name")
    period = django_tables2.Column(verbose_name=_("Period"))
    opens_on = django_tables2.Column(verbose_name=_("Opens on"))
    closes_on = django_tables2.Column(verbose_name=_("Closes on"))
    state = django_tables2.Column(verbose_name=_("State"), accessor="phase")

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
        fields = ("name_th", "dataset", "period", "opens_on", "closes_on", "state")

    def render_name_th(self, record: CollectionRound) -> str:
        return _("%(name)s (round %(number)s)") % {"name": record.name, "number": record.number}

    def render_state(self, record: CollectionRound) -> SafeString:
        tone = "good" if record.is_open else "quiet"
        return format_html('<span class="pill pill-{}">{}</span>', tone, record.phase.label)

    def render_opens_on(self, record: CollectionRound) -> str:
        return thai_date(record.opens_on)

    def render_closes_on(self, record: CollectionRound) -> str:
        return thai_date(record.closes_on)


class _CountColumn(django_tables2.Column):
    """A count with its thousands separated."""

    def render(self, value: int) -> str:
        return number(value)


class _ProgressTable(Table):
    total = _CountColumn(verbose_name=_("Sent in all"), attrs=NUMBER)
    waiting = _CountColumn(verbose_name=_("Waiting for review"), attrs=NUMBER)
    aside = _CountColumn(verbose_name=_("Set aside"), attrs=NUMBER)
    returned = _CountColumn(verbose_name=_("Returned"), attrs=NUMBER)
    verified = _CountColumn(verbose_name=_("Verified"), attrs=NUMBER)
    refused = _CountColumn(verbose_name=pgettext_lazy("entry", "Refused"), attrs=NUMBER)
    late = _CountColumn(verbose_name=_("Sent after the round was closed"), attrs=NUMBER)


_COUNTED = ("total", "waiting", "aside", "returned", "verified", "refused", "late")
_COUNTS = (
    Column(_("Sent in all"), "total"),
    Column(_("Waiting for review"), "waiting"),
    Column(_("Set aside"), "aside"),
    Column(_("Returned"), "returned"),
    Column(_("Verified"), "verified"),
    Column(pgettext_lazy("entry", "Refused"), "refused"),
    Column(_("Sent after the round was closed"), "late"),
)


class RoundPlaceTable(_ProgressTable):
    name_th = django_tables2.Column(verbose_name=_("Place"))
    wanted = django_tables2.Column(verbose_name=_("Wanted"), attrs=NUMBER)
    left = _CountColumn(verbose_name=_("Still wanted"), attrs=NUMBER)
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
        fields = ("name_th", "wanted", *_COUNTED, "left", "percent")
        sequence = fields

    def render_name_th(self, record: Area) -> str:
        name = local_name(record) if record.level in OPEN_LEVELS else near_name(record)
        return f"{name} ({record.pk})"

    def render_wanted(self, record: Any) -> str:
        if record.share is None:
            return number(record.wanted)
        values = {
            "wanted": number(record.wanted), "share": record.share, "households": number(record.households)
        }  # fmt: skip
        return _("%(wanted)s (%(share)s%% of %(households)s households)") % values

    def render_percent(self, value: int) -> str:
        return f"{value}%"


class RoundPersonTable(_ProgressTable):
    username = django_tables2.Column(verbose_name=_("Collected by"))
    last_at = django_tables2.Column(verbose_name=_("Last sent"))

    sortable: ClassVar[dict[str, str]] = {"username": "sort_key"}
    downloads = (
        Column(_("Collected by"), "username", 24),
        *_COUNTS,
        Column(_("Last sent"), "last_at", 20),
    )

    class Meta(Table.Meta):
        model = User
        fields = ("username", *_COUNTED, "last_at")
        sequence = fields

    def render_username(self, record: User) -> str:
        return str(record)

    def render_last_at(self, value: datetime) -> str:
        return thai_datetime(value)


class RoundWorkerTable(Table):
    chosen = django_tables2.Column(verbose_name=_("Choose"), accessor="pk")
    name = django_tables2.Column(verbose_name=_("Name"), accessor="pk")
    place = django_tables2.Column(verbose_name=_("Works in"), accessor="place_th", empty_values=())
    is_named = django_tables2.Column(verbose_name=_("Named or not"))

    sortable: ClassVar[dict[str, str]] = {"name": "sort_key", "place": "place_key"}
    downloads = (
        Column(_("Username"), "username", 24),
        Column(_("Code"), "place_code"),
        Column(_("Works in"), "place_th", 30),
        Column(_("Named"), "is_named", labels={True: _("Yes"), False: _("No")}),
    )

    class Meta(Table.Meta):
        model = User
        fields = ("chosen", "name", "place", "is_named")
        sequence = fields

    def render_chosen(self, record: User) -> SafeString:
        label = _("Choose %(person)s") % {"person": record}
        checked = " checked" if record.get_username() in self.request.POST.getlist("chosen") else ""
        return format_html(
            '<input type="checkbox" class="form-check-input" form="screen" name="chosen" value="{}" aria-label="{}"{}>',
            record.get_username(), label, checked,
        )  # fmt: skip

    def render_name(self, record: User) -> SafeString:
        return format_html('{} <span class="text-secondary">{}</span>', str(record), record.get_username())

    def render_place(self, record: Any) -> str:
        if not record.place_code:
            return str(_("Does not work in the areas of this round any more"))
        return str(record.place_th if is_thai() else record.place_en or record.place_th)

    def render_is_named(self, record: Any) -> SafeString | str:
        return format_html('<span class="pill pill-good">{}</span>', _("Named")) if record.is_named else "–"
