"""What may be done here."""

from enum import StrEnum


class Can(StrEnum):
    """Permissions of this app."""

    VIEW_DATASET = "datasets.view_dataset"
    CHANGE_DATASET = "datasets.change_dataset"
    VIEW_FORM = "datasets.view_form"
    VIEW_FORM_FILE = "datasets.view_formfile"
    VIEW_RECORD = "datasets.view_record"
    IMPORT_DATASET = "datasets.add_record"
    UNDO_IMPORT = "datasets.delete_record"
    PROPOSE_CORRECTION = "datasets.add_correction"
    DECIDE_CORRECTION = "datasets.change_correction"
    VIEW_CORRECTION = "datasets.view_correction"
    VIEW_TWIN = "datasets.view_twin"
    DECIDE_TWIN = "datasets.change_twin"
    VIEW_DOUBT = "datasets.view_doubt"
    SETTLE_DOUBT = "datasets.change_doubt"
    COLLECT = "datasets.add_entry"
    VIEW_ENTRY = "datasets.view_entry"
    REVIEW_ENTRY = "datasets.change_entry"
    VIEW_ROUND = "datasets.view_collectionround"
    CHANGE_ROUND = "datasets.change_collectionround"
    VIEW_TELEPHONE = "datasets.view_apppassword"
