"""`load [--people N] [--clients N] [--seconds N]`: deadline day against a server of its own, in a scratch database."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dashboards.bench import deadline, world

_LONGEST = 600


class Command(BaseCommand):
    help = "Send the logs and reports of many people at once, and count afterwards that nothing acknowledged is lost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=60_000, help="multiples of 20")
        parser.add_argument("--clients", type=int, default=16)
        parser.add_argument("--seconds", type=int, default=120, help=f"at most {_LONGEST}")

    def handle(self, *_args: Any, **options: Any) -> None:
        seconds = min(options["seconds"], _LONGEST)
        with tempfile.TemporaryDirectory(prefix="u2t-load-") as name, world.scratch_database("load") as database:
            folder = Path(name)
            world.build_nation(77)
            deadline.build(options["people"], folder)
            with deadline.site(database) as address:
                figures = deadline.crowd(address, folder, clients=options["clients"], seconds=seconds)
            counts = deadline.counted(folder)
        self._say(figures, options["clients"], seconds)
        self._count(figures, counts, options["people"], seconds)

    def _say(self, figures: dict[str, Any], clients: int, seconds: int) -> None:
        rate = f"{figures['a_second']:.0f} a second"
        took = ", ".join(f"{share} {figures[share]:.0f} ms" for share in ("p50", "p95", "p99"))
        self.stdout.write(
            f"{figures['requests']:,} requests by {clients} clients in {seconds} s: {rate}, {took}, "
            f"errors {figures['errors']}"
        )
        for name, (requests, errors, p95) in sorted(figures["each"].items()):
            self.stdout.write(f"  {name}: {requests:,}, errors {errors}, p95 {p95:.0f} ms")
        for wrong in figures["wrong"]:
            self.stderr.write(wrong)

    def _count(self, figures: dict[str, Any], counts: dict[str, deadline.Count], people: int, seconds: int) -> None:
        for name, count in counts.items():
            self.stdout.write(
                f"{name}: acknowledged {count.acknowledged:,}, in the database {count.stored:,}, twice {count.doubled}"
            )
        sent = counts["reports"].acknowledged
        if sent:
            self.stdout.write(f"all {people:,} reports at this rate: {people * seconds / sent / 60:.0f} minutes")
        is_kept = all(one.stored == one.acknowledged and not one.doubled for one in counts.values())
        if figures["errors"] or not sent or not is_kept:
            raise CommandError("not everything was answered well and kept", returncode=1)
