"""What the pages of people and sign-in need."""

from datetime import timedelta

from django import template
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tambon.presenters import sentence_of
from tambon.words import permission_text
from u2t.core.access import roles
from u2t.core.models import AuditEvent
from u2t.core.templatetags.u2t import thai_date

register = template.Library()


@register.simple_tag
def demo_accounts() -> list[dict[str, str]]:
    """List the accounts of the demonstration: each is named like its role; none without a demonstration."""
    if not settings.DEMO:
        return []
    return [
        {
            "code": role.code,
            "name": str(role.name),
            "description": str(role.description),
            "password": settings.DEMO_PASSWORD,
        }
        for role in roles().values()
    ]


@register.filter
def role_name(code: str) -> str:
    """Return the name of a role; of one that is no more, its code."""
    role = roles().get(code)
    return str(role.name) if role else code


@register.filter
def days(during: DateRange | None) -> str:
    """Write a range of days with its last day included; an open end is "from … on"."""
    if during is None or during.isempty:
        return _("never in force")
    if during.lower is None:
        return _until(during)
    first = thai_date(during.lower)
    if during.upper is None:
        return _("from %(first)s on") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": thai_date(during.upper - timedelta(days=1))}


def _until(during: DateRange) -> str:
    """Write a range of which nobody knows when it began."""
    if during.upper is None:
        return _("for as long as is known")
    return _("until %(last)s") % {"last": thai_date(during.upper - timedelta(days=1))}


@register.filter
def permission_name(permission: str) -> str:
    """Say what a permission allows."""
    return permission_text(permission)


@register.simple_tag
def sentence(event: AuditEvent) -> str:
    """Tell what an event of the audit trail says."""
    return sentence_of(event)
