"""`load_local_governments FILE`: the register of local governments, CSV or XLSX."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tambon.services import local_governments
from tambon.system import system_user
from u2t.core.importing.issues import message_of


class Command(BaseCommand):
    help = "Load local governments and the tambons they serve from a register (CSV or XLSX)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        register = local_governments.load(path=options["file"], by=system_user())
        for finding in register.findings:
            self.stdout.write(
                f"{finding.line},{finding.column},{finding.value},{message_of(finding.code, finding.values)}"
            )
        if any(finding.severity == "error" for finding in register.findings):
            sys.exit(1)
        tambons = sum(len(found) for found in register.tambons.values())
        self.stdout.write(f"local governments: {len(register.found)}, tambons served: {tambons}")
