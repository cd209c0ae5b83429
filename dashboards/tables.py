"""The ranking of a dashboard as a list, so that it can be taken home as CSV or XLSX."""

from typing import TYPE_CHECKING, Any, ClassVar

import django_tables2
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, StrIndex, Substr
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dashboards.choices import RollupLevel
from dashboards.models import Indicator, Rollup
from dashboards.permissions import Can
from dashboards.selectors import subjects
from dashboards.selectors.boards import day_of, lens_of
from dashboards.selectors.counting import Counted, counted_by
from dashboards.selectors.periods import Period, is_period
from tambon.models import Area, University
from u2t.core.access import Actor
from u2t.core.exports import Column
from u2t.core.lists import ListSpec, register
from u2t.core.models import Origin
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import is_thai, local_name

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_WORDS: "dict[str, str | StrPromise]" = {"unallocated": _("Not with any university"), "municipal": _("Municipal areas")}


class IndicatorTable(Table):
    """What is measured, and of what."""

    name_th = django_tables2.Column(verbose_name=_("Indicator"))
    source = django_tables2.Column(verbose_name=_("Counted from"))
    numerator = django_tables2.Column(
        verbose_name=_("What is counted"), attrs={"th": {"class": "wrap"}, "td": {"class": "wrap"}}
    )
    unit_th = django_tables2.Column(verbose_name=_("Unit"), attrs={"td": {"class": "text-nowrap"}})
    code = django_tables2.Column(verbose_name=_("Code"))

    sortable: ClassVar[dict[str, str]] = {"code": "code"}
    downloads = (
        Column(_("Code"), "code", 32),
        Column(_("Indicator"), "name_th", 48),
        Column(_("Data set"), "dataset", 24),
        Column(_("What is counted"), "numerator", 24),
        Column(_("Divided by"), "denominator", 24),
    )

    class Meta(Table.Meta):
        model = Indicator
        fields = ("name_th", "source", "numerator", "unit_th", "code")

    @cached_property
    def _counted(self) -> dict[int, Counted]:
        return counted_by(self.data)

    def render_name_th(self, record: Indicator) -> SafeString:
        """Name it in the reader's language, and lead to its figures of the nation."""
        address = f"{reverse('area-dashboard', args=['TH'])}?{urlencode({'indicator': record.code})}"
        return format_html('<a href="{}">{}</a>', address, local_name(record))

    def render_source(self, record: Indicator) -> SafeString | str:
        """Name the data set, or the people at work."""
        found = self._counted[record.pk]
        if not found.dataset:
            return found.source
        return format_html('<a href="{}">{}</a>', reverse("dataset-detail", args=[found.dataset]), found.source)

    def render_numerator(self, record: Indicator) -> str:
        """Say what is counted, and per what."""
        return self._counted[record.pk].what

    def render_unit_th(self, record: Indicator) -> str:
        """Name the unit in the reader's language."""
        return record.unit_th if is_thai() else record.unit_en


class RankingTable(Table):
    """Figures of the areas within one area."""

    area = django_tables2.Column(verbose_name=_("Code"))
    value = django_tables2.Column(verbose_name=_("Figure"))

    sortable: ClassVar[dict[str, str]] = {"area": "area", "value": "-value"}
    downloads = (
        Column(_("Level"), "level", labels=dict(RollupLevel.choices)),
        Column(_("Code"), "area"),
        Column(_("Place"), "place_name", 32, _WORDS),
        Column(_("Indicator"), "indicator__name_th", 40),
        Column(_("Period"), "period"),
        Column(_("Origin"), "origin", labels=dict(Origin.choices)),
        Column(_("Figure"), "value"),
        Column(_("Numerator"), "numerator"),
        Column(_("Denominator"), "denominator"),
        Column(_("Lowest place"), "lowest"),
        Column(_("Highest place"), "highest"),
        Column(_("Reported"), "reporting"),
        Column(_("Expected"), "expected"),
        Column(_("Counted at"), "computed_at", 22),
    )

    class Meta(Table.Meta):
        model = Rollup
        fields = ("area", "value")


def ranking(
    user: Actor, *, kind: str = "area", code: str = "TH", view: str = "", programme: str = "", **asked: Any
) -> "QuerySet[Rollup, Rollup]":
    """Return the figures of what lies in a subject, as its dashboard ranks them."""
    rows = Rollup.objects.visible_to(user, to=Can.VIEW_ROLLUP)
    try:
        subject = subjects.subject_of(user=user, kind=kind, code=code, view=view, programme=programme)
    except ObjectDoesNotExist:
        return rows.none()
    if not subject.children:
        return rows.none()
    code, _dot, origin = str(asked.get("period", "")).partition(".")
    period = Period(code, origin or Origin.REAL)
    if not is_period(code):
        return rows.none()
    indicator = Indicator.objects.filter(code=asked.get("indicator", "")).first()
    day = day_of(subject, indicator, period)
    ranked = [place for place in subject.children if subject.keeps(place, day, has_figure=True)]
    found = rows.filter(
        level__in={place.level for place in ranked},
        area__in=[place.code for place in ranked],
        programme=lens_of(subject.children[0], subject),
        indicator=indicator,
        period=period.code,
        origin=period.origin,
    )
    return found.annotate(place_name=_name())


def _name() -> Coalesce:
    """Name an area by its code, of a place after the dot, and a university by what stands before the colon."""
    before_colon = Substr(OuterRef("area"), 1, StrIndex(OuterRef("area"), Value(":")) - 1)
    after_dot = Substr(OuterRef("area"), StrIndex(OuterRef("area"), Value(".")) + 1)
    return Coalesce(
        Subquery(Area.objects.filter(code=after_dot).values("name_th")[:1]),
        Subquery(University.objects.filter(code=OuterRef("area")).values("name_th")[:1]),
        Subquery(University.objects.filter(code=before_colon).values("name_th")[:1]),
        F("area"),
    )


RANKING = register(ListSpec(name="dashboards.ranking", title=_("Ranking"), table=RankingTable, rows=ranking))
