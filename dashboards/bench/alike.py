"""Very many records of one tambon, compared for such as may be one thing."""

import json

from django.db import transaction
from django.utils import timezone

from dashboards.bench.measures import seconds
from dashboards.rolling.sql import run
from datasets.models import Dataset, DatasetField
from datasets.selectors import likeness


def build(code: str, many: int) -> Dataset:
    """Store so many records of the first tambon, each with a name and a position of its own."""
    dataset = Dataset.objects.create(code=code, name_th="-", owner_th="-", place_level="tambon")
    for position, (name, kind) in enumerate((("name", "text"), ("at", "point"))):
        DatasetField.objects.create(
            dataset=dataset, position=position, name=name, label_th=name, kind=kind, is_naming=name == "name"
        )
    run(
        """INSERT INTO datasets_record (dataset_id, place_id, period, key, origin, values, is_live, version, changed_at)
        SELECT %(dataset)s, (SELECT min(code) FROM tambon_area WHERE level = 'tambon'), '2564', n::text, 'real',
          jsonb_build_object(
            'name', translate(left(md5(n::text), 14), %(letters)s::jsonb ->> 0, %(letters)s::jsonb ->> 1),
            'at', (16 + n %% 400 * 0.0003)::text || ', ' || (99 + n / 400 * 0.0003)::text), true, 1, now()
        FROM generate_series(1, %(many)s) n""",
        {"dataset": code, "many": many, "letters": json.dumps(["0123456789abcdef", "กขคงจชดตทนบปมรลส"])},
    )
    run("VACUUM ANALYZE datasets_record")
    return dataset


def compare(dataset: Dataset, times: int) -> float:
    """Return the time in which all records of a data set are compared."""

    def work() -> None:
        with transaction.atomic():
            likeness.compare(dataset)
            likeness.keep(dataset, now=timezone.now())

    return seconds(work, times)
