"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from u2t.core import clock


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the business moment and whether this is a demonstration."""
    return {"now": clock.now(), "clock_is_set": clock.is_set(), "is_demo": settings.DEMO}
