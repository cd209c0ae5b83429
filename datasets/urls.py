"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from datasets.views import definitions, imports, records, xlsforms

urlpatterns: list[URLPattern] = [
    path("", records.dataset_list, name="dataset-list"),
    path("new/", definitions.dataset_create, name="dataset-create"),
    path("forms/", xlsforms.form_list, name="form-list"),
    path("imports/", imports.import_list, name="import-list"),
    path("imports/<int:pk>/", imports.import_detail, name="import-detail"),
    path("imports/<int:pk>/store/", imports.import_store, name="import-store"),
    path("imports/<int:pk>/give-up/", imports.import_give_up, name="import-give-up"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import-undo"),
    path("imports/<int:pk>/annotate/", imports.import_annotate, name="import-annotate"),
    path("records/<int:pk>/", records.record_detail, name="record-detail"),
    path("records/<int:pk>/correct/", records.record_correct, name="record-correct"),
    path("corrections/", records.correction_list, name="correction-list"),
    path("corrections/<int:pk>/decide/", records.correction_decide, name="correction-decide"),
    path("<slug:code>/", records.dataset_detail, name="dataset-detail"),
    path("<slug:code>/amend/", definitions.dataset_amend, name="dataset-amend"),
    path("<slug:code>/versions/", definitions.version_list, name="dataset-versions"),
    path("<slug:code>/fields/", definitions.field_add, name="field-add"),
    path("<slug:code>/fields/<str:name>/", definitions.field_amend, name="field-amend"),
    path("<slug:code>/fields/<str:name>/retire/", definitions.field_retire, name="field-retire"),
    path("<slug:code>/fields/<str:name>/restore/", definitions.field_restore, name="field-restore"),
    path("<slug:code>/forms/", xlsforms.form_versions, name="form-versions"),
    path("<slug:code>/forms/new/", xlsforms.form_bring, name="form-bring"),
    path("<slug:code>/forms/<int:number>/", xlsforms.form_detail, name="form-detail"),
    path("<slug:code>/forms/<int:number>/xlsform/", xlsforms.form_source, name="form-source"),
    path("<slug:code>/records/", records.record_list, name="record-list"),
    path("<slug:code>/import/", imports.import_create, name="import-create"),
]
