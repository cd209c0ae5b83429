"""Print a user's API token."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tambon.models import User
from tambon.selectors.tokens import TokenError
from tambon.tokens import token_of


class Command(BaseCommand):
    help = "Print the API token of USER and nothing else; a new one if there is none or it has expired."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", metavar="USER", help="the username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user “{options['user']}”.", returncode=2)
        try:
            self.stdout.write(token_of(user).key)
        except TokenError as error:
            raise CommandError(str(error)) from error
