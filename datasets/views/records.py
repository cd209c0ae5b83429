"""Pages of the catalogue, of records and their corrections."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from datasets.choices import CorrectionState, FieldRole
from datasets.filters import CorrectionFilterSet, DatasetFilterSet, RecordFilterSet
from datasets.forms.imports import CorrectionForm
from datasets.geofiles import write_geojson, write_geopackage
from datasets.models import Correction, Dataset, DatasetField, Record
from datasets.permissions import Can
from datasets.selectors.copies import copied, picked
from datasets.selectors.entrypages import entries_seen
from datasets.selectors.mapping import covered, mapped, point_field
from datasets.selectors.pages import (
    cells_of,
    correctable,
    history_of,
    label_in_words,
    photos_of,
    places_of,
    preview_of,
    remarks_of,
    telling,
    worded_choices,
)
from datasets.selectors.quality import coverage_of, lineage_of, quality_of, told_of
from datasets.selectors.records import catalogue, imports_of, live_records, together_with, waiting_corrections
from datasets.selectors.searching import ordered
from datasets.selectors.twins import can_be_found, merged_with
from datasets.services import corrections
from datasets.tables import CorrectionTable, DatasetTable, RecordTable
from datasets.tables.records import ValueColumn
from tambon.models import Area
from tambon.selectors.boundaries import current_maps
from tambon.views.answers import status_of
from u2t.core.access import Actor, reach
from u2t.core.errors import DomainError
from u2t.core.exports import Column
from u2t.core.lists import ListSpec, fitting, list_page, register
from u2t.core.permissions import Can as Core
from u2t.core.stale import refuse
from u2t.core.views import actor


def _columns(dataset: str) -> tuple[Column, ...]:
    """Return the columns of a download of records: those of the data set and, as lists show it, its key."""
    found = Dataset.objects.get(code=dataset)
    fields = list(found.fields.filter(role__in=[FieldRole.KEY, FieldRole.VALUE]))
    parts = [field.label for field in fields if field.role == FieldRole.KEY]
    if not parts and (found.parent_id or found.children.exists()):
        parts = [_("Key of the row")]  # the rows of a repetition begin theirs with that of what they belong to
    key = [Column("/".join(parts), "shown_key", 24)] if parts else []
    shown = (field for field in fields if field.role == FieldRole.VALUE and not field.is_personal)
    return (*RecordTable.downloads, *key, *map(_column_of, shown))


def _column_of(field: DatasetField) -> Column:
    """Return the column of a field; a workbook has the words of answers, for people."""
    words = dict(worded_choices(field)) or None
    return Column(field.label, f"values__{field.name}", 18, words=words, is_personal=field.is_personal)


def _personal_columns(dataset: str) -> tuple[Column, ...]:
    """Return what a download has besides for those who may take personal data home."""
    fields = list(Dataset.objects.get(code=dataset).fields.filter(is_personal=True).order_by("position"))
    parts = [field.label for field in fields if field.role == FieldRole.KEY]
    key = [Column("/".join(parts), "key", 24, is_personal=True)] if parts else []
    values = (field for field in fields if field.role == FieldRole.VALUE)
    return (*key, *map(_column_of, values))


def _takes_home(user: Actor, dataset: str) -> bool:
    return reach(user, Core.EXPORT_PERSONAL_DATA).everywhere


#: So many values stand in a table beside place and period.
_TOLD = 4


def _telling(query: QueryDict, dataset: str) -> list[tuple[str, ValueColumn]]:
    """Return the columns of the page: the value that is looked for, and those by which people tell records apart."""
    fields = telling([dataset], most=_TOLD)[dataset]
    asked = DatasetField.objects.filter(dataset=dataset, name=query.get("field", ""), is_searchable=True)
    fields = [*asked.filter(is_personal=False).exclude(pk__in=[field.pk for field in fields]), *fields]
    return [(f"value_{field.pk}", ValueColumn(field)) for field in fields]


DATASETS = register(
    ListSpec(
        name="datasets.catalogue",
        title=gettext_lazy("Data sets"),
        table=DatasetTable,
        rows=catalogue,
        filterset=DatasetFilterSet,
    )
)
RECORDS = register(
    ListSpec(
        name="datasets.records",
        title=gettext_lazy("Records"),
        table=RecordTable,
        rows=live_records,
        filterset=RecordFilterSet,
        columns=_columns,
        personal_columns=_personal_columns,
        sees_personal=_takes_home,
        shown=_telling,
        copied=copied,
        streamed=picked,
        others={"geojson": write_geojson, "gpkg": write_geopackage},
        ordered=ordered,
        empty=gettext_lazy("There are no records here yet, or none in your area."),
    )
)
CORRECTIONS = register(
    ListSpec(
        name="datasets.corrections",
        title=gettext_lazy("Corrections"),
        table=CorrectionTable,
        rows=waiting_corrections,
        filterset=CorrectionFilterSet,
        empty=gettext_lazy("No correction has been proposed."),
    )
)


@login_required
@require_GET
def dataset_list(request: HttpRequest) -> HttpResponse:
    may_define = actor(request).has_perm(Can.CHANGE_DATASET, Area(code="TH"))
    return list_page(request, DATASETS, template="datasets/dataset_list.html", context={"may_define": may_define})


@login_required
@require_GET
def dataset_detail(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    dataset = get_object_or_404(catalogue(user), code=code)
    reached, maps = coverage_of(user, dataset), current_maps()
    context = {
        "dataset": dataset,
        "told": told_of(dataset, reached),
        "quality": quality_of(dataset),
        "coverage": reached,
        "covered": covered(dataset, reached, maps),
        "maps": maps,
        "lineage": lineage_of(user, dataset),
        "preview": preview_of(user, dataset),
        "fields": (fields := list(dataset.fields.all())),
        "tells_added": not all(field.is_added for field in fields),
        "form_of": dataset.parent_id or dataset.code,
        "children": dataset.children.order_by("code"),
        "runs": imports_of(user).filter(subject=dataset.subject).order_by("-pk")[:10],
        "may_change": user.has_perm(Can.CHANGE_DATASET, dataset),
        "may_import": user.has_perm(Can.IMPORT_DATASET),
        "may_doubt": user.has_perm(Can.VIEW_DOUBT),
        "may_compare": user.has_perm(Can.VIEW_TWIN) and can_be_found(dataset),
    }
    return render(request, "datasets/dataset_detail.html", context)


@login_required
@require_GET
def record_list(request: HttpRequest, code: str) -> HttpResponse:
    dataset = get_object_or_404(catalogue(actor(request)), code=code)
    return list_page(
        request, RECORDS, arguments={"dataset": dataset.pk}, template="datasets/record_list.html",
        context={"dataset": dataset, "is_located": point_field(dataset) is not None},
    )  # fmt: skip


@login_required
@require_GET
def record_map(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    dataset = get_object_or_404(catalogue(user), code=code)
    filters = RecordFilterSet(request.GET, queryset=live_records(user, dataset=dataset.pk))
    rows, maps = fitting(filters), current_maps()
    context = {
        "dataset": dataset,
        "filterset": filters,
        "maps": maps,
        "is_located": point_field(dataset) is not None,
        "found": mapped(dataset, rows, maps) if maps and filters.is_valid() else None,
    }
    return render(request, "datasets/record_map.html", context, status=200 if filters.is_valid() else 422)


@login_required
@require_GET
def record_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _record_page(request, _record(request, pk), None)


@login_required
@require_POST
def record_correct(request: HttpRequest, pk: int) -> HttpResponse:
    record = _record(request, pk)
    columns = correctable(list(record.dataset.fields.all()))
    form = CorrectionForm(request.POST, columns=columns, initial={"version": record.version})
    if form.is_valid():
        try:
            found = corrections.propose(by=actor(request), record=record, **form.cleaned_data)
        except corrections.RoundingError as error:
            form.ask_to_accept_rounding()
            form.add_error(None, str(error))
        except DomainError as error:
            refuse(form, error)
        else:
            for sentence in remarks_of(found):
                messages.warning(request, sentence)
            is_applied = found.state == CorrectionState.APPLIED
            messages.success(request, _("Corrected.") if is_applied else _("Proposed. A second person decides."))
            return redirect("record-detail", pk=pk)
    return _record_page(request, record, form)


@login_required
@require_GET
def correction_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, CORRECTIONS)


@login_required
@require_POST
def correction_decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Correction.objects.visible_to(actor(request), to=Can.VIEW_CORRECTION), pk=pk)
    decide = corrections.agree if "agree" in request.POST else corrections.refuse
    try:
        decide(by=actor(request), correction=found)
        messages.success(request, _("Decided."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("record-detail", pk=found.record_id)


def _record(request: HttpRequest, pk: int) -> Record:
    records = Record.objects.visible_to(actor(request), to=Can.VIEW_RECORD)
    return get_object_or_404(records.select_related("dataset", "place__parent", "layer__run"), pk=pk)


def _record_page(request: HttpRequest, record: Record, form: CorrectionForm | None) -> HttpResponse:
    user = actor(request)
    fields = list(record.dataset.fields.all())
    may_correct = record.is_live and user.has_perm(Can.PROPOSE_CORRECTION, record)
    if form is None and may_correct:
        form = CorrectionForm(columns=correctable(fields), initial={"version": record.version})
    sees = user.has_perm(Core.EXPORT_PERSONAL_DATA, record)
    visible = Correction.objects.visible_to(user, to=Can.VIEW_CORRECTION).filter(record=record)
    context = {
        "record": record,
        "dataset": record.dataset,
        "twins": merged_with(user, record),
        "cells": (cells := cells_of(record, fields, sees_personal=sees, places=places_of(record, fields))),
        "are_numbers": all(cell.is_number for cell in cells),
        "photos": photos_of(user, record, fields, sees_personal=sees),
        "history": (history := history_of(record, fields)),
        "open_runs": set(
            imports_of(user).filter(pk__in=[x.layer.run_id for x in history]).values_list("pk", flat=True)
        ),
        "open_entries": entries_seen(user, [x.layer.revision.entry_id for x in history if x.layer.revision]),
        "together": together_with(user, record),
        "form": form if may_correct else None,
        "given": form,
        "corrections": [
            (x, label_in_words(x), remarks_of(x))
            for x in visible.in_words().select_related("by", "decided_by").order_by("-pk")
        ],
        "may_decide": user.has_perm(Can.DECIDE_CORRECTION, record),
    }
    return render(request, "datasets/record_detail.html", context, status=status_of(form) if form else 200)
