"""Brings the invented figures in as files, the way every figure comes in."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db.models import Q

from dashboards.demonstration import agencies, figures, moment, people
from dashboards.demonstration.allotment import HOME
from dashboards.demonstration.figures import Place
from datasets.importing import intake
from datasets.models import Dataset
from datasets.services import runs
from tambon.choices import Level
from tambon.models import Allocation, Area, User
from u2t.core.models import ImportRun, Origin, RunState


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file, and when it became known."""

    dataset: str
    year: int
    known_at: datetime
    write: Callable[[Iterable[Place], int], bytes]
    has_villages: bool = False

    @property
    def name(self) -> str:
        """Name the file so that nobody takes it for a real one."""
        return f"สาธิต-{self.dataset}-{self.year}.csv"


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, tzinfo=moment.BANGKOK)


DELIVERIES = (
    Delivery("dopa-population", 2563, _day(2021, 1, 11), figures.dopa),
    Delivery("tpmap-tambon", 2563, _day(2021, 1, 15), figures.tpmap),
    Delivery("dopa-population", 2564, _day(2021, 11, 22), figures.dopa),
    Delivery("tpmap-tambon", 2564, _day(2021, 12, 1), figures.tpmap),
    Delivery("villages", 2564, _day(2021, 12, 2), figures.villages, has_villages=True),
)


def make() -> list[ImportRun]:
    """Bring in each file that is not in yet; one that somebody took back stays out."""
    missing = [delivery for delivery in DELIVERIES if not _is_in(delivery)]
    if not missing:
        return []
    by, places = User.objects.get(username=people.STEWARD), _places()
    known = _with_villages()
    near = [place for place in places if place.code in known]
    return [_bring(delivery, near if delivery.has_villages else places, by) for delivery in missing]


def _is_in(delivery: Delivery) -> bool:
    runs_of_file = ImportRun.objects.filter(
        subject=f"dataset:{delivery.dataset}", name=delivery.name, origin=Origin.DEMO, period=str(delivery.year)
    )
    return runs_of_file.filter(state__in=[RunState.STORED, RunState.UNDONE]).exists()


def _places() -> list[Place]:
    tambons = Area.objects.current().filter(level=Level.TAMBON).order_by("code")
    names = tambons.values_list("code", "name_th", "parent__name_th", "parent__parent__name_th")
    return [Place(*name) for name in names]


def _with_villages() -> set[str]:
    """Return the tambons whose villages the demonstration knows: KPRU's of ตาก, RRU's of ฉะเชิงเทรา."""
    held = Allocation.objects.filter(
        Q(university=agencies.HOST_UNIVERSITY, tambon__code__startswith=HOME[:2])
        | Q(university="rru", tambon__code__startswith="24")
    )
    return set(held.values_list("tambon", flat=True))


def _bring(delivery: Delivery, places: list[Place], by: User) -> ImportRun:
    content = delivery.write(places, delivery.year)
    with TemporaryDirectory() as folder, moment.at(delivery.known_at):
        path = Path(folder, delivery.name)
        path.write_bytes(content)
        run = runs.open_run(
            by=by,
            dataset=Dataset.objects.get(pk=delivery.dataset),
            name=delivery.name,
            period=str(delivery.year),
            origin=Origin.DEMO,
            file=io.BytesIO(content),
        )
        return runs.store(by=by, run=intake.check(by=by, run=run, path=path))
