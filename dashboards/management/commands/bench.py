"""`bench [--scale full|small]`: ratios against fixed reference programs, in one run, in a scratch database."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.test import Client, override_settings
from django.urls import reverse

from dashboards.bench import alike, applicants, deadline, fieldwork, longfile, measures, month, people, reference, world
from dashboards.rolling.sql import rows
from dashboards.services import rollups
from tambon.system import system_user

_APPROVED_WITHIN = 5
_IMPORT_WITHIN = 60
_CLIENTS = 16
_SUBMISSIONS = 300
_SUBMISSION_P95 = 100
_OF_BARE = 0.4
_EXPORT_WITHIN = 1.0
_PAGE_WITHIN = 50
_MEMORY = 150


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured."""

    provinces: int
    years: int
    lines: int
    depth: int
    times: int
    applicants: int
    few_applicants: int
    answers: int
    records: int
    long: int
    alike: int


SCALES = {
    "full": Scale(
        77,
        10,
        60_000,
        20_000,
        7,
        applicants=20_000,
        few_applicants=200,
        answers=3_000,
        records=50_200,
        long=1_000_000,
        alike=20_000,
    ),
    "small": Scale(1, 2, 100, 200, 1, applicants=60, few_applicants=20, answers=40, records=300, long=2_000, alike=400),
}


