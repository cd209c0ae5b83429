"""Configuration of the app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "u2t.core"
    label = "core"

    def ready(self) -> None:
        from u2t.core import downloads  # noqa: F401, PLC0415 - registers its kind of job
