"""Pages of the rules of the programmes."""

from django.urls import URLPattern, path

from workforce.views import terms

urlpatterns: list[URLPattern] = [
    path("terms/", terms.terms_list, name="terms-list"),
    path("terms/draft/", terms.terms_draft, name="terms-draft"),
    path("terms/<int:pk>/", terms.terms_detail, name="terms-detail"),
    path("terms/<int:pk>/edit/", terms.terms_edit, name="terms-edit"),
    path("terms/<int:pk>/put-in-force/", terms.terms_put_in_force, name="terms-put-in-force"),
    path("terms/<int:pk>/drop/", terms.terms_drop, name="terms-drop"),
    path("work/", terms.work_list, name="work-list"),
]
