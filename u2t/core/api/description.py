"""The description of the API, made once for each language in a process: making it takes seconds."""

from typing import Any, ClassVar

from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request


class KeptGenerator(SchemaGenerator):
    """What the addresses say of themselves; it is the same for everybody."""

    kept: ClassVar[dict[str, Any]] = {}

    def get_schema(self, request: Request | None = None, public: bool = False) -> Any:  # noqa: FBT001, FBT002 - theirs
        """Return the description as data, from memory when it was made before."""
        language = get_language() or ""
        if language not in self.kept:
            self.kept[language] = super().get_schema(request, public)  # type: ignore[no-untyped-call]  # theirs
        return self.kept[language]
