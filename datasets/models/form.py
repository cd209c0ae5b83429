"""Forms: what a data set asks in the field, version after version."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from datasets.models.dataset import Dataset
from u2t.core.access import Reach
from u2t.core.models import PrivateFile, ScopedQuerySet


class FormQuerySet(ScopedQuerySet["Form"]):
    """Forms, open with their data set."""

    def lies_in(self, reach: Reach) -> Q:
        """Forms lie nowhere, as data sets do."""
        return Q(pk__in=[])


class Form(models.Model):
    """One version of the form of a data set: the XLSForm as it was brought, and the XForm that it was compiled to.

    `version` is what telephones call it. `questions` say where in an answer each field is found and what was asked;
    `choices` are the lists as this version offered them: an old record is read with the words of its own version.
    `definition` is the number of the version of the data set that came of it.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="forms")
    number = models.IntegerField()
    version = models.CharField(max_length=60)
    title_th = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    xml = models.TextField()
    md5 = models.CharField(max_length=32)
    questions = models.JSONField()
    choices = models.JSONField(default=dict, blank=True)
    source = models.ForeignKey(PrivateFile, on_delete=models.PROTECT, related_name="+")
    definition = models.IntegerField()
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = FormQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "dataset", "number", "version", "title_th", "title_en", "xml", "md5", "questions", "choices"}
            | {"source", "definition", "note", "by", "at"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="form_number_once"),
            models.UniqueConstraint(fields=["dataset", "version"], name="form_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset_id} {self.version}"

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return self.title_th if get_language() == "th" or not self.title_en else self.title_en


class FormFile(models.Model):
    """A file that comes with a version of a form, a list or a picture; `md5` tells telephones that it changed."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=100)
    md5 = models.CharField(max_length=32)
    file = models.ForeignKey(PrivateFile, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "form", "name", "md5", "file"})

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["form", "name"], name="formfile_name_once")]

    def __str__(self) -> str:
        return self.name
