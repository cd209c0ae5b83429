"""Pages of areas and institutions."""

from django.urls import URLPattern, path

from tambon.views import (
    areas,
    groups,
    institution_imports,
    institutions,
    local_governments,
    maps,
    networks,
    universities,
    villages,
)

urlpatterns: list[URLPattern] = [
    path("maps/<int:pk>/<slug:level>.pmtiles", maps.map_tiles, name="map-tiles"),
    path("areas/", areas.area_list, name="area-list"),
    path("groups/<slug:code>/", groups.group_detail, name="group-detail"),
    path("areas/<slug:code>/villages/", villages.village_list, name="village-list"),
    path("areas/<slug:code>/villages/add/", villages.village_add, name="village-add"),
    path("villages/<slug:code>/", villages.village_detail, name="village-detail"),
    path("villages/<slug:code>/rename/", villages.village_rename, name="village-rename"),
    path("villages/<slug:code>/close/", villages.village_close, name="village-close"),
    path("search/", areas.place_search, name="place-search"),
    path("universities/", institutions.university_list, name="university-list"),
    path("universities/add/", universities.university_add, name="university-add"),
    path("universities/<slug:code>/edit/", universities.university_edit, name="university-edit"),
    path("universities/<slug:code>/join/", universities.university_join, name="university-join"),
    path("universities/<slug:code>/units/add/", universities.unit_add, name="unit-add"),
    path("universities/<slug:code>/units/<int:pk>/edit/", universities.unit_edit, name="unit-edit"),
    path("institutions/imports/", institution_imports.institution_run_list, name="institution-run-list"),
    path("institutions/imports/bring/", institution_imports.institution_import, name="institution-import"),
    path("institutions/imports/<int:pk>/", institution_imports.institution_run, name="institution-run"),
    path(
        "institutions/imports/<int:pk>/store/", institution_imports.institution_run_store, name="institution-run-store"
    ),
    path(
        "institutions/imports/<int:pk>/give-up/",
        institution_imports.institution_run_give_up,
        name="institution-run-give-up",
    ),
    path("institutions/imports/<int:pk>/undo/", institution_imports.institution_run_undo, name="institution-run-undo"),
    path("networks/", networks.network_list, name="network-list"),
    path("networks/add/", networks.network_add, name="network-add"),
    path("networks/<slug:code>/edit/", networks.network_edit, name="network-edit"),
    path("leads/", networks.lead_list, name="lead-list"),
    path("leads/name/", networks.lead_name, name="lead-name"),
    path("leads/<int:pk>/end/", networks.lead_end, name="lead-end"),
    path("local-governments/", local_governments.localgovernment_list, name="localgovernment-list"),
    path("local-governments/<str:code>/", local_governments.localgovernment_detail, name="localgovernment-detail"),
    path("universities/<slug:code>/", institutions.university_detail, name="university-detail"),
    path("agencies/", institutions.agency_list, name="agency-list"),
    path("agencies/enter/", institutions.agency_add, name="agency-add"),
    path("agencies/<slug:code>/edit/", institutions.agency_edit, name="agency-edit"),
    path("agencies/<slug:code>/", institutions.agency_detail, name="agency-detail"),
]
