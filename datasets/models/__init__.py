"""Models of data sets."""

from datasets.models.collecting import AppPassword, CollectionRound, RoundArea, RoundCollector, RoundGrace
from datasets.models.dataset import Dataset, DatasetField, DatasetVersion
from datasets.models.doubt import Doubt
from datasets.models.entry import Entry, EntryFile, EntryRemark, EntryRevision
from datasets.models.form import Form, FormFile
from datasets.models.headings import HeadingSet
from datasets.models.record import Correction, Layer, Record, StagedRow
from datasets.models.twin import Twin

__all__ = [
    "AppPassword", "CollectionRound", "Correction", "Dataset", "DatasetField", "DatasetVersion", "Doubt", "Entry",
    "EntryFile", "EntryRemark", "EntryRevision", "Form", "FormFile", "HeadingSet", "Layer", "Record", "RoundArea",
    "RoundCollector", "RoundGrace", "StagedRow", "Twin",
]  # fmt: skip
