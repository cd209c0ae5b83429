"""Addresses of tax: what is withheld, and the lists of a tax year."""

from django.urls import URLPattern, path

from workforce.views import certificates, taxes

urlpatterns: list[URLPattern] = [
    path("taxyears/", taxes.taxyear_list, name="taxyear-list"),
    path("taxyears/workbook/", taxes.taxyear_workbook, name="taxyear-workbook"),
    path("taxyears/months/<str:month>/", taxes.taxmonth_workbook, name="taxmonth-workbook"),
    path("taxrules/", taxes.taxrule_edit, name="taxrule-edit"),
    path("taxcertificates/", certificates.taxcertificate_list, name="taxcertificate-list"),
    path("taxcertificates/issue/", certificates.taxcertificate_issue_all, name="taxcertificate-issue-all"),
    path("taxcertificates/issue/<int:pk>/", certificates.taxcertificate_issue, name="taxcertificate-issue"),
    path("taxcertificates/<int:pk>/", certificates.taxcertificate_detail, name="taxcertificate-detail"),
    path("taxcertificates/<int:pk>/reissue/", certificates.taxcertificate_reissue, name="taxcertificate-reissue"),
    path("taxcertificates/<int:pk>/pdf/", certificates.taxcertificate_pdf, name="taxcertificate-pdf"),
]
