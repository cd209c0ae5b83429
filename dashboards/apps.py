"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    name = "dashboards"

    def ready(self) -> None:
        """Put the home of everybody first in the side bar; make jobs and lists known to workers."""
        from dashboards import jobs, presenters, tables  # noqa: F401, PLC0415 - register kinds of job, sentences and lists
        from dashboards.permissions import Can  # noqa: PLC0415 - apps are not loaded at import
        from dashboards.selectors import freshness  # noqa: PLC0415 - as above
        from dashboards.selectors.uses import counted_from  # noqa: PLC0415 - as above
        from datasets.selectors.meaning import add_uses  # noqa: PLC0415 - as above
        from u2t.core import metrics  # noqa: PLC0415 - as above
        from u2t.core.navigation import Entry, register  # noqa: PLC0415 - as above

        add_uses(counted_from)
        metrics.register("u2t_rollup_age_seconds", "Since a national figure was last computed", freshness.rollup_age)
        register(Entry(_("Overview"), "home", "layout-dashboard", Can.VIEW_ROLLUP, 10, is_daily=True))
        reports = _("Data and reports")
        register(Entry(_("Indicators"), "indicator-list", "chart-bar", Can.ADD_INDICATOR, 69, group=reports))
        register(Entry(_("National report"), "report-create", "file-download", Can.EXPORT_REPORT, 68, group=reports))
