"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from datasets.views import collecting, definitions, entries, filling, imports, openrosa, records, xlsforms

urlpatterns: list[URLPattern] = [
    path("", records.dataset_list, name="dataset-list"),
    path("new/", definitions.dataset_create, name="dataset-create"),
    path("forms/", xlsforms.form_list, name="form-list"),
    path("collect/", filling.collect, name="collect"),
    path("collect/shell/", filling.collect_shell, name="collect-shell"),
    path("collect/worker.js", filling.collect_worker, name="collect-worker"),
    path("rounds/", collecting.round_list, name="collection-list"),
    path("rounds/new/", collecting.round_open, name="collection-open"),
    path("rounds/<int:pk>/", collecting.round_detail, name="collection-detail"),
    path("rounds/<int:pk>/move/", collecting.round_move, name="collection-move"),
    path("telephone/", collecting.telephone_list, name="telephone-list"),
    path("telephone/new/", collecting.telephone_create, name="telephone-create"),
    path("telephone/<int:pk>/end/", collecting.telephone_end, name="telephone-end"),
    path("entries/", entries.entry_list, name="entry-list"),
    path("entries/verify/", entries.entry_verify_many, name="entry-verify-many"),
    path("entries/files/<int:pk>/", entries.entry_file, name="entry-file"),
    path("entries/<int:pk>/", entries.entry_detail, name="entry-detail"),
    path("entries/<int:pk>/verify/", entries.entry_verify, name="entry-verify"),
    path("entries/<int:pk>/return/", entries.entry_return, name="entry-return"),
    path("entries/<int:pk>/accept/", entries.entry_accept, name="entry-accept"),
    path("entries/<int:pk>/refuse/", entries.entry_refuse, name="entry-refuse"),
    path("entries/<int:pk>/take-back/", entries.entry_take_back, name="entry-take-back"),
    path("entries/<int:pk>/restore/", entries.entry_restore, name="entry-restore"),
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
    path("<slug:code>/forms/edit/", xlsforms.form_edit, name="form-edit"),
    path("<slug:code>/forms/<int:number>/", xlsforms.form_detail, name="form-detail"),
    path("<slug:code>/forms/<int:number>/xlsform/", xlsforms.form_source, name="form-source"),
    path("<slug:code>/records/", records.record_list, name="record-list"),
    path("<slug:code>/import/", imports.import_create, name="import-create"),
]

#: Telephones know only the address that these stand below.
telephone_urlpatterns: list[URLPattern] = [
    path("formList", openrosa.form_list, name="openrosa-forms"),
    path("submission", openrosa.submission, name="openrosa-submission"),
    path("forms/<slug:code>/<int:number>.xml", openrosa.form_xml, name="openrosa-form"),
    path("forms/<slug:code>/<int:number>/manifest", openrosa.manifest, name="openrosa-manifest"),
    path("forms/<slug:code>/<int:number>/media/<str:name>", openrosa.media, name="openrosa-media"),
]
