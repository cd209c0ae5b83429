"""Lists of people, allocations and the audit trail."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_tables2
from django.apps import apps
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from tambon.models import Allocation, Area, Membership, Unit, University, User
from tambon.permissions import Can
from tambon.presenters import LABELS, field_of, sentence_of, target_of
from tambon.templatetags.people import days, role_name
from tambon.trailvalues import in_words
from tambon.words import KINDS
from u2t.core.access import reach, roles
from u2t.core.exports import Column
from u2t.core.models import AuditEvent
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import local_name, thai_datetime

#: Of one event as many changes are told, and of a value as many letters: the API has all.
_MOST_CHANGES, _MOST_LETTERS = 12, 80
ROLE_NAMES = {role.code: role.name for role in roles().values()}


def _short(value: object, words: Mapping[str, object]) -> str:
    said = in_words(value, words)
    return said if len(said) <= _MOST_LETTERS else f"{said[:_MOST_LETTERS]}…"


def _words_of(model: str) -> dict[str, dict[str, object]]:
    """Return the words of stored choices, by field; none of a model that is no more."""
    try:
        fields = apps.get_model(model)._meta.concrete_fields
    except LookupError:
        return {}
    return {field.name: {str(code): word for code, word in field.flatchoices} for field in fields if field.choices}


class UserTable(Table):
    name = django_tables2.Column(
        verbose_name=_("Name"), accessor="get_full_name", linkify=("user-detail", {"pk": A("pk")})
    )
    username = django_tables2.Column(verbose_name=_("Username"))
    roles = django_tables2.Column(verbose_name=_("Roles"), accessor="shown_memberships", empty_values=())
    is_active = django_tables2.Column(verbose_name=_("Account"))

    sortable: ClassVar[dict[str, str]] = {"name": "sort_key", "username": "username"}
    # No names: a list of people is downloaded without what is personal.
    downloads = (
        Column(_("Number"), "pk"),
        Column(_("Account open"), "is_active"),
        Column(_("Since"), "date_joined", 20),
    )

    class Meta(Table.Meta):
        model = User
        fields = ("name", "username", "roles", "is_active")

    def render_roles(self, record: User) -> SafeString:
        """Show each role with its area."""
        held = record.shown_memberships  # type: ignore[attr-defined]  # prefetched by the selector
        if not held:
            return format_html('<span class="text-secondary">{}</span>', gettext("No roles yet."))
        return format_html_join("", "<div>{} · {}</div>", ((role_name(m.role), m.place.name_th) for m in held))

    def render_username(self, record: User) -> str:
        """Show the username once its owner has chosen one."""
        return record.username if record.has_usable_password() else "—"

    def render_is_active(self, record: User) -> str:
        """Say whether the account is open, invited or closed."""
        if record.is_active:
            return gettext("Open")
        return gettext("Closed") if record.has_usable_password() else gettext("Invited")


class AllocationTable(Table):
    tambon = django_tables2.Column(verbose_name=_("Code"), accessor="tambon_id")
    name = django_tables2.Column(verbose_name=_("Tambon"), accessor="tambon")
    amphoe = django_tables2.Column(verbose_name=_("Amphoe"), accessor="tambon__parent")
    province = django_tables2.Column(verbose_name=_("Province"), accessor="tambon__parent__parent")
    university = django_tables2.Column(verbose_name=_("University"))
    unit = django_tables2.Column(verbose_name=_("Faculty, unit or campus"))
    during = django_tables2.Column(verbose_name=_("Days"))
    reference = django_tables2.Column(verbose_name=_("Reference"))

    sortable: ClassVar[dict[str, str]] = {"tambon": "tambon_id", "university": "university_id"}
    downloads = (
        Column(_("Code"), "tambon_id", 10),
        Column(_("Tambon"), "tambon__name_th"),
        Column(_("Amphoe"), "tambon__parent__name_th"),
        Column(_("Province"), "tambon__parent__parent__name_th"),
        Column(_("University code"), "university_id", 14),
        Column(_("University"), "university__name_th", 40),
        Column(_("Faculty, unit or campus"), "unit__name_th", 30),
        Column(_("From"), "during__startswith", 12),
        Column(_("Last day"), "during__endswith", 12, is_day_after=True),
        Column(_("Reference"), "reference", 30),
    )

    class Meta(Table.Meta):
        model = Allocation
        fields = ("tambon", "name", "amphoe", "province", "university", "unit", "during", "reference")

    def render_name(self, value: Area | University | Unit) -> str:
        """Name it in the reader's language."""
        return local_name(value)

    render_amphoe = render_province = render_university = render_unit = render_name

    def render_during(self, record: Allocation) -> str:
        """Show first and last day."""
        return days(record.during)

    def render_tambon(self, value: str, record: Allocation) -> str:
        """Lead to the edit page those who may edit."""
        if not reach(self.request.user, Can.CHANGE_ALLOCATION):
            return value
        return format_html('<a href="{}">{}</a>', reverse("allocation-edit", args=[record.pk]), value)


