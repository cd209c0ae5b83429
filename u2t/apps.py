"""The wiring app: loads Celery so that tasks and `send_task` share one configuration."""

from django.apps import AppConfig


class U2TConfig(AppConfig):
    name = "u2t"
    label = "u2t"

    def ready(self) -> None:
        from u2t import celery  # noqa: F401, PLC0415 - registers the app as the current one
