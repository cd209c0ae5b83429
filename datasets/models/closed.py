"""Rows of restricted data sets: fewer people see them than those who see the others of their area."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from datasets.choices import DataClass
from datasets.models.dataset import Dataset
from datasets.permissions import Can
from tambon.scoping import places_q
from u2t.core.access import Actor, Reach, prefix_q, reach
from u2t.core.models import ScopedQuerySet
from u2t.core.permissions import Can as Core

M = TypeVar("M", bound=models.Model)
#: Who reviews what is collected, and who may take personal data home, sees what is restricted where that is.
OPENING = (Can.REVIEW_ENTRY, Core.EXPORT_PERSONAL_DATA)
_ABOUT_PERSONS = (DataClass.PERSONAL, DataClass.RESTRICTED)


class DatasetRowQuerySet(ScopedQuerySet[M]):
    """Rows of data sets at places; `dataset_path` and `place_path` lead to the two."""

    dataset_path: ClassVar[str] = "dataset"
    place_path: ClassVar[str] = "place_id"

    def visible_to(self, user: Actor, *, to: str) -> Self:
        """Return the rows on which `user` holds the permission `to`, without those closed to the user."""
        found, opened = super().visible_to(user, to=to), opened_q(user, self.dataset_path, self.place_path)
        return found.filter(opened | self.own(user) | self.granted(user, to=to)) if opened else found

    def own(self, user: Actor) -> Q:
        """Say which rows their maker sees whatever their class: none, unless a model says otherwise."""
        return Q(pk__in=[])


def opened_q(user: Actor, dataset: str, place: str) -> Q:
    """Match rows that are not closed to the user; empty where none is."""
    places = opened_places_q(user, place)
    return Q() if places is None else places | ~Q(**{f"{dataset}__in": closed_datasets()})


def closed_datasets() -> models.QuerySet[Dataset, Any]:
    """Return the keys of the data sets that are restricted, with those of their repetitions."""
    found = Q(data_class=DataClass.RESTRICTED) | Q(parent__data_class=DataClass.RESTRICTED)
    return Dataset.objects.filter(found).values("pk")


def opened_places_q(user: Actor, place: str) -> Q | None:
    """Match places of which the user sees also what is restricted; None where that is every place."""
    reaches = [reach(user, permission) for permission in OPENING]
    if any(found.everywhere for found in reaches):
        return None
    opened = Q(pk__in=[])
    for found in reaches:
        if found.has_areas:
            opened |= places_q(place, found)
    return opened


def served_q(reach: Reach, dataset: str, place: str) -> Q:
    """Match rows of the areas that agencies serve: a whole province, so nothing of what is about persons."""
    if not reach.served:
        return Q(pk__in=[])
    private = Q(data_class__in=_ABOUT_PERSONS) | Q(parent__data_class__in=_ABOUT_PERSONS)
    return prefix_q(place, reach.served) & ~Q(**{f"{dataset}__in": Dataset.objects.filter(private).values("pk")})


def sees_all_of(user: Actor, dataset: Dataset) -> bool:
    """Tell whether no row of a data set is hidden from the user, wherever it lies."""
    if not reach(user, Can.VIEW_RECORD).everywhere:
        return False
    return not is_closed(dataset) or any(reach(user, permission).everywhere for permission in OPENING)


def is_closed(dataset: Dataset) -> bool:
    """Tell whether a data set, or that of which it is a repetition, is restricted."""
    return DataClass.RESTRICTED in {dataset.data_class, dataset.parent.data_class if dataset.parent else ""}
