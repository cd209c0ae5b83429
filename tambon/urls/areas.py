"""Pages of areas and institutions."""

from django.urls import URLPattern, path

from tambon.views import maps

urlpatterns: list[URLPattern] = [
    path("maps/<int:pk>/<slug:level>.pmtiles", maps.map_tiles, name="map-tiles"),
]
