"""Pages of papers and their texts."""

from django.urls import URLPattern, path

from workforce.views import papers, templates

urlpatterns: list[URLPattern] = [
    path("papers/", papers.paper_list, name="paper-list"),
    path("papers/scans/", papers.paper_scans, name="paper-scans"),
    path("papers/check/<str:token>/", papers.paper_check, name="paper-check"),
    path("papers/<int:pk>/", papers.paper_detail, name="paper-detail"),
    path("papers/<int:pk>/sign/", papers.paper_sign, name="paper-sign"),
    path("papers/<int:pk>/pages/", papers.paper_pages, name="paper-pages"),
    path("papers/<int:pk>/cancel/", papers.paper_cancel, name="paper-cancel"),
    path("papers/<int:pk>/<slug:which>/", papers.paper_file, name="paper-file"),
    path("contracts/<int:contract>/papers/", papers.paper_issue, name="paper-issue"),
    path("tambons/<str:code>/packet/", templates.packet_create, name="packet-create"),
    path("texts/", templates.template_list, name="papertemplate-list"),
    path("texts/<slug:kind>/<slug:place>/", templates.template_edit, name="papertemplate-edit"),
    path("texts/<slug:kind>/<slug:place>/preview/", templates.template_preview, name="papertemplate-preview"),
]
