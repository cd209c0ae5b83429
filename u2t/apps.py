"""The wiring app: tasks and `send_task` share one configuration, and every process knows all kinds of work."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class U2TConfig(AppConfig):
    name = "u2t"
    label = "u2t"

    def ready(self) -> None:
        from u2t import celery  # noqa: F401, PLC0415 - registers the app as the current one

        # Workers do the work; the web server has to know what it is called.
        autodiscover_modules("tasks")
