"""`rollup [--full]`: bring the figures up to date, or read every record and make all of them anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dashboards.services import rollups
from tambon.system import system_user


class Command(BaseCommand):
    help = "Bring the figures up to date from the marks that wait; --full reads all records and makes all anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--full", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["full"]:
            changed = rollups.recount(by=system_user())
            self.stdout.write(f"{changed} cells changed.")
            return
        self.stdout.write(f"{rollups.roll_up(by=system_user())} marks consumed.")
