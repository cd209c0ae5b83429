"""Addresses of the pages of this app."""

from django.urls import URLPattern, URLResolver

from workforce.urls import papers, rounds, terms

urlpatterns: list[URLPattern | URLResolver] = [
    *papers.urlpatterns,
    *rounds.urlpatterns,
    *terms.urlpatterns,
]
