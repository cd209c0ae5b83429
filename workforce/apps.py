"""Configuration of the app."""

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "workforce"

    def ready(self) -> None:
        """Make the sentences of the audit trail known."""
        from workforce import presenters  # noqa: PLC0415 - models need the registry of apps

        presenters.register()
