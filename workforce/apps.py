"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkforceConfig(AppConfig):
    name = "workforce"

    def ready(self) -> None:
        """Make the sentences of the audit trail known, and name our pages in the side bar."""
        from u2t.core.navigation import Entry, register  # noqa: PLC0415 - apps are not loaded at import
        from workforce import presenters, tasks  # noqa: F401, PLC0415 - tasks registers its kinds of job
        from workforce.permissions import Can  # noqa: PLC0415 - as above

        presenters.register()
        register(Entry(_("Contracts"), "contract-list", "signature", Can.VIEW_CONTRACT, 35, group=_("People at work")))
        register(Entry(_("Papers"), "paper-list", "files", Can.CHANGE_PAPER, 36))
        register(
            Entry(
                _("Orientation and training"), "session-list", "school", Can.VIEW_SESSION, 37, group=_("People at work")
            )
        )
