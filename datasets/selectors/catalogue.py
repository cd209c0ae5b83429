"""Reads of the catalogue and its runs."""

from datasets.models import Dataset
from u2t.core.models import ImportRun


def dataset_of(run: ImportRun) -> Dataset:
    """Return the data set a run brings data for."""
    return Dataset.objects.get(code=run.subject.removeprefix("dataset:"))
