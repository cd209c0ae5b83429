"""What the pages of people and sign-in need."""

from django import template
from django.conf import settings

from u2t.core.access import roles

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
