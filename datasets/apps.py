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
        from datasets.models import Correction, Record  # noqa: PLC0415 - as above
        from datasets.selectors import waiting  # noqa: PLC0415 - as above
        from tambon import grantable  # noqa: PLC0415 - as above

        catalogue.register()
        presenters.register()
        grantable.register(grantable.Kind(Can.VIEW_RECORD, Record, _("See a record of a data set (number)")))
        grantable.register(grantable.Kind(Can.VIEW_CORRECTION, Correction, _("See a correction (number)")))
        data = _("Data and reports")
        register(Entry(_("Data sets"), "dataset-list", "database", Can.VIEW_RECORD, 62, group=data))
        register(Entry(_("Forms"), "form-list", "forms", Can.VIEW_RECORD, 63, group=data))
        register(
            Entry(
                _("Entries from the field"), "entry-list", "clipboard-check", Can.VIEW_ENTRY, 60, group=data,
                waits=waiting.entries_of, is_daily=True,
            )
        )  # fmt: skip
        register(
            Entry(_("Rounds of collecting"), "collection-list", "calendar-event", Can.REVIEW_ENTRY, 61, group=data)
        )
        register(
            Entry(_("Forms to fill in"), "collect", "pencil", Can.COLLECT, 59, group=data, waits=waiting.returned_to)
        )
        register(Entry(_("Telephones"), "telephone-list", "device-mobile", Can.COLLECT, 67, group=data))
        register(
            Entry(_("Imports"), "import-list", "file-import", Can.IMPORT_DATASET, 64, (), data, waiting.imports_of)
        )
        register(
            Entry(
                _("Corrections"), "correction-list", "edit", Can.VIEW_CORRECTION, 66, (), data, waiting.corrections_of
            )
        )
