"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "u2t.core"
    label = "core"

    def ready(self) -> None:
        """Put downloads into the menu, beside the reports they come from."""
        from u2t.core import downloads  # noqa: F401, PLC0415 - registers its kind of job
        from u2t.core.navigation import Entry, register  # noqa: PLC0415 - apps are not loaded at import
        from u2t.core.permissions import Can  # noqa: PLC0415 - as above

        reports = _("Data and reports")
        register(Entry(_("Downloads and long work"), "job-list", "download", Can.VIEW_JOB, 69, group=reports))
