"""Pages of areas and institutions."""

from django.urls import URLPattern, path

from tambon.views import areas, institutions, maps

urlpatterns: list[URLPattern] = [
    path("maps/<int:pk>/<slug:level>.pmtiles", maps.map_tiles, name="map-tiles"),
    path("areas/", areas.area_list, name="area-list"),
    path("search/", areas.place_search, name="place-search"),
    path("universities/", institutions.university_list, name="university-list"),
    path("universities/<slug:code>/", institutions.university_detail, name="university-detail"),
    path("agencies/", institutions.agency_list, name="agency-list"),
    path("agencies/<slug:code>/", institutions.agency_detail, name="agency-detail"),
]
