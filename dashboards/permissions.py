"""What may be done here."""

from enum import StrEnum


class Can(StrEnum):
    """Permissions of this app."""

    VIEW_INDICATOR = "dashboards.view_indicator"
    ADD_INDICATOR = "dashboards.add_indicator"
    CHANGE_LEVELS = "dashboards.change_levelscheme"
    VIEW_ROLLUP = "dashboards.view_rollup"
    VIEW_OBSERVATION = "dashboards.view_observation"
    EXPORT_REPORT = "dashboards.add_rollup"
    REBUILD_ROLLUP = "dashboards.change_rollup"
