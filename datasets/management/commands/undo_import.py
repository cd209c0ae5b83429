"""Take a stored import back."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand
from django.utils.translation import override

from datasets.services import runs
from tambon.models import User
from tambon.system import system_user
from u2t.core import clock
from u2t.core.models import ImportRun

REFUSED, USAGE = 1, 2


class Command(BaseCommand):
    help = (
        "Take a stored import back: every cell shows again what it showed without it. Standard error ends with "
        "moment,MOMENT: business time, for --as-of of export_report."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int)
        parser.add_argument("--by", default="", help="username of who undoes it; the system user if not given")
        parser.add_argument("--reason", default="")

    def handle(self, *_args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"], is_active=True).first() if options["by"] else system_user()
        run = ImportRun.objects.filter(pk=options["id"], subject__startswith="dataset:").first()
        if by is None or run is None:
            self.stderr.write(
                f"There is no user “{options['by']}”." if by is None else f"There is no import {options['id']}."
            )
            sys.exit(USAGE)
        with override("th"):
            try:
                run = runs.undo(by=by, run=run, reason=options["reason"])
            except PermissionDenied:
                self.stderr.write(f"“{options['by']}” may not undo this import.")
                sys.exit(USAGE)
            except runs.RunError as error:
                self.stderr.write(str(error))
                sys.exit(REFUSED)
        self.stdout.write(f"undone,{run.pk}")
        self.stderr.write(f"moment,{(run.undone_at or clock.now()).isoformat()}")
