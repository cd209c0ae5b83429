"""Configuration of the app."""

from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    name = "datasets"

    def ready(self) -> None:
        from datasets.importing import catalogue  # noqa: PLC0415 - the catalogue needs the registry of apps

        catalogue.register()
