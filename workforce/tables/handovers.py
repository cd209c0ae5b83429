"""Lists of hand-overs."""

from typing import ClassVar

import django_tables2
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from tambon.selectors.names import local_name, short_name
from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import number, thai_date
from workforce.choices import HandoverState
from workforce.models import Handover


class HandoverTable(Table):
    tambon = django_tables2.Column(
        verbose_name=_("Tambon"), accessor="tambon__name_th", linkify=("handover-detail", {"pk": A("pk")})
    )
    agency = django_tables2.Column(verbose_name=_("Agency"), accessor="agency__name_th")
    held_on = django_tables2.Column(verbose_name=_("Day"))
    people = django_tables2.Column(verbose_name=_("People"), attrs={"td": {"class": "text-end"}})
    state = django_tables2.Column(verbose_name=_("State"))
    confirmed_on = django_tables2.Column(verbose_name=_("Confirmed by the agency"), empty_values=())

    sortable: ClassVar[dict[str, str]] = {"held_on": "-held_on", "state": "state"}
    # Without who received them: a list is downloaded without what is personal.
    downloads = (
        Column(_("University code"), "university_id"),
        Column(_("Tambon code"), "tambon_id"),
        Column(_("Agency"), "agency__name_th", 40),
        Column(_("Day"), "held_on"),
        Column(_("Venue"), "place", 30),
        Column(_("People"), "people"),
        Column(_("State"), "state", labels=dict(HandoverState.choices)),
        Column(_("Confirmed by the agency"), "confirmed_on"),
    )

    class Meta(Table.Meta):
        model = Handover
        fields = ("tambon", "agency", "held_on", "people", "state", "confirmed_on")

    def render_tambon(self, record: Handover) -> str:
        """Name the tambon as the state writes it."""
        return short_name(record.tambon)

    def render_agency(self, record: Handover) -> str:
        """Name the agency in the language of the page."""
        return local_name(record.agency)

    def render_held_on(self, value: object, record: Handover) -> str:
        """Show the day."""
        return thai_date(record.held_on)

    def render_people(self, value: int) -> str:
        """Count people."""
        return number(value)

    def render_confirmed_on(self, record: Handover) -> str:
        """Show the day, or that the agency is silent."""
        if record.confirmed_on is not None:
            return thai_date(record.confirmed_on)
        return gettext("Not confirmed yet") if record.state == HandoverState.DONE else "—"
