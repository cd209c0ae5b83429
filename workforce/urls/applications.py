"""Addresses of the pages on which somebody applies."""

from django.urls import URLPattern, path

from workforce.views import applications, documents, parts

_ROW = "applications/<int:pk>/parts/<slug:part>/<int:row>/"

urlpatterns: list[URLPattern] = [
    path("rounds/<int:pk>/apply/", applications.application_start, name="application-start"),
    path("applications/mine/", applications.application_own, name="application-own"),
    path("applications/<int:pk>/status/", applications.application_status, name="application-status"),
    path("applications/<int:pk>/steps/<slug:step>/", applications.application_step, name="application-step"),
    path("applications/<int:pk>/submit/", applications.application_submit, name="application-submit"),
    path("applications/<int:pk>/withdraw/", applications.application_withdraw, name="application-withdraw"),
    path("applications/<int:pk>/give-up/", applications.application_decline, name="application-decline"),
    path("applications/<int:pk>/names/", parts.former_name_add, name="former-name-add"),
    path("applications/<int:pk>/names/<int:row>/remove/", parts.former_name_remove, name="former-name-remove"),
    path("applications/<int:pk>/parts/<slug:part>/", parts.part_add, name="application-part-add"),
    path(_ROW, parts.part_edit, name="application-part-edit"),
    path(
        "applications/<int:pk>/parts/<slug:part>/<int:row>/remove/", parts.part_remove, name="application-part-remove"
    ),
    path("applications/<int:pk>/documents/", documents.document_bring, name="document-bring"),
    path("documents/<int:pk>/", documents.document_view, name="document-view"),
    path("documents/<int:pk>/remove/", documents.document_remove, name="document-remove"),
    path("tambons/", applications.tambon_suggest, name="tambon-suggest"),
]
