"""`verify_rollups`: follow every figure a second way, from the layers up; exit 1 if anything differs."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from dashboards.rolling.check import differences
from datasets.selectors.layering import Unlike, unlike_their_layers


class Command(BaseCommand):
    help = "Compare records with their layers and figures with the observations; print what differs (exit 1)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with transaction.atomic():
            records = unlike_their_layers()
            cells = differences()
        for record in records:
            self.stdout.write(_line(record))
        for cell in cells:
            self.stdout.write(
                ",".join(cell[:6]) + f"\n  stands {cell[6] or 'nothing'}\n  should {cell[7] or 'nothing'}"
            )
        self.stdout.write(f"{len(records)} records differ from their layers.")
        self.stdout.write(f"{len(cells)} cells differ.")
        if records or cells:
            sys.exit(1)


def _line(record: Unlike) -> str:
    where = f"{record.dataset},{record.place},{record.period},{record.origin}"
    if record.is_live != record.should_live:
        return f"record {record.record},{where}: {'lives without a layer' if record.is_live else 'should live'}"
    return f"record {record.record},{where}: not what its layers say in {record.fields}"
