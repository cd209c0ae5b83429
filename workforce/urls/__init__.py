"""Addresses of the pages of this app."""

from django.urls import URLPattern, URLResolver

from workforce.urls import applications, contracts, papers, selections, training

urlpatterns: list[URLPattern | URLResolver] = [
    *applications.urlpatterns,
    *papers.urlpatterns,
    *contracts.urlpatterns,
    *training.urlpatterns,
    *selections.urlpatterns,
]
