"""Addresses of money to be paid back."""

from django.urls import URLPattern, path

from workforce.views import receivables

urlpatterns: list[URLPattern] = [
    path("receivables/", receivables.receivable_list, name="receivable-list"),
    path("receivables/<int:pk>/", receivables.receivable_detail, name="receivable-detail"),
    path("receivables/<int:pk>/repay/", receivables.receivable_repay, name="receivable-repay"),
    path("receivables/<int:pk>/cancel/", receivables.receivable_cancel, name="receivable-cancel"),
    path("repayments/<int:pk>/receipt/", receivables.repayment_receipt, name="repayment-receipt"),
    path("repayments/<int:pk>/cancel/", receivables.repayment_cancel, name="repayment-cancel"),
    path("contracts/<int:pk>/claim/", receivables.receivable_claim, name="receivable-claim"),
    path("adjustments/<int:pk>/claim/", receivables.receivable_claim_correction, name="receivable-claim-correction"),
]
