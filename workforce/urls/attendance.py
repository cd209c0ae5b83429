"""Addresses of days: holidays, leave and signing in."""

from django.urls import URLPattern, path

from workforce.views import holidays, leaves, logs, signins

urlpatterns: list[URLPattern] = [
    path("holidays/", holidays.holiday_list, name="holiday-list"),
    path("holidays/new/", holidays.holiday_add, name="holiday-add"),
    path("holidays/<int:pk>/", holidays.holiday_detail, name="holiday-detail"),
    path("holidays/<int:pk>/move/", holidays.holiday_move, name="holiday-move"),
    path("holidays/<int:pk>/cancel/", holidays.holiday_cancel, name="holiday-cancel"),
    path("contracts/<int:contract>/months/<int:period>/days/", logs.month_days, name="month-days"),
    path("leaves/", leaves.leave_list, name="leave-list"),
    path("leaves/new/", leaves.leave_ask, name="leave-ask"),
    path("leaves/<int:pk>/", leaves.leave_detail, name="leave-detail"),
    path("leaves/<int:pk>/decide/", leaves.leave_decide, name="leave-decide"),
    path("leaves/<int:pk>/withdraw/", leaves.leave_withdraw, name="leave-withdraw"),
    path("leaves/<int:pk>/paper/", leaves.leave_paper, name="leave-paper"),
    path("sign-ins/", signins.signin_list, name="signin-list"),
    path("sign-ins/new/", signins.signin_create, name="signin-create"),
    path("sign-ins/<int:pk>/", signins.signin_detail, name="signin-detail"),
    path("sign-ins/<int:pk>/decide/", signins.signin_decide, name="signin-decide"),
    path("sign-ins/<int:pk>/photo/", signins.signin_photo, name="signin-photo"),
]
