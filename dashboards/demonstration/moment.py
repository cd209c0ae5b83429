"""Lets the demonstration's own past happen at its own time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

BANGKOK = ZoneInfo("Asia/Bangkok")


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Turn the clock of business time to `moment` for what this process does inside."""
    before = settings.CLOCK
    settings.CLOCK = f"{moment.isoformat()}@{timezone.now().isoformat()}"
    try:
        yield
    finally:
        settings.CLOCK = before
