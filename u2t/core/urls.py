"""Addresses of the foundation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
