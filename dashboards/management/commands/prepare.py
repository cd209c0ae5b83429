"""Prepare everything that has to be there before the platform starts."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from dashboards.preparation import STEPS, alone, timed


class Command(BaseCommand):
    help = "Migrate, load the areas and definitions, build the demonstration where there is one; safe to repeat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with alone():
            for step in STEPS:
                said, seconds = timed(step.do, monotonic)
                self.stdout.write(f"{step.name}: {said} ({seconds:.1f} s)")
