"""Build the demonstration."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dashboards.demonstration.scale import Scale
from dashboards.preparation import FIELD, FIGURES, FORMS, FOUNDATION, alone, build_demonstration


class Command(BaseCommand):
    help = "Add the areas, institutions, accounts, rounds and invented figures of the demonstration; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=[str(scale) for scale in Scale], default=str(Scale.SEEDS))

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: nothing was added. U2T_DEMO=1 makes it one.")
        with alone():
            for step in FOUNDATION:
                step.do()
            self.stdout.write(f"demonstration: {build_demonstration(Scale(options['scale']))}")
            for step in (FORMS, FIELD, FIGURES):
                self.stdout.write(f"{step.name}: {step.do()}")
