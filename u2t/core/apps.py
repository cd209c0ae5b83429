"""Configuration of the app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "u2t.core"
    label = "core"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 - apps are ready only now

        from u2t.core import downloads  # noqa: F401, PLC0415 - registers its kind of job
        from u2t.core.navigation import Entry, register  # noqa: PLC0415
        from u2t.core.permissions import Can  # noqa: PLC0415

        register(Entry(_("Downloads"), "job-list", "download", Can.VIEW_JOB, 90))
