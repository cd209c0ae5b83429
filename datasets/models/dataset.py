"""The catalogue: a data set is data."""

import re
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from datasets.choices import DataClass, DataKind, FieldKind, FieldRole, PlaceLevel, UpdateUnit
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from u2t.core.ordering import thai_order


class DatasetQuerySet(ScopedQuerySet["Dataset"]):
    """Data sets; that they exist is open to all who are signed in."""

    def lies_in(self, reach: Reach) -> Q:
        """Data sets lie nowhere; only a permission over everything reaches them."""
        return Q(pk__in=[])

    def public(self) -> Self:
        """Those classed as public."""
        return self.filter(data_class=DataClass.PUBLIC)


class Dataset(models.Model):
    """What a file or form means: its fields, which of them name the place and the period, and who owns it.

    A register names the places themselves: what it says of a name is the name of the place from then on. `amended`
    lists what people changed here: the definitions we ship leave that alone. What a form asks again and again (members
    of a household) is a data set of its own: `parent` is that of the form, `repeat` the path of the repetition in it.
    `quality` is what the last look through the records found (`selectors/quality.py`).
    """

    code = models.SlugField(primary_key=True, max_length=60)
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    sort_key = thai_order("name_th", is_numbered=True)
    about_th = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    owner_th = models.CharField(max_length=160)
    source_th = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    data_kind = models.CharField(max_length=10, choices=DataKind, default=DataKind.RECORD)
    contact_name = models.CharField(max_length=160, blank=True)
    contact_email = models.EmailField(blank=True)
    keywords = models.CharField(max_length=300, blank=True)
    purpose_th = models.TextField(blank=True)
    update_unit = models.CharField(max_length=10, choices=UpdateUnit, default=UpdateUnit.UNKNOWN)
    update_every = models.PositiveSmallIntegerField(default=1)
    coverage_th = models.CharField(max_length=200, blank=True)
    quality = models.JSONField(default=dict, blank=True)
    frequency = models.CharField(max_length=5, choices=[("year", "year"), ("month", "month")], default="year")
    default_period = models.CharField(max_length=10, blank=True)
    place_level = models.CharField(max_length=10, choices=PlaceLevel)
    data_class = models.CharField(max_length=10, choices=DataClass, default=DataClass.INTERNAL)
    needs_second_person = models.BooleanField(default=True)
    is_register = models.BooleanField(default=False)
    excluded_provinces = models.JSONField(default=list, blank=True)
    version = models.IntegerField(default=1)
    amended = models.JSONField(default=list, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    repeat = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DatasetQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {
                "code",
                "name_th",
                "sort_key",
                "name_en",
                "about_th",
                "about_en",
                "owner_th",
                "source_th",
                "licence",
                "frequency",
                "default_period",
            }
            | {"place_level", "data_class", "needs_second_person", "is_register", "excluded_provinces", "created_at"}
            | {"version", "amended", "parent", "repeat", "data_kind", "contact_name", "contact_email", "keywords"}
            | {"purpose_th", "update_unit", "update_every", "coverage_th", "quality"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parent", "repeat"], name="dataset_repeat_once"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, repeat="") | Q(parent__isnull=False, repeat__gt=""),
                name="dataset_repeat_has_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name_th

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_th if get_language() == "th" or not self.name_en else self.name_en

    @property
    def short_name(self) -> str:
        """Return what the repetition is called: the last words of its name, which begins with that of its form."""
        return self.name.rpartition(" — ")[2] if self.parent_id else self.name

    @property
    def about(self) -> str:
        """Return what the data set is about in the reader's language."""
        return self.about_th if get_language() == "th" or not self.about_en else self.about_en

    @property
    def subject(self) -> str:
        """Return how import runs and marks speak of this data set."""
        return f"dataset:{self.code}"


class DatasetField(models.Model):
    """One column: how its values look, their limits, and what they are for.

    `aliases` are other headings under which files bring it; `formula` (derived fields only) is `rate(FIELD, BASE)`:
    the whole number of BASE that FIELD per cent are. A retired field is no longer read; its stored values stay.
    Values of a personal field (`is_personal`) are seen by those alone who may take personal data home.
    Records are found by the values of a searchable one (`is_searchable`), with an index of its own; two that are one
    thing by those of a naming one (`is_naming`).
    `is_added` tells one that people added from those we ship, `amended` what people changed of those; `is_asked` one
    that a form brought. `choices` are all answers that any version of the form offered, as value and words.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="fields")
    name = models.CharField(max_length=80)
    position = models.IntegerField()
    kind = models.CharField(max_length=10, choices=FieldKind)
    role = models.CharField(max_length=10, choices=FieldRole, default=FieldRole.VALUE)
    label_th = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    unit_th = models.CharField(max_length=40, blank=True)
    unit_en = models.CharField(max_length=40, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    is_required = models.BooleanField(default=False)
    is_personal = models.BooleanField(default=False)
    is_searchable = models.BooleanField(default=False)
    is_naming = models.BooleanField(default=False)
    minimum = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    maximum = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    formula = models.CharField(max_length=200, blank=True)
    is_retired = models.BooleanField(default=False)
    is_added = models.BooleanField(default=False)
    is_asked = models.BooleanField(default=False)
    choices = models.JSONField(default=list, blank=True)
    amended = models.JSONField(default=list, blank=True)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "dataset", "name", "position", "kind", "role", "label_th", "label_en", "unit_th", "unit_en"}
            | {"aliases", "is_required", "is_personal", "is_searchable", "is_naming", "minimum", "maximum", "formula"}
            | {"is_retired", "is_added", "is_asked", "choices", "amended"}
        )

    class Meta:
        ordering = ["dataset", "position"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "name"], name="datasetfield_name_once"),
            models.CheckConstraint(
                condition=Q(kind=FieldKind.DERIVED, formula__gt="") | ~Q(kind=FieldKind.DERIVED) & Q(formula=""),
                name="datasetfield_formula_matches_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset_id}.{self.name}"

    @property
    def label(self) -> str:
        """Return the label in the reader's language."""
        return self.label_th if get_language() == "th" or not self.label_en else self.label_en

    @property
    def unit(self) -> str:
        """Return the unit in the reader's language."""
        return self.unit_th if get_language() == "th" or not self.unit_en else self.unit_en

    @property
    def heading(self) -> str:
        """Return the label with the unit, unless it names it already, as it stands above a column."""
        return f"{self.label} ({self.unit})" if self.unit and f"({self.unit})" not in self.label else self.label

    @property
    def parts(self) -> tuple[str, str] | None:
        """Return the names of the rate and the base that a derived field is made of."""
        found = re.fullmatch(r"rate\((\w+),\s*(\w+)\)", self.formula)
        return (found[1], found[2]) if found else None


class DatasetVersionQuerySet(ScopedQuerySet["DatasetVersion"]):
    """Versions, open with their data set."""

    def lies_in(self, reach: Reach) -> Q:
        """Versions lie nowhere, as data sets do."""
        return Q(pk__in=[])


class DatasetVersion(models.Model):
    """What a data set meant from a moment on; an import says by which version it was read."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    definition = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = DatasetVersionQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "dataset", "number", "definition", "note", "by", "at"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "number"], name="datasetversion_number_once")]

    def __str__(self) -> str:
        return f"{self.dataset_id} {self.number}"
