"""`verify_rollups`: follow every figure a second way, from the layers up; exit 1 if anything differs."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from dashboards.rolling.check import differences
from dashboards.rolling.check_records import unlike_their_records
from dashboards.rolling.sql import run
from datasets.selectors.layering import Unlike, unlike_their_layers
from u2t.core.models import Mark


class Command(BaseCommand):
    help = "Compare records with their layers, observations with the records, figures with the observations (exit 1)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        is_outermost = not connection.in_atomic_block
        with transaction.atomic():
            if is_outermost:
                # All of it as of one moment, while the platform goes on.
                run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            records = unlike_their_layers()
            observations = unlike_their_records()
            cells = differences()
            waiting = Mark.objects.count()
        for record in records:
            self.stdout.write(_line(record))
        for *names, stands, should in (*observations, *cells):
            self.stdout.write(",".join(names) + f"\n  stands {stands or 'nothing'}\n  should {should or 'nothing'}")
        self.stdout.write(f"{len(records)} records differ from their layers.")
        self.stdout.write(f"{len(observations)} observations differ from their records.")
        self.stdout.write(f"{len(cells)} cells differ.")
        if waiting:
            self.stdout.write(f"{waiting} marks wait for the next roll-up; what they ask for was left out.")
        if records or observations or cells:
            sys.exit(1)


def _line(record: Unlike) -> str:
    where = f"{record.dataset},{record.place},{record.period},{record.origin}"
    if record.is_live != record.should_live:
        return f"record {record.record},{where}: {'lives without a layer' if record.is_live else 'should live'}"
    return f"record {record.record},{where}: not what its layers say in {record.fields}"
