"""The API of this app: `routes` are (prefix, viewset, basename)."""

from rest_framework.viewsets import ViewSetMixin

routes: list[tuple[str, type[ViewSetMixin], str]] = []
