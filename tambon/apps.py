"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TambonConfig(AppConfig):
    name = "tambon"

    def ready(self) -> None:
        """Name our pages in the side bar."""
        from tambon.permissions import Can  # noqa: PLC0415 - as in the other apps
        from u2t.core.navigation import Entry, register  # noqa: PLC0415
        from u2t.core.permissions import Can as Core  # noqa: PLC0415

        places, people = _("Places and institutions"), _("People and access")
        register(Entry(_("Areas"), "area-list", "map-2", Can.VIEW_AREA, 40, group=places))
        register(Entry(_("Universities"), "university-list", "school", Can.VIEW_UNIVERSITY, 45, group=places))
        register(Entry(_("Agencies"), "agency-list", "building-community", Can.VIEW_AGENCY, 47, group=places))
        register(
            Entry(
                _("Local governments"),
                "localgovernment-list",
                "building-bank",
                Can.VIEW_AREA,
                46,
                group=places,
            )
        )
        register(
            Entry(
                _("Allocations"),
                "allocation-index",
                "arrows-exchange",
                Can.VIEW_ALLOCATION,
                55,
                group=places,
                leads_to="allocation-list",
            )
        )
        register(Entry(_("People and roles"), "user-list", "users", Can.GIVE_MEMBERSHIP, 60, group=people))
        register(Entry(_("Who can see what"), "access-matrix", "eye-check", Can.VIEW_ACCESS, 61, group=people))
        register(Entry(_("Audit trail"), "audit-list", "history", Core.VIEW_AUDIT, 63, group=people))
