"""`load_areas`: every area of Thailand from the packages, once or again."""

from typing import Any

from django.core.management.base import BaseCommand

from tambon.selectors import gazetteer
from tambon.services import geography
from tambon.system import system_user


class Command(BaseCommand):
    help = "Load the nation, regions, provinces, amphoe and tambons, abolished ones included."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = geography.load(by=system_user())
        self.stdout.write(f"areas: {loaded.created} created, {loaded.changed} changed, {loaded.same} same")
        self.stdout.write(f"names and codes: {gazetteer.CREDIT}")
