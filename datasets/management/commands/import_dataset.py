"""Bring a file into a data set."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import override

from datasets.importing import intake
from datasets.models import Dataset
from datasets.selectors.periods import PeriodError
from datasets.services import runs
from tambon.models import User
from tambon.system import system_user
from u2t.core import clock
from u2t.core.importing import readers
from u2t.core.importing.issues import FileError, Finding, message_of
from u2t.core.importing.runs import issues_of
from u2t.core.models import ImportIssue, ImportRun, Origin, RunState

OK, REFUSED, USAGE = 0, 1, 2


class Command(BaseCommand):
    help = (
        "Check a CSV or XLSX file and store it as an import of a data set. Standard output is CSV without headings: "
        "a row line,column,value,message,severity per problem, then run,ID,created,changed,same,skipped. "
        "Standard error ends with moment,MOMENT: business time, for --as-of of export_report."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="code of the data set, such as tpmap-tambon")
        parser.add_argument("file", type=Path)
        parser.add_argument("--period", default="", help="the year (Buddhist era) the file is of")
        parser.add_argument("--by", default="", help="username of who brings it; the system user if not given")
        parser.add_argument("--dry-run", action="store_true", help="do everything, then take it back")
        parser.add_argument("--skip-refused", action="store_true", help="store the good rows and leave the others out")
        parser.add_argument("--origin", choices=Origin.values, default=Origin.REAL)

    def handle(self, *_args: Any, **options: Any) -> None:
        with override(options.get("language") or "th"):
            status = self._run(options)
        if status:
            sys.exit(status)

    def _run(self, options: dict[str, Any]) -> int:
        dataset = Dataset.objects.filter(code=options["code"]).first()
        if dataset is None:
            known = ", ".join(Dataset.objects.values_list("code", flat=True))
            return self._usage(f"There is no data set “{options['code']}”. There are: {known or 'none yet'}.")
        if not options["file"].is_file():
            return self._usage(f"There is no file {options['file']}.")
        try:
            readers.check_size(options["file"].stat().st_size)
            with transaction.atomic():
                by = self._actor(options["by"])
                status = self._import(dataset, by, options) if by else USAGE
                transaction.set_rollback(options["dry_run"])
        except PermissionDenied:
            return self._usage(f"“{options['by']}” may not bring this data set in.")
        except PeriodError as error:
            return self._usage(str(error))
        except FileError as error:
            self._write([], [error.finding], None)
            return REFUSED
        return status if by else self._usage(f"There is no user “{options['by']}”.")

    def _import(self, dataset: Dataset, by: User, options: dict[str, Any]) -> int:
        """Open, check and store; a refused run stays as a row that says why (unless this is a dry run)."""
        path, is_dry = options["file"], options["dry_run"]
        given = {"dataset": dataset, "name": path.name, "period": options["period"], "origin": options["origin"]}
        if is_dry:
            # A dry run keeps no copy of the file: the rollback would leave it behind on the disk.
            run = runs.open_run(by=by, **given)
        else:
            with path.open("rb") as stream:
                run = runs.open_run(by=by, file=stream, **given)
        run = intake.check(by=by, run=run, path=path)
        try:
            run = runs.store(by=by, run=run, skip_refused=options["skip_refused"])
        except runs.RunError as error:
            self.stderr.write(str(error))
        self._write(issues_of(run), [], None if is_dry else run, run)
        return OK if run.state == RunState.STORED else REFUSED

    def _actor(self, username: str) -> User | None:
        if not username:
            return system_user()
        found: User | None = User.objects.filter(username=username, is_active=True).first()
        return found

    def _usage(self, message: str) -> int:
        self.stderr.write(message)
        return USAGE

    def _write(
        self, issues: Any, findings: list[Finding], shown: ImportRun | None, run: ImportRun | None = None
    ) -> None:
        writer = csv.writer(self.stdout, lineterminator="\n")
        for issue in [*issues, *findings]:
            writer.writerow(_line(issue))
        counts = [run.created_count, run.changed_count, run.same_count, run.skipped_count] if run else [0, 0, 0, 0]
        writer.writerow(["run", shown.pk if shown else "", *counts])
        moment = run.stored_at if run and run.stored_at else clock.now()
        self.stderr.write(f"moment,{moment.isoformat()}")


def _line(issue: ImportIssue | Finding) -> list[Any]:
    message = message_of(issue.code, issue.values)
    return [issue.line, issue.column, issue.value, message, issue.severity]
