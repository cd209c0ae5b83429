"""Addresses of screening, scores, selections, announcements and appeals."""

from django.urls import URLPattern, path

from workforce.views import appeals, applicants, refusals, selections

_PLACE = "selections/<int:pk>/<str:tambon>/<slug:worker_type>/"

urlpatterns: list[URLPattern] = [
    path("rounds/<int:round>/applicants/", applicants.applicant_list, name="applicant-list"),
    path("rounds/<int:round>/applicants/screen/", applicants.applicant_screen, name="applicant-screen"),
    path("rounds/<int:round>/scores/", applicants.score_grid, name="score-grid"),
    path("rounds/<int:round>/selection/", selections.selection_detail, name="selection-detail"),
    path("rounds/<int:round>/selection/make/", selections.selection_make, name="selection-make"),
    path("applicants/<int:pk>/", applicants.applicant_detail, name="applicant-detail"),
    path("applicants/<int:pk>/decide/", applicants.applicant_decide, name="applicant-decide"),
    path("applicants/<int:pk>/refusal/", refusals.applicant_decline, name="applicant-decline"),
    path("applicants/<int:pk>/refusal/take-back/", refusals.applicant_restore, name="applicant-restore"),
    path("documents/<int:pk>/decide/", applicants.document_decide, name="document-decide"),
    path("selections/<int:pk>/agree/", selections.selection_agree, name="selection-agree"),
    path("selections/<int:pk>/drop/", selections.selection_drop, name="selection-drop"),
    path("selections/<int:pk>/reopen/", selections.selection_reopen, name="selection-reopen"),
    path("selections/<int:pk>/announce/", selections.selection_announce, name="selection-announce"),
    path(_PLACE, selections.selection_place, name="selection-place"),
    path(f"{_PLACE}tie/", selections.selection_tie, name="selection-tie"),
    path(f"{_PLACE}tie/withdraw/", selections.selection_tie_withdraw, name="selection-tie-withdraw"),
    path("announcements/<uuid:pk>/", selections.announcement_detail, name="announcement-detail"),
    path("announcements/<uuid:pk>/paper/", selections.announcement_paper, name="announcement-paper"),
    path("announcements/<uuid:pk>/publish/", selections.announcement_publish, name="announcement-publish"),
    path("announcements/<uuid:pk>/withdraw/", selections.announcement_withdraw, name="announcement-withdraw"),
    path("applications/<int:pk>/appeal/", appeals.appeal_create, name="appeal-create"),
    path("appeals/", appeals.appeal_list, name="appeal-list"),
    path("appeals/<int:pk>/", appeals.appeal_answer, name="appeal-answer"),
]
