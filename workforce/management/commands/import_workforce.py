"""Bring a list of people at work in."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import override

from tambon.models import Programme, University, User
from tambon.system import system_user
from u2t.core.importing import readers
from u2t.core.importing.issues import FileError, message_of
from u2t.core.importing.runs import issues_of
from u2t.core.models import ImportRun, Origin, RunState
from workforce.services import imports
from workforce.services.storing import WorkforceRunError

OK, REFUSED, USAGE = 0, 1, 2


class Command(BaseCommand):
    help = (
        "Check a CSV or XLSX list of people at work of a university and store it. Standard output is CSV without "
        "headings: a row line,column,value,message,severity per problem, then run,ID,created,skipped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("university", help="code of the university, such as kpru")
        parser.add_argument("programme", help="code of the programme, such as u2t1")
        parser.add_argument("file", type=Path)
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
        university = University.objects.filter(pk=options["university"]).first()
        programme = Programme.objects.filter(pk=options["programme"]).first()
        by = User.objects.filter(username=options["by"], is_active=True).first() if options["by"] else system_user()
        if university is None or programme is None or by is None or not options["file"].is_file():
            self.stderr.write("There is no such university, programme, user or file.")
            return USAGE
        try:
            readers.check_size(options["file"].stat().st_size)
        except FileError as error:
            self.stderr.write(str(error))
            return REFUSED
        with transaction.atomic():
            run = self._import(university, programme, by, options)
            if options["dry_run"]:
                imports.forget_file(run=run, by=by)
                transaction.set_rollback(True)
        return OK if run.state == RunState.STORED else REFUSED

    def _import(self, university: University, programme: Programme, by: User, options: dict[str, Any]) -> ImportRun:
        path: Path = options["file"]
        run = imports.open_run(
            university=university, programme=programme, name=path.name, content=path.read_bytes(), by=by,
            origin=options["origin"],
        )  # fmt: skip
        run = imports.check(run=run, by=by)
        try:
            run = imports.store(run=run, by=by, skip_refused=options["skip_refused"])
        except WorkforceRunError as error:
            self.stderr.write(str(error))
        self._write(run, "" if options["dry_run"] else str(run.pk))
        return run

    def _write(self, run: ImportRun, shown: str) -> None:
        writer = csv.writer(self.stdout, lineterminator="\n")
        for issue in issues_of(run):
            message = message_of(issue.code, issue.values)
            writer.writerow([issue.line, issue.column, issue.value, message, issue.severity])
        writer.writerow(["run", shown, run.created_count, run.skipped_count])
