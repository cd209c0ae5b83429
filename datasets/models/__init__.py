"""Models of data sets."""

from datasets.models.dataset import Dataset, DatasetField, DatasetVersion
from datasets.models.form import Form
from datasets.models.record import Correction, Layer, Record, StagedRow

__all__ = ["Correction", "Dataset", "DatasetField", "DatasetVersion", "Form", "Layer", "Record", "StagedRow"]
