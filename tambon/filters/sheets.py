"""Filters of the lists of spreadsheets that were brought in."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tambon.choices import InstitutionList
from tambon.models import Programme
from u2t.core.importing.pages import RunFilterSet
from u2t.core.models import ImportRun


class AllocationImportFilterSet(RunFilterSet):
    programme = django_filters.ModelChoiceFilter(
        queryset=Programme.objects.order_by("starts_on"),
        method="of_programme",
        label=_("Programme"),
        empty_label=_("All programmes"),
    )

    class Meta(RunFilterSet.Meta):
        pass

    def of_programme(self, rows: "QuerySet[ImportRun]", _name: str, value: Programme) -> "QuerySet[ImportRun]":
        return rows.filter(subject=f"allocation:{value.pk}")


class InstitutionImportFilterSet(RunFilterSet):
    kind = django_filters.ChoiceFilter(
        label=_("What the rows are"),
        choices=InstitutionList.choices,
        method="of_kind",
        empty_label=_("All kinds"),
    )

    class Meta(RunFilterSet.Meta):
        pass

    def of_kind(self, rows: "QuerySet[ImportRun]", _name: str, value: str) -> "QuerySet[ImportRun]":
        return rows.filter(subject=f"institution:{value}")
