"""`export_report national --format xlsx|csv|pdf --out FILE [--as-of MOMENT] [--period P] [--programme P] [--by U]`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from dashboards import exports
from dashboards.rolling.knowledge import known_at, require_known
from dashboards.selectors.report import report_of
from tambon.models import User
from tambon.system import system_user
from u2t.core import clock
from u2t.core.errors import DomainError


class Command(BaseCommand):
    help = "Write the national report: figures of every level, now or as they were known at a moment."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", choices=["national"])
        parser.add_argument("--format", choices=["xlsx", "csv", "pdf"], required=True)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--as-of", type=clock.moment_of, help="a day (its end) or a moment, ISO 8601")
        parser.add_argument("--period", default="")
        parser.add_argument("--programme", default="", help="through which universities are seen; else the newest")
        parser.add_argument("--by", help="username; the report holds what this user may see")
        parser.add_argument("--language", choices=["th", "en"], default="th")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["by"]).first() if options["by"] else system_user()
        if user is None:
            raise CommandError(f"There is no user “{options['by']}”.")
        try:
            with override(options["language"]):
                self._check(options)
            with override(options["language"]), known_at(options["as_of"]):
                asked = {name: options[name] for name in ("period", "programme", "as_of")}
                report = report_of(user=user, **asked)
                counts = exports.write(report, media=options["format"], path=options["out"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        for level, count in counts.items():
            self.stdout.write(f"{level},{count}")

    def _check(self, options: dict[str, Any]) -> None:
        if not options["out"].absolute().parent.is_dir() or options["out"].is_dir():
            raise CommandError(f"Nothing can be written to {options['out']}: its folder is not there, or it is one.")
        if options["as_of"] is not None:
            require_known(period=options["period"], moment=options["as_of"])
