"""Invite an administrator from the machine itself: somebody has to be the first."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tambon.models import Area
from tambon.services import invitations
from tambon.services.invitations import Person
from tambon.services.memberships import Offer
from tambon.system import system_user
from u2t.core import clock
from u2t.core.errors import DomainError, InputError


class Command(BaseCommand):
    help = "Invite an administrator of the whole platform and print the link on which they choose name and password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", nargs=2, default=("", ""), metavar=("FIRST", "LAST"))

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person(options["email"], *options["name"])
        site = settings.PUBLIC_URL or "http://127.0.0.1:8000"
        try:
            offer = Offer(role="admin", place=Area.objects.get(pk="TH"), from_on=clock.today())
            sent = invitations.invite(person=person, offer=offer, site=site, by=system_user())
        except Area.DoesNotExist:
            raise CommandError("There are no areas yet: run `manage.py prepare` first.") from None
        except (DomainError, InputError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(sent.link)
