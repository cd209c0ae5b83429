"""`verify_rollups`: count every figure a second way; print those that differ and exit 1 if there are any."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from dashboards.rolling.check import differences


class Command(BaseCommand):
    help = "Count every figure straight from the observations; print the cells that differ (exit 1)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with transaction.atomic():
            found = differences()
        for cell in found:
            self.stdout.write(
                ",".join(cell[:6]) + f"\n  stands {cell[6] or 'nothing'}\n  should {cell[7] or 'nothing'}"
            )
        self.stdout.write(f"{len(found)} cells differ.")
        if found:
            sys.exit(1)
