"""Pages of orientation, training and hand-overs."""

from django.urls import URLPattern, path

from workforce.views import handovers, sessions

urlpatterns: list[URLPattern] = [
    path("sessions/", sessions.session_list, name="session-list"),
    path("sessions/new/", sessions.session_create, name="session-create"),
    path("sessions/<int:pk>/", sessions.session_detail, name="session-detail"),
    path("sessions/<int:pk>/amend/", sessions.session_amend, name="session-amend"),
    path("sessions/<int:pk>/cancel/", sessions.session_cancel, name="session-cancel"),
    path("sessions/<int:pk>/attendance/<str:code>/", sessions.session_attendance, name="session-attendance"),
    path("sessions/<int:pk>/remove/<int:contract>/", sessions.attendance_remove, name="attendance-remove"),
    path("training/", sessions.training_own, name="training-own"),
    path("handovers/", handovers.handover_list, name="handover-list"),
    path("handovers/new/", handovers.handover_new, name="handover-new"),
    path(
        "handovers/new/<slug:programme>/<slug:university>/<str:code>/",
        handovers.handover_create,
        name="handover-create",
    ),
    path("handovers/<int:pk>/", handovers.handover_detail, name="handover-detail"),
    path("handovers/<int:pk>/amend/", handovers.handover_amend, name="handover-amend"),
    path("handovers/<int:pk>/drop/", handovers.handover_drop, name="handover-drop"),
    path("handovers/<int:pk>/record/", handovers.handover_finish, name="handover-finish"),
    path("handovers/<int:pk>/correct/", handovers.handover_correct, name="handover-correct"),
    path("handovers/<int:pk>/take-off/", handovers.handover_take_off, name="handover-take-off"),
    path("handovers/<int:pk>/confirm/", handovers.handover_confirm, name="handover-confirm"),
    path("handovers/<int:pk>/remind/", handovers.handover_remind, name="handover-remind"),
    path("handovers/<int:pk>/paper/", handovers.handover_paper, name="handover-paper"),
    path("handovers/<int:pk>/photo/", handovers.handover_photo, name="handover-photo"),
]
