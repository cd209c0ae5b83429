"""Bring forms in: those we ship, or others from files."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand
from django.utils.translation import override

from datasets.importing import shippedforms
from datasets.selectors.questions import FormError
from tambon.models import User
from tambon.system import system_user
from u2t.core.errors import DomainError

REFUSED, USAGE = 1, 2


class Command(BaseCommand):
    help = "Bring XLSForms in; the name of a file is the code of its data set. Without files, those the platform ships."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)
        parser.add_argument("--by", default="", help="username of who brings them; the system user if not given")

    def handle(self, *_args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"], is_active=True).first() if options["by"] else system_user()
        missing = [path for path in options["files"] if not path.is_file()]
        if by is None or missing:
            self.stderr.write(
                f"There is no file “{missing[0]}”." if missing else f"There is no user “{options['by']}”."
            )
            sys.exit(USAGE)
        with override("th"):
            for path in options["files"] or shippedforms.shipped():
                self._bring(by, path)

    def _bring(self, by: User, path: Path) -> None:
        try:
            for form in shippedforms.load(by=by, files=[path]):
                self.stdout.write(f"{form.dataset_id},{form.version},{len(form.questions)}")
        except PermissionDenied:
            self.stderr.write(f"“{by}” may not bring forms.")
            sys.exit(USAGE)
        except FormError as error:
            for issue in error.issues:
                self.stderr.write(f"{path.name},{issue.sheet},{issue.row},{issue.column},{issue.message}")
            sys.exit(REFUSED)
        except DomainError as error:
            self.stderr.write(f"{path.name}: {error}")
            sys.exit(REFUSED)
