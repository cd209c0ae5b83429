"""Addresses of the foundation."""

from django.urls import URLPattern, path

from u2t.core import views

urlpatterns: list[URLPattern] = [
    path("jobs/", views.job_list, name="job-list"),
    path("jobs/<uuid:pk>/", views.job_detail, name="job-detail"),
    path("exports/", views.export_create, name="export-create"),
    path("files/<uuid:pk>/", views.file_download, name="file-download"),
    path("notifications/", views.notification_list, name="notification-list"),
    path("notifications/read/", views.notification_read, name="notification-read"),
    path("notifications/channel/", views.notification_channel, name="notification-channel"),
    path("notifications/mail/", views.notification_mail, name="notification-mail"),
    path("waiting/", views.waiting, name="waiting"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics_page, name="metrics"),
]
