"""What may be done with the foundation's own rows."""

from enum import StrEnum


class Can(StrEnum):
    """Permissions of the foundation."""

    VIEW_JOB = "core.view_job"
    VIEW_FILE = "core.view_privatefile"
    VIEW_IMPORT = "core.view_importrun"
    VIEW_NOTIFICATION = "core.view_notification"
    VIEW_AUDIT = "core.view_auditevent"
    ERASE_REVISION = "core.delete_revision"
    EXPORT_PERSONAL_DATA = "core.add_privatefile"
