"""Take away a lost second step of sign-in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tambon.models import User
from tambon.services import people
from tambon.system import system_user


class Command(BaseCommand):
    help = "Take away the second step of somebody who lost phone and recovery codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("reason")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_system=False).first()
        if user is None:
            raise CommandError(f"There is no account “{options['username']}”.", returncode=2)
        forgotten = people.forget_second_step(user=user, reason=options["reason"], by=system_user())
        self.stdout.write(f"{forgotten}")
