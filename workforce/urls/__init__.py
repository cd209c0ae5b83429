"""Addresses of the pages of this app."""

from django.urls import URLPattern, URLResolver

from workforce.urls import contracts, papers

urlpatterns: list[URLPattern | URLResolver] = [
    *papers.urlpatterns,
    *contracts.urlpatterns,
]
