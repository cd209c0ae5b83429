"""People, memberships and allocations."""

from django.urls import URLPattern
from rest_framework.viewsets import ViewSetMixin

routes: list[tuple[str, type[ViewSetMixin], str]] = []
api_urlpatterns: list[URLPattern] = []
