"""The catalogue as we ship it, and a file to bring."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.conf import settings

from datasets.importing import intake
from datasets.models import Dataset, Record
from datasets.selectors.goals import Goal
from datasets.selectors.questions import FormError
from datasets.services import catalogue as own_definitions
from datasets.services import definitions, reviews, rounds, runs
from tambon.services import boundaries
from tambon.system import system_user
from tests.factories import fieldwork
from tests.factories import tambon as places
from u2t.core import downloads, jobs
from u2t.core.importing.issues import message_of
from u2t.core.models import Job

DIMENSIONS = ("health", "living", "education", "income", "accessibility")
SHARED = Path(settings.BASE_DIR).parent / "shared/data"


@pytest.fixture
def catalogue(nation):
    definitions.sync(by=system_user())
    return {dataset.code: dataset for dataset in Dataset.objects.all()}


@pytest.fixture
def tpmap(catalogue):
    return catalogue["tpmap-tambon"]


@pytest.fixture
def shared():
    """Real files, where they are."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is absent: real files are not tried")
    return SHARED


@pytest.fixture
def wells(nation):
    """The small form of the field, brought."""
    return fieldwork.form()


@pytest.fixture
def dataset(nation):
    """The data set of that form, which nothing was asked for yet."""
    return fieldwork.dataset()


@pytest.fixture
def form(nation):
    """That form, collected in ต.แม่ท้อ."""
    form = fieldwork.form()
    fieldwork.collecting("630111")
    return form


@pytest.fixture
def round_(wells, worker, neighbour, pm):
    """Two tambons with goals in one amphoe, one of them empty, and a province around them."""
    areas = {"630111": Goal(share=70, households=3), "630101": Goal(target=4), "630201": Goal(target=5), "63": None}
    made = fieldwork.collecting("63")
    rounds.set_goals(by=fieldwork.system_user(), round=made, areas=areas)
    for _number in range(2):
        fieldwork.entry(worker, wells)
    verified = fieldwork.entry(worker, wells)
    reviews.verify(by=pm, entry=verified, version=1)
    fieldwork.entry(neighbour, wells)
    return made


@pytest.fixture
def colleague(nation):
    """A worker of the same tambon as `worker`."""
    return _working("colleague", "630111")


@pytest.fixture
def neighbour(nation):
    """A worker of another tambon of the amphoe."""
    return _working("neighbour", "630101")


def _working(name, code):
    person = places.user(name)
    places.membership(person, "worker", area=places.area(code))
    return person


def row(code="630111", name="แม่ท้อ", population=200, **rates):
    """One row of TPMAP's tambon file."""
    shown = {f"poverty_rate_{d}": rates.get(d, 0) for d in DIMENSIONS}
    return {"tumbol_ID": code, "tumbol_name": name, "total_population": population, **shown}


def text_of(rows):
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


def check(by, dataset, content, *, period="2565", name="file.csv"):
    """Bring a file and check it."""
    content = content if isinstance(content, bytes) else text_of(content)
    return intake.bring(by=by, dataset=dataset, file=io.BytesIO(content), size=len(content), name=name, period=period)


def store(by, dataset, content, *, skip_refused=False, **options):
    """Bring a file, check it and store it."""
    return runs.store(by=by, run=check(by, dataset, content, **options), skip_refused=skip_refused)


def downloaded(by, dataset, *, media="csv", query=""):
    """Ask for the records of a data set as a file, and return the job that has made it."""
    asked = downloads.ask(name="datasets.records", media=media, query=query, arguments={"dataset": dataset}, by=by)
    jobs.run(asked.pk)
    job = Job.objects.get(pk=asked.pk)
    assert job.file is not None, job.error
    return job


def said(run):
    """What the check said: (line, column, code)."""
    return [(issue.line, issue.column, issue.code) for issue in run.issues.order_by("line", "pk")]


def sentences(run):
    return [message_of(issue.code, issue.values) for issue in run.issues.order_by("line", "pk")]


def square(code, west, *, south=16.0):
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1], [west, south]]
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
def mapped(nation, settings, tmp_path):
    """630101 from 99 to 100 degrees east, 630111 from 100 to 101, 630201 from 101 to 102."""
    settings.MAPS = tmp_path / "maps"
    path = tmp_path / "b.geojson"
    drawn = [square("630101", 99), square("630111", 100), square("630201", 101)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": drawn}))
    return boundaries.load(path=path, by=system_user())


@pytest.fixture
def springs(nation):
    """A data set of springs: what it is called, where it is."""
    by = system_user()
    facts = {"name_th": "น้ำพุร้อน", "owner_th": "-", "place_level": "tambon"}
    dataset = own_definitions.create(by=by, code="springs", facts=facts)
    for name, kind, role, label in (("spring", "text", "key", "ชื่อน้ำพุ"), ("at", "point", "value", "พิกัด")):
        version = Dataset.objects.get(pk="springs").version
        given = {"name": name, "kind": kind, "role": role, "label_th": label, "label_en": name}
        own_definitions.add_field(by=by, dataset=dataset, version=version, facts=given)
    return dataset


def places_by_key():
    return dict(Record.objects.order_by("key").values_list("key", "place_id"))


def issues_of_form(text, dataset):
    """What is wrong with a form: by sheet, row and column."""
    with pytest.raises(FormError) as told:
        fieldwork.form(text, of=dataset)
    return {(issue.sheet, issue.row, issue.column): issue for issue in told.value.issues}
