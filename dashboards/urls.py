"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from dashboards import indicator_views, profile_views, report_views, views, work_views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("components/", views.components, name="components"),
    path("areas/<str:code>/", views.area_dashboard, name="area-dashboard"),
    path("areas/<str:code>/profile/", profile_views.tambon_profile, name="tambon-profile"),
    path("areas/<str:code>/profile.pdf", profile_views.tambon_profile_pdf, name="tambon-profile-pdf"),
    path("levels/", profile_views.level_scheme, name="level-scheme"),
    path("universities/<slug:code>/", views.university_dashboard, name="university-dashboard"),
    path("universities/<slug:code>/work/", work_views.university_work, name="university-work"),
    path("networks/<slug:code>/", views.network_dashboard, name="network-dashboard"),
    path("figures/<str:level>/<str:area>/source/", views.figure_source, name="figure-source"),
    path("indicators/", indicator_views.indicator_list, name="indicator-list"),
    path("indicators/new/", indicator_views.indicator_define, name="indicator-define"),
    path("reports/national/", report_views.report_create, name="report-create"),
]
