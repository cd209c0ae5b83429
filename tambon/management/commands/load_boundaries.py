"""`load_boundaries [FILE]`: the map, from a file or drawn around the points."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tambon.models import BoundarySet
from tambon.services import boundaries
from tambon.system import system_user
from u2t.core.errors import DomainError


class Command(BaseCommand):
    help = "Load tambon boundaries (GeoJSON, also .gz; shapefile; zip), or draw approximate ones without FILE."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--credit", default="", help="who is to be named under the map")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            found = boundaries.load(path=options["file"], credit=options["credit"], by=system_user())
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._report(found)
        self.stdout.write(f"seconds: {time.monotonic() - began:.1f}")

    def _report(self, found: BoundarySet) -> None:
        report = found.report
        kind = "approximate cells" if found.is_approximate else "polygons"
        self.stdout.write(f"loaded {report['polygons']} {kind} from {found.source}")
        for area in report["abolished"]:
            mapped = (
                f"mapped to its successor {area['successor']}" if area["successor"] else "kept, no single successor"
            )
            self.stdout.write(f"abolished code {area['code']} {area['name']}: {mapped}")
        for code in report["unknown"]:
            self.stdout.write(f"unknown code {code}: left out")
        for code, name in report["guessed"]:
            self.stdout.write(f"point not known, drawn near the middle of its amphoe: {code} {name}")
        for code, name in report["without_polygon"]:
            self.stdout.write(f"without a polygon: {code} {name}")
        without = len(report["without_polygon"])
        self.stdout.write(f"abolished: {len(report['abolished'])}, without a polygon: {without}")
