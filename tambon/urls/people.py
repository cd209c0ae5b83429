"""Pages of people, memberships and allocations."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
