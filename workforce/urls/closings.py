"""Addresses of the end of the work, of people and of tambons."""

from django.urls import URLPattern, path

from workforce.views import closings

urlpatterns: list[URLPattern] = [
    path("contracts/<int:contract>/closing/", closings.closing_detail, name="closing-detail"),
    path("contracts/<int:contract>/closing/tick/", closings.closing_tick, name="closing-tick"),
    path("closing-ticks/<int:pk>/remove/", closings.closing_untick, name="closing-untick"),
    path("contracts/<int:contract>/closing/agree/", closings.closing_agree, name="closing-agree"),
    path("contracts/<int:contract>/closing/close/", closings.closing_close, name="closing-close"),
    path("contracts/<int:contract>/closing/reopen/", closings.closing_reopen, name="closing-reopen"),
    path("tambons/<str:code>/closing/", closings.tambon_closing, name="tambon-closing"),
    path("tambons/<str:code>/closing/close/", closings.tambon_close, name="tambon-close"),
    path("tambon-closings/<int:pk>/reopen/", closings.tambon_reopen, name="tambon-reopen"),
    path("tambons/<str:code>/closing/report/", closings.tambon_closing_pdf, name="tambon-closing-pdf"),
]
