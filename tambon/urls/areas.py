"""Pages of areas and institutions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
