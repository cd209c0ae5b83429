"""Pages of the rules of the programmes."""

from django.urls import URLPattern, path

from workforce.views import terms, works

urlpatterns: list[URLPattern] = [
    path("terms/", terms.terms_list, name="terms-list"),
    path("terms/draft/", terms.terms_draft, name="terms-draft"),
    path("terms/<int:pk>/", terms.terms_detail, name="terms-detail"),
    path("terms/<int:pk>/edit/", terms.terms_edit, name="terms-edit"),
    path("terms/<int:pk>/put-in-force/", terms.terms_put_in_force, name="terms-put-in-force"),
    path("terms/<int:pk>/drop/", terms.terms_drop, name="terms-drop"),
    path("work/", works.work_list, name="work-list"),
    path("work/areas/new/", works.workarea_create, name="workarea-create"),
    path("work/areas/<slug:code>/", works.workarea_edit, name="workarea-edit"),
    path("work/entries/new/", works.workitem_create, name="workitem-create"),
    path("work/entries/<int:pk>/", works.workitem_edit, name="workitem-edit"),
]
