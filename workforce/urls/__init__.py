"""Addresses of the pages of this app."""

from django.urls import URLPattern, URLResolver

from workforce.urls import (
    applications,
    articles,
    assignments,
    attendance,
    budgets,
    closings,
    contracts,
    months,
    papers,
    receivables,
    rounds,
    selections,
    taxes,
    terms,
    training,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *applications.urlpatterns,
    *papers.urlpatterns,
    *contracts.urlpatterns,
    *rounds.urlpatterns,
    *terms.urlpatterns,
    *selections.urlpatterns,
    *training.urlpatterns,
    *months.urlpatterns,
    *taxes.urlpatterns,
    *attendance.urlpatterns,
    *assignments.urlpatterns,
    *articles.urlpatterns,
    *budgets.urlpatterns,
    *receivables.urlpatterns,
    *closings.urlpatterns,
]
