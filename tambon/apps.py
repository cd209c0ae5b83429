"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TambonConfig(AppConfig):
    name = "tambon"

    def ready(self) -> None:
        """Name our pages in the side bar."""
        from tambon.permissions import Can  # noqa: PLC0415 - as in the other apps
        from u2t.core.navigation import Entry, register  # noqa: PLC0415

        register(Entry(_("Areas"), "area-list", "map-2", Can.VIEW_AREA, 40))
        register(Entry(_("Universities"), "university-list", "school", Can.VIEW_UNIVERSITY, 45))
