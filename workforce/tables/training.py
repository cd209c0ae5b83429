"""Lists of sessions."""

from typing import ClassVar

import django_tables2
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from tambon.selectors.names import local_name, short_name
from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import number, short, thai_date
from workforce.choices import SessionKind, Skill
from workforce.models import Session


class SessionTable(Table):
    name_th = django_tables2.Column(verbose_name=_("Session"), linkify=("session-detail", {"pk": A("pk")}))
    kind = django_tables2.Column(verbose_name=_("Kind"))
    skill = django_tables2.Column(verbose_name=_("Skill"))
    starts_on = django_tables2.Column(verbose_name=_("Days"))
    tambon = django_tables2.Column(verbose_name=_("For"), accessor="pk", empty_values=())
    hours = django_tables2.Column(verbose_name=_("Hours"), attrs={"td": {"class": "text-end"}})
    attended = django_tables2.Column(verbose_name=_("Attended"), attrs={"td": {"class": "text-end"}})

    sortable: ClassVar[dict[str, str]] = {"starts_on": "-starts_on", "name_th": "name_th", "hours": "-hours"}
    downloads = (
        Column(_("Session"), "name_th", 40),
        Column(_("Kind"), "kind", labels=dict(SessionKind.choices)),
        Column(_("Skill"), "skill", labels=dict(Skill.choices)),
        Column(_("First day"), "starts_on"),
        Column(_("Last day"), "ends_on"),
        Column(_("Venue"), "place", 30),
        Column(_("University code"), "university_id"),
        Column(_("Tambon code"), "tambon_id"),
        Column(_("Hours"), "hours"),
        Column(_("Attended"), "attended"),
        Column(_("Called off"), "cancelled_at", 20),
    )

    class Meta(Table.Meta):
        model = Session
        fields = ("name_th", "kind", "skill", "starts_on", "tambon", "hours", "attended")

    def render_name_th(self, record: Session) -> str:
        """Say that a session was called off."""
        return f"{record.name_th} ({gettext('Called off')})" if record.cancelled_at else record.name_th

    def render_starts_on(self, record: Session) -> str:
        """Show the first and the last day."""
        first, last = thai_date(record.starts_on), thai_date(record.ends_on)
        return first if first == last else f"{first} – {last}"

    def render_tambon(self, record: Session) -> str:
        """Name the tambon, else the university all of whose people it is for."""
        return short_name(record.tambon) if record.tambon else local_name(record.university)

    def render_hours(self, record: Session) -> str:
        """Show one decimal where it tells something."""
        return short(record.hours)

    def render_attended(self, value: int) -> str:
        """Count people."""
        return number(value)
