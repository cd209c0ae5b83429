"""Models of data sets."""

from datasets.models.dataset import Dataset, DatasetField
from datasets.models.record import Correction, Layer, Record, StagedRow

__all__ = ["Correction", "Dataset", "DatasetField", "Layer", "Record", "StagedRow"]
