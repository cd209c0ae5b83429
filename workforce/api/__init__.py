"""The API of this app: `routes` are (prefix, viewset, basename)."""

from rest_framework.viewsets import ViewSetMixin

from workforce.api import applications, contracts, imports, selections, staffing
from workforce.api.papers import PaperTextViewSet, PaperViewSet

routes: list[tuple[str, type[ViewSetMixin], str]] = [
    *applications.routes,
from workforce.api import rounds, terms
from workforce.api.papers import PaperTextViewSet, PaperViewSet

routes: list[tuple[str, type[ViewSetMixin], str]] = [
    *rounds.routes,
    *terms.routes,
    *selections.routes,
    ("papers", PaperViewSet, "api-paper"),
    ("paper-texts", PaperTextViewSet, "api-papertext"),
    *contracts.routes,
    *staffing.routes,
    *imports.routes,
]
