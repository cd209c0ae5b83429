"""Lists of areas and institutions."""

from typing import ClassVar

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from tambon.choices import AgencyKind, AreaKind, Level, UniversityKind
from tambon.models import Agency, Area, University
from tambon.selectors.names import full_name, local_name
from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import thai_date


def _page_of(record: Area) -> str:
    pages = {Level.VILLAGE.value: "village-detail", Level.REGION.value: "group-detail"}
    name = pages.get(record.level, "area-dashboard")
    return reverse(name, args=[record.code])


class AreaTable(Table):
    code = django_tables2.Column(verbose_name=_("Code"))
    name = django_tables2.Column(verbose_name=_("Name"), accessor="name_th", linkify=_page_of)
    level = django_tables2.Column(verbose_name=_("Level"))
    postcode = django_tables2.Column(verbose_name=_("Postcode"))
    abolished_on = django_tables2.Column(verbose_name=_("Abolished"))

    sortable: ClassVar[dict[str, str]] = {"code": "code", "name": "sort_key", "level": "level"}
    downloads = (
        Column(_("Code"), "code", 10),
        Column(_("Name (Thai)"), "name_th", 30),
        Column(_("Name (English)"), "name_en", 30),
        Column(_("Level"), "level", 14, labels=dict(Level.choices)),
        Column(_("Area above"), "parent", 10),
        Column(_("Counted today under"), "today", 12),
        Column(_("Postcode"), "postcode", 12),
        Column(_("Latitude"), "latitude", 12),
        Column(_("Longitude"), "longitude", 12),
        Column(_("Abolished"), "abolished_on", 12),
    )

    class Meta(Table.Meta):
        model = Area
        fields = ("code", "name", "level", "postcode", "abolished_on")

    def render_name(self, record: Area) -> str:
        return full_name(record)

    def render_abolished_on(self, record: Area) -> str:
        return thai_date(record.abolished_on)


class VillageTable(Table):
    code = django_tables2.Column(verbose_name=_("Code"))
    name = django_tables2.Column(
        verbose_name=_("Name"), accessor="name_th", linkify=("village-detail", {"code": A("code")})
    )
    kind = django_tables2.Column(verbose_name=_("Kind"))
    abolished_on = django_tables2.Column(verbose_name=_("Closed"))

    sortable: ClassVar[dict[str, str]] = {"code": "code", "name": "sort_key"}
    downloads = (
        Column(_("Code"), "code", 10),
        Column(_("Name (Thai)"), "name_th", 30),
        Column(_("Kind"), "kind", 20, labels=dict(AreaKind.choices)),
        Column(_("Area above"), "parent", 10),
        Column(_("Closed"), "abolished_on", 12),
    )

    class Meta(Table.Meta):
        model = Area
        fields = ("code", "name", "kind", "abolished_on")

    def render_abolished_on(self, record: Area) -> str:
        return thai_date(record.abolished_on)


class UniversityTable(Table):
    name = django_tables2.Column(
        verbose_name=_("University"), accessor="name_th", linkify=("university-detail", {"code": A("code")})
    )
    code = django_tables2.Column(verbose_name=_("Code"))
    kind = django_tables2.Column(verbose_name=_("Kind"))
    network = django_tables2.Column(verbose_name=_("Network"))
    province = django_tables2.Column(verbose_name=_("Province"))

    sortable: ClassVar[dict[str, str]] = {"name": "sort_key", "code": "code", "kind": "kind"}
    downloads = (
        Column(_("Code"), "code", 12),
        Column(_("Name (Thai)"), "name_th", 40),
        Column(_("Name (English)"), "name_en", 40),
        Column(_("Kind"), "kind", 24, labels=dict(UniversityKind.choices)),
        Column(_("Network"), "network__name_th", 30),
        Column(_("Province"), "province__name_th", 20),
    )

    class Meta(Table.Meta):
        model = University
        fields = ("name", "code", "kind", "network", "province")

    def render_name(self, record: University) -> str:
        return local_name(record)

    def render_network(self, record: University) -> str:
        return local_name(record.network)

    def render_province(self, record: University) -> str:
        return local_name(record.province)


class AgencyTable(Table):
    name = django_tables2.Column(
        verbose_name=_("Agency"), accessor="name_th", linkify=("agency-detail", {"code": A("code")})
    )
    kind = django_tables2.Column(verbose_name=_("Kind"))
    area = django_tables2.Column(verbose_name=_("Area"))
    telephone = django_tables2.Column(verbose_name=_("Telephone"))

    sortable: ClassVar[dict[str, str]] = {"name": "sort_key", "kind": "kind", "area": "area_id"}
    downloads = (
        Column(_("Code"), "code", 20),
        Column(_("Name (Thai)"), "name_th", 40),
        Column(_("Name (English)"), "name_en", 40),
        Column(_("Kind"), "kind", 30, labels=dict(AgencyKind.choices)),
        Column(_("Code of the area"), "area", 12),
        Column(_("Area"), "area__name_th", 24),
        Column(_("Telephone"), "telephone", 20),
    )

    class Meta(Table.Meta):
        model = Agency
        fields = ("name", "kind", "area", "telephone")

    def render_name(self, record: Agency) -> str:
        return local_name(record)

    def render_area(self, record: Agency) -> str:
        return full_name(record.area)
