"""The round of an answer among very many rounds of its data set."""

import json

import pytest
from django.db import connection

from datasets.models import CollectionRound, RoundArea
from datasets.selectors.collecting import round_for
from tests.factories import fieldwork as make
from tests.factories.tambon import area

pytestmark = pytest.mark.django_db

_ROUNDS, _AREAS = 400, 20
_ASK = """
EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON)
EXECUTE datasets_rounds_begun ('wells', %s, '630111', ARRAY['TH', '63', '6301', '630111'], '2565-01-01')
"""


def test_a_plan_for_every_place_does_not_look_into_rounds_of_elsewhere(wells, worker):
    near = make.collecting("63")
    below = make.collecting(area("63011101").pk)
    _of_elsewhere(near)

    assert round_for(worker, wells.dataset, "630111").round == near  # it is planned with the first answer
    near.areas.all().delete()
    assert round_for(worker, wells.dataset, "630111").round == below
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE datasets_roundarea; ANALYZE datasets_collectionround")
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(_ASK, [worker.pk])
        plan = cursor.fetchone()[0]

    assert _most_looks(json.loads(plan)[0]["Plan"] if isinstance(plan, str) else plan[0]["Plan"]) <= 2


def _of_elsewhere(like):
    codes = [area(code).pk for code in ("50", "5001", *(f"5001{number:02}" for number in range(_AREAS)))]
    names = [field.attname for field in CollectionRound._meta.concrete_fields if not field.primary_key]
    facts = {name: getattr(like, name) for name in names}
    rounds = CollectionRound.objects.bulk_create(
        CollectionRound(**facts | {"number": number}) for number in range(1000, 1000 + _ROUNDS)
    )
    RoundArea.objects.bulk_create(RoundArea(round=each, area_id=code) for each in rounds for code in codes)


def _most_looks(plan):
    """Return how often the areas of rounds were looked at, the most often that one step did."""
    here = plan["Actual Loops"] if plan.get("Relation Name") == "datasets_roundarea" else 0
    return max([here, *map(_most_looks, plan.get("Plans", []))])
