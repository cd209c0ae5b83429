"""What has to be there before the platform starts, in order; each step leaves alone what is there already."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from dashboards.demonstration import building, collecting, people
from dashboards.demonstration.scale import Scale
from dashboards.services import indicators, rollups
from datasets.importing import shippedforms
from datasets.services import definitions
from tambon.models import Area
from tambon.services import boundaries, geography, programmes
from tambon.system import system_user
from workforce.services import budgets, holidays, templates, terms

_LOCK = 0x55325450  # "U2TP": apart from the locks of jobs and of the roll-up


@contextmanager
def alone() -> Iterator[None]:
    """Let nobody else prepare the same database meanwhile: several machines may start at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


@dataclass(frozen=True, slots=True)
class Step:
    """A step by its name; `do` says in a few words what it did."""

    name: str
    do: Callable[[], str]


def migrate() -> str:
    """Bring the database's form up to date."""
    call_command("migrate", verbosity=0, interactive=False)
    return "up to date"


def load_areas() -> str:
    """Load the areas once; `load_areas` brings a later edition of the packages in."""
    if Area.objects.filter(pk="TH").exists():
        return "there"
    return f"{geography.load(by=system_user()).created} loaded"


def sync_programmes() -> str:
    """Bring the phases of the programme in, and the rules known of them."""
    added = programmes.sync(by=system_user())
    texts = templates.sync(by=system_user())
    days = holidays.sync(by=system_user())
    known = terms.sync(by=system_user())
    budgets.sync(by=system_user())
    return f"{added} added, {known} versions of their terms, {texts} texts of papers, {days} holidays"


def draw_maps() -> str:
    """Draw approximate boundaries where none are loaded; `load_boundaries` brings real ones in."""
    drawn = boundaries.ensure(by=system_user())
    return "there" if drawn is None else f"{drawn.polygon_count} approximate boundaries drawn"


def sync_datasets() -> str:
    """Bring the shipped data sets into the catalogue."""
    return f"{definitions.sync(by=system_user())} defined"


def sync_indicators() -> str:
    """Bring the shipped indicators in, and count what is there by them.

    Counted now and not with the files to come: a figure is known from the latest of what asks for it, and those of
    the demonstration have to be known from their own day.
    """
    changed = indicators.sync(by=system_user())
    if changed:
        rollups.roll_up(by=system_user())
    return f"{changed} changed"


def roll_up() -> str:
    """Bring the figures up to date, so that the first page has them."""
    return f"{rollups.roll_up(by=system_user())} changes counted"


def build_demonstration(scale: Scale = Scale.SEEDS) -> str:
    """Build the demonstration where there is to be one; elsewhere shut its accounts."""
    if not settings.DEMO:
        return f"none, {people.close()} of its accounts closed"
    people.open_again()
    built = building.build(scale)
    if not built.has_changed:
        return "there"
    return f"{built.tambons} tambons given, {built.accounts} accounts, {built.files} files, {built.workers} people"


def load_forms() -> str:
    """Bring the shipped forms in; each that is there already is told by its bytes."""
    return f"{len(shippedforms.load(by=system_user()))} brought"


def collect() -> str:
    """Let the demonstration have a field, where there is a demonstration."""
    return f"{collecting.make()} entries" if settings.DEMO else "none"


FOUNDATION = (
    Step("areas", load_areas),
    Step("programmes", sync_programmes),
    Step("data sets", sync_datasets),
    Step("indicators", sync_indicators),
)
FORMS, FIELD = Step("forms", load_forms), Step("field", collect)
FIGURES = Step("figures", roll_up)
STEPS = (
    Step("database", migrate),
    *FOUNDATION,
    FORMS,
    Step("maps", draw_maps),
    Step("demonstration", build_demonstration),
    FIELD,
    FIGURES,
)


def timed(do: Callable[[], str], clock: Callable[[], float]) -> tuple[str, float]:
    """Do a step; return what it says and how long it took."""
    began = clock()
    said = do()
    return said, clock() - began
