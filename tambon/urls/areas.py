"""Pages of areas and institutions."""

from django.urls import URLPattern, path

from tambon.views import areas, groups, institutions, maps, villages

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
    path("universities/<slug:code>/", institutions.university_detail, name="university-detail"),
    path("agencies/", institutions.agency_list, name="agency-list"),
    path("agencies/enter/", institutions.agency_add, name="agency-add"),
    path("agencies/<slug:code>/edit/", institutions.agency_edit, name="agency-edit"),
    path("agencies/<slug:code>/", institutions.agency_detail, name="agency-detail"),
]