class Command(BaseCommand):
    help = "Measure against fixed reference programs; goals are those of the project."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=list(SCALES), default="full")
        parser.add_argument(
            "--only", choices=["submissions", "records", "alike", "import"], help="what is measured alone"
        )
        parser.add_argument("--template", default="template1", help="a database with all tables, empty and unused")

    def handle(self, *_args: Any, **options: Any) -> None:
        scale = SCALES[options["scale"]]
        self.stdout.write(f"fsync {rows('SHOW fsync')[0][0]}, scale {options['scale']}")
        with world.scratch_database(template=options["template"]) as database:
            world.build_nation(scale.provinces)
            if options["only"] is None:
                self._figures(scale)
                self._people(scale)
                self._month()
                self._applicants(scale)
            telephones = fieldwork.build(_CLIENTS)
            if options["only"] in {None, "submissions"}:
                self._submissions(scale, database, telephones)
            if options["only"] in {None, "records"}:
                self._records(scale)
            if options["only"] in {None, "alike"}:
                self._alike(scale)
            if options["only"] in {None, "import"}:
                self._long_file(scale, database)
        if options["only"] is None:
            self._xlsx(scale)

    def _figures(self, scale: Scale) -> None:
        get = _page()
        empty = measures.dashboard(get, scale.times)[2]
        world.define_indicators()
        few = world.observe(max(1, scale.years // 10))
        rollups.rebuild(by=system_user())
        small = measures.one_update(scale.times)
        many = world.observe(scale.years)
        self._say(f"full rollup of {many:,} observations / GROUP BY per level", *measures.full_rollup(), 1.0)
        both, alone, changed = measures.recount()
        self.stdout.write(
            f"  `rollup --full` reads all records anew before that: {both - alone:.1f} s more ({both:.1f} s in all,"
            f" {changed} cells changed)"
        )
        large = measures.one_update(scale.times)
        self._say(f"one tambon's update at {many:,} / at {few:,} observations", large, small, 1.5)
        every = 96 * scale.provinces
        self._say(f"{every:,} tambons' update at once / all made anew", *measures.many_updates(every), 1.5)
        self._say(f"page {scale.depth:,} rows deep / first", *measures.deep_page(scale.depth), 1.2)
        database, fixed, whole = measures.dashboard(get, scale.times)
        self._say("national dashboard, database time / reference query", database, fixed, 1.5)
        self._say("national dashboard, whole time / on an empty database", whole, empty, 1.5)
        # A page is made once and kept until a figure changes; somebody is the first to see it after that.
        database, fixed, whole = measures.dashboard(get, scale.times, before=measures.touch_figures)
        self._say("  first view after a change, database time / reference query", database, fixed, 1.5)
        self._say("  first view after a change, whole time / on an empty database", whole, empty, 1.5)

    def _submissions(self, scale: Scale, database: str, telephones: list[dict[str, str]]) -> None:
        answers = [(f"{n}", fieldwork.instance(n, f"{n}")) for n in range(scale.answers)]
        waits, bare = reference.waits_for_disk(answers), reference.take_answers(answers)
        with tempfile.TemporaryDirectory(prefix="u2t-bench-") as folder, deadline.site(database) as address:
            fieldwork.send(address, Path(folder), telephones, _CLIENTS * 2)  # both processes have begun then
            sent = fieldwork.send(address, Path(folder), telephones, scale.answers)
        for refused in sorted(set(sent.refused))[:5]:
            self.stderr.write(refused)
        self._least(f"submissions a second from {_CLIENTS} clients", sent.rate, _SUBMISSIONS, "")
        self._most("  95 of 100 answered within", sent.p95 * 1000, _SUBMISSION_P95, " ms")
        self._least("  of a bare loop of parse, INSERT and commit", sent.rate / bare, _OF_BARE, f" of {bare:.0f}")
        self.stdout.write(f"    in which a commit waits {waits * 1000:.2f} ms for the disk")
        self._most(f"  lost of {len(sent.acknowledged):,} acknowledged", fieldwork.lost(sent), 0, "")
        self._most("  refused", len(sent.refused), 0, "")

    def _records(self, scale: Scale) -> None:
        fieldwork.fill(scale.records)
        took, count = fieldwork.export(min(scale.times, 3))
        self._most(f"{count:,} records of the form as CSV", took, _EXPORT_WITHIN, " s")
        first, deep = fieldwork.pages(int(scale.records * 0.9), scale.times)
        self._most("records API, first page", first * 1000, _PAGE_WITHIN, " ms")
        self._most(f"records API, page at {scale.records * 9 // 10:,}", deep * 1000, _PAGE_WITHIN, " ms")

    def _alike(self, scale: Scale) -> None:
        few = scale.alike // 4
        large, small = (alike.build(f"bench-{many}", many) for many in (scale.alike, few))
        found = [alike.compare(dataset, min(scale.times, 3)) for dataset in (large, small)]
        # Four times as many: each with every other would take sixteen times as long.
        self._say(f"{scale.alike:,} records of one tambon compared for twins / {few:,}", found[0], found[1], 6.0)

    def _long_file(self, scale: Scale, database: str) -> None:
        with tempfile.TemporaryDirectory(prefix="u2t-bench-") as folder:
            path = longfile.build(Path(folder), scale.long)
            self._brought(f"CSV of {scale.long:,} rows", path, longfile.CODE, database)
            with override_settings(MAPS=Path(folder) / "maps"):
                path = longfile.build_placed(Path(folder), scale.long)
                self._brought(f"CSV of {scale.long:,} rows joined into tambons", path, longfile.PLACED, database)

    def _brought(self, what: str, path: Path, code: str, database: str) -> None:
        found = longfile.bring(path, deadline.address_of(database), code)
        theirs = reference.copy_records(measures.seconds, code)
        self._say(f"{what} checked and stored / COPY", found.checking + found.storing, theirs, 4.0)
        self.stdout.write(
            f"  checking {found.checking:.1f} s, storing {found.storing:.1f} s, undo {found.undoing:.1f} s"
        )
        self._most("  memory of the process beyond that of its start", found.peak - found.before, _MEMORY, " MB")
        self._most(f"  rows of {found.stored:,} that stand after one undo", found.left, 0, "")

    def _least(self, what: str, found: float, goal: float, unit: str) -> None:
        self.stdout.write(f"{what}: {found:.4g}{unit} (goal {goal} at least, {'holds' if found >= goal else 'missed'})")

    def _most(self, what: str, found: float, goal: float, unit: str) -> None:
        verdict = "holds" if found <= goal else "missed"
        self.stdout.write(f"{what}: {found:.4g}{unit} (goal {goal}{unit} at most, {verdict})")

    def _people(self, scale: Scale) -> None:
        checking, storing, theirs = people.import_people(people.build(scale.lines))
        self._say(f"{scale.lines:,} people checked and stored / COPY of them", checking + storing, theirs, 8.0)
        self.stdout.write(f"  checking {checking:.1f} s, storing {storing:.1f} s")
        self._most("  both together, in seconds on this machine", checking + storing, _IMPORT_WITHIN, " s")

    def _month(self) -> None:
        user, period = month.build()
        ours, theirs, count = month.wages(user, period)
        self._say(f"wages of {count:,} people computed / the insert of the same lines", ours, theirs, 2.0)
        took = month.approve(user, period, 1000)
        verdict = "holds" if took < _APPROVED_WITHIN else "missed"
        self.stdout.write(f"1,000 reports approved in one action: {took:.1f} s (goal {_APPROVED_WITHIN} s, {verdict})")

    def _applicants(self, scale: Scale) -> None:
        many, few = scale.applicants, scale.few_applicants
        user, (of_few, of_many) = applicants.build((few, many))
        found = applicants.compare(user, of_few, of_many, scale.times)
        self._say(f"list of {many:,} applicants opened / of {few:,}", *found["opened"], 2.0)
        self._say(f"list of {many:,} applicants filtered / of {few:,}", *found["filtered"], 2.0)
        self._say(f"list of {many:,} applicants, last page / first", *found["deep"], 1.2)

    def _xlsx(self, scale: Scale) -> None:
        ours, memory = measures.xlsx("ours", scale.lines, 30)
        theirs, bare = measures.xlsx("reference", scale.lines, 30)
        self._say(f"XLSX {scale.lines:,} x 30 / bare xlsxwriter", ours, theirs, 1.3)
        self.stdout.write(f"  peak memory {memory} MB, bare {bare} MB")

    def _say(self, what: str, ours: float, theirs: float, goal: float) -> None:
        ratio = ours / theirs if theirs else float("inf")
        verdict = "holds" if ratio <= goal else "missed"
        self.stdout.write(f"{what}: {ratio:.2f} (goal {goal}, {verdict}; {ours:.4f} s / {theirs:.4f} s)")


def _page() -> Any:
    """Return a function that fetches the national dashboard as somebody who sees everything."""
    client = Client(raise_request_exception=True, SERVER_NAME="localhost")
    client.force_login(system_user(), backend="tambon.backends.SignInBackend")
    address = reverse("area-dashboard", args=["TH"])

    def get() -> None:
        response = client.get(address)
        if response.status_code != 200:  # noqa: PLR2004 - the word for "fine"
            raise RuntimeError(f"the dashboard answered {response.status_code}")

    return get
