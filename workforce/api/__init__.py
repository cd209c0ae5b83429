"""The API of this app: `routes` are (prefix, viewset, basename)."""

from rest_framework.viewsets import ViewSetMixin

from workforce.api import (
    activities,
    applications,
    articles,
    assignments,
    budgets,
    certificates,
    closings,
    contracts,
    delegations,
    holidays,
    imports,
    leaves,
    logs,
    paying,
    payroll,
    problems,
    reports,
    rounds,
    selections,
    signins,
    staffing,
    taxes,
    terms,
)
from workforce.api.handovers import HandoverViewSet
from workforce.api.papers import PaperTextViewSet, PaperViewSet
from workforce.api.trainings import AttendanceViewSet, SessionViewSet

routes: list[tuple[str, type[ViewSetMixin], str]] = [
    *applications.routes,
    *rounds.routes,
    *terms.routes,
    *selections.routes,
    ("papers", PaperViewSet, "api-paper"),
    ("paper-texts", PaperTextViewSet, "api-papertext"),
    *contracts.routes,
    *staffing.routes,
    *imports.routes,
    ("trainings", SessionViewSet, "api-training"),
    ("attendances", AttendanceViewSet, "api-attendance"),
    ("handovers", HandoverViewSet, "api-handover"),
    *logs.routes,
    *reports.routes,
    *delegations.routes,
    *problems.routes,
    *budgets.routes,
    *activities.routes,
    *payroll.routes,
    *paying.routes,
    *taxes.routes,
    *certificates.routes,
    *holidays.routes,
    *assignments.routes,
    *articles.routes,
    *closings.routes,
    *leaves.routes,
    *signins.routes,
]
