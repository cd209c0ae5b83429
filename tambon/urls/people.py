"""Pages of people, memberships and allocations."""

from django.urls import URLPattern, path

from tambon.views import access, allocations, people, programmes, sheets

urlpatterns: list[URLPattern] = [
    path("people/", people.user_list, name="user-list"),
    path("people/me/", people.user_own, name="user-own"),
    path("people/invite/", people.user_invite, name="user-invite"),
    path("people/<int:pk>/", people.user_detail, name="user-detail"),
    path("people/<int:pk>/give/", people.membership_give, name="membership-give"),
    path("people/<int:pk>/close/", people.user_deactivate, name="user-deactivate"),
    path("people/<int:pk>/grant/", access.grant_give, name="grant-give"),
    path("grants/<int:pk>/revoke/", access.grant_revoke, name="grant-revoke"),
    path("memberships/<int:pk>/end/", people.membership_end, name="membership-end"),
    path("invitations/<int:pk>/renew/", people.invitation_renew, name="invitation-renew"),
    path("invitations/<int:pk>/withdraw/", people.invitation_withdraw, name="invitation-withdraw"),
    path("invited/<str:secret>/", people.invitation_accept, name="invitation-accept"),
    path("access/", access.access_matrix, name="access-matrix"),
    path("access/<str:code>/", access.access_area, name="access-area"),
    path("audit/", access.audit_list, name="audit-list"),
    path("audit/erase/", access.audit_erase, name="audit-erase"),
    path("programmes/<slug:programme>/allocations/", allocations.allocation_list, name="allocation-list"),
    path("programmes/<slug:programme>/allocations/give/", allocations.allocation_give, name="allocation-give"),
    path("programmes/<slug:programme>/allocations/import/", sheets.allocation_import, name="allocation-import"),
    *sheets.ALLOCATION_PAGES.urls("allocations/imports/"),
    path("programmes/", programmes.programme_list, name="programme-list"),
    path("programmes/add/", programmes.programme_add, name="programme-add"),
    path("programmes/<slug:code>/edit/", programmes.programme_edit, name="programme-edit"),
    path("allocations/", allocations.allocation_index, name="allocation-index"),
    path("allocations/<int:pk>/edit/", allocations.allocation_edit, name="allocation-edit"),
]
