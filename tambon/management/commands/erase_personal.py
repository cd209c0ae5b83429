"""`erase_personal MODEL KEY --reason WHY`: erase what the audit trail holds of a person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tambon.services import erasing
from tambon.system import system_user
from u2t.core.errors import DomainError


class Command(BaseCommand):
    help = "Erase the personal values that the audit trail holds about a row, for example of tambon.user 12."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("model", metavar="MODEL")
        parser.add_argument("key", metavar="KEY")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        row = erasing.Row(options["model"], options["key"])
        try:
            count = erasing.erase(row=row, reason=options["reason"], by=system_user())
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"events: {count}")