class ReachingTable(Table):
    user = django_tables2.Column(verbose_name=_("Person"), linkify=("user-detail", {"pk": A("user_id")}))
    role = django_tables2.Column(verbose_name=_("Role"))
    place = django_tables2.Column(verbose_name=_("Through"), empty_values=())
    during = django_tables2.Column(verbose_name=_("Days"))

    sortable: ClassVar[dict[str, str]] = {"role": "role"}
    # No names: as in the list of people.
    downloads = (
        Column(_("Number"), "user_id"),
        Column(_("Role"), "role", labels=ROLE_NAMES),
        Column(_("Code of an area"), "area_id"),
        Column(_("Network"), "network_id"),
        Column(_("University"), "university_id"),
        Column(_("Faculty, unit or campus"), "unit__name_th", 30),
        Column(_("Agency"), "agency_id", 30),
        Column(_("From"), "during__startswith", 12),
        Column(_("Last day"), "during__endswith", 12, is_day_after=True),
    )

    class Meta(Table.Meta):
        model = Membership
        fields = ("user", "role", "place", "during")

    def render_role(self, value: str) -> str:
        """Name the role."""
        return role_name(value)

    def render_place(self, record: Membership) -> str:
        """Name the area it is held in."""
        return local_name(record.place)

    def render_during(self, record: Membership) -> str:
        """Show first and last day."""
        return days(record.during)


class AuditTable(Table):
    happened_at = django_tables2.Column(verbose_name=_("When"), attrs={"td": {"class": "text-nowrap"}})
    sentence = django_tables2.Column(verbose_name=_("What happened"), accessor="action", empty_values=())
    target_id = django_tables2.Column(verbose_name=_("What it is about"))
    changes = django_tables2.Column(verbose_name=_("What changed"))
    reason = django_tables2.Column(verbose_name=_("Reason"))

    sortable: ClassVar[dict[str, str]] = {"happened_at": "-happened_at"}
    downloads = (
        Column(_("When"), "happened_at", 20),
        Column(_("Actor's number"), "actor_id_text"),
        Column(_("Action"), "action", 24, labels=LABELS),
        Column(_("Kind"), "target_model", 24, labels=KINDS),
        Column(_("Number"), "target_id"),
    )

    class Meta(Table.Meta):
        model = AuditEvent
        fields = ("happened_at", "sentence", "target_id", "changes", "reason")

    def render_happened_at(self, value: object) -> str:
        """Show the moment in the reader's calendar."""
        return thai_datetime(value)  # type: ignore[arg-type]  # a column of django-tables2 has no type

    def render_sentence(self, record: AuditEvent) -> str:
        """Tell what happened in one sentence."""
        return sentence_of(record)

    def render_changes(self, value: dict[str, list[Any]], record: AuditEvent) -> SafeString:
        """Tell the fields that changed, before and after; of what is personal it is told that it changed."""
        if not value:
            return format_html("{}", self.default)
        words = _words_of(record.target_model)
        said = [
            f"{field_of(record, name)}: {_short(old, words.get(name, {}))} → {_short(new, words.get(name, {}))}"
            for name, (old, new) in list(value.items())[:_MOST_CHANGES]
        ]
        more = ["…"] if len(value) > _MOST_CHANGES else []
        lines = format_html_join("", "<li>{}</li>", ((one,) for one in [*said, *more]))
        return format_html('<ul class="list-unstyled mb-0">{}</ul>', lines)

    def render_target_id(self, record: AuditEvent) -> str:
        """Name the row the event is about."""
        return f"{target_of(record) or KINDS.get(record.target_model, record.target_model)} ({record.target_id})"
