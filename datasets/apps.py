"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from datasets.permissions import Can
from u2t.core.navigation import Entry, register


class DatasetsConfig(AppConfig):
    name = "datasets"

    def ready(self) -> None:
        from datasets import presenters  # noqa: PLC0415 - models need the registry of apps
        from datasets.importing import catalogue  # noqa: PLC0415 - as above

        catalogue.register()
        presenters.register()
        register(Entry(_("Data sets"), "dataset-list", "database", Can.VIEW_RECORD, 62))
        register(Entry(_("Imports"), "import-list", "file-import", Can.IMPORT_DATASET, 64))
