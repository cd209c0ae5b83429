"""Words for areas and institutions in templates."""

from django import template
from django.utils.translation import gettext as _

from tambon.choices import Level
from tambon.models import Area, LocalGovernment
from tambon.selectors import names

register = template.Library()


@register.filter
def kind_name(kind: str) -> str:
    """Return what a hit of the search is, in words."""
    if kind in Level.values:
        return str(Level(kind).label)
    return _("University") if kind == "university" else _("Agency")


@register.filter
def short_name(area: Area) -> str:
    """Return the name of an area with its kind."""
    return names.short_name(area)


@register.filter
def place_name(area: Area) -> str:
    """Return the name of an area, of a village with its tambon."""
    return names.place_name(area)


@register.filter
def full_name(area: Area | None) -> str:
    """Return the name of an area with those above it."""
    return names.full_name(area) if area else ""


@register.filter
def government_name(government: LocalGovernment) -> str:
    """Return a local government with the short form of its kind of today."""
    return names.government_name(government.name_th, getattr(government, "kind", None))
