"""Pages of contracts, of people, of who guides them, and of lists brought in."""

from django.urls import URLPattern, path

from workforce.views import contracts, imports, people, staffing

urlpatterns: list[URLPattern] = [
    path("contracts/", contracts.contract_list, name="contract-list"),
    path("contracts/hire/", contracts.contract_hire, name="contract-hire"),
    path("contracts/sign/", contracts.contract_sign_many, name="contract-sign-many"),
    path("contracts/<int:pk>/", contracts.contract_detail, name="contract-detail"),
    *(
        path(f"contracts/<int:pk>/{step}/", contracts.contract_step, {"step": step}, name=f"contract-{step}")
        for step in contracts.STEPS
    ),
    path("people/<int:pk>/", staffing.person_detail, name="person-detail"),
    path("people/<int:pk>/reveal/", staffing.person_reveal, name="person-reveal"),
    path("people/<int:pk>/invite/", people.person_invite, name="person-invite"),
    path("people/<int:pk>/invite-again/", people.person_invite_again, name="person-invite-again"),
    path("people/<int:pk>/address/", people.person_address, name="person-address"),
    path("people/<int:pk>/correct/", people.person_correct, name="person-correct"),
    path("people/<int:pk>/join/", people.person_join, name="person-join"),
    path("tambons/<str:code>/", staffing.tambon_staffing, name="tambon-staffing"),
    path("tambons/<str:code>/name/", staffing.supervision_name, name="supervision-name"),
    path("agencies/<slug:code>/", staffing.agency_people, name="agency-people"),
    path("supervisions/<int:pk>/end/", staffing.supervision_end, name="supervision-end"),
    path("supervisions/<int:pk>/lead/", staffing.supervision_lead, name="supervision-lead"),
    path("imports/", imports.import_list, name="workforce-import-list"),
    path("imports/create/", imports.import_create, name="workforce-import-create"),
    path("imports/<int:pk>/", imports.import_detail, name="workforce-import-detail"),
    path("imports/<int:pk>/store/", imports.import_store, name="workforce-import-store"),
    path("imports/<int:pk>/give-up/", imports.import_give_up, name="workforce-import-give-up"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="workforce-import-undo"),
]
