"""Addresses of tax: what is withheld, and the lists of a tax year."""

from django.urls import URLPattern, path

from workforce.views import taxes

urlpatterns: list[URLPattern] = [
    path("taxyears/", taxes.taxyear_list, name="taxyear-list"),
    path("taxyears/workbook/", taxes.taxyear_workbook, name="taxyear-workbook"),
    path("taxyears/months/<str:month>/", taxes.taxmonth_workbook, name="taxmonth-workbook"),
    path("taxrules/", taxes.taxrule_edit, name="taxrule-edit"),
]
