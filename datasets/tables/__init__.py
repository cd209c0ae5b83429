"""Lists of this app: the table is the page and the download."""

from datasets.tables.catalogue import DatasetRunTable, DatasetTable, FormTable, FormVersionTable, VersionTable
from datasets.tables.field import EntryTable
from datasets.tables.headings import HeadingSetTable
from datasets.tables.records import CorrectionTable, DoubtTable, RecordTable, TwinTable
from datasets.tables.rounds import RoundPersonTable, RoundPlaceTable, RoundTable, RoundWorkerTable

__all__ = [
    "CorrectionTable",
    "DatasetRunTable",
    "DatasetTable",
    "DoubtTable",
    "EntryTable",
    "FormTable",
    "FormVersionTable",
    "HeadingSetTable",
    "RecordTable",
    "RoundPersonTable",
    "RoundPlaceTable",
    "RoundTable",
    "RoundWorkerTable",
    "TwinTable",
    "VersionTable",
]
