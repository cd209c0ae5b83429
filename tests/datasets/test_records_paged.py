"""Pages of the records of one data set among very many others."""

import json

import pytest
from django.db import connection

from datasets.selectors.records import live_records
from tests.factories import fieldwork as make
from u2t.core.keyset import page_of

pytestmark = pytest.mark.django_db
_FILL = """
INSERT INTO datasets_record (dataset_id, place_id, period, key, origin, values, is_live, version, changed_at)
SELECT %s, '630111', '2565', n::text, 'real', '{}', true, 1, now() FROM generate_series(1, %s) n
"""


def test_the_first_page_of_a_young_data_set_does_not_go_past_the_records_of_older_ones(nation, steward):
    old, young = make.dataset("old"), make.dataset("young")
    with connection.cursor() as cursor:
        for dataset, many in ((old, 30_000), (young, 1_000)):
            cursor.execute(_FILL, [dataset.pk, many])
        cursor.execute("ANALYZE datasets_record")
        page = live_records(steward, dataset="young").order_by("pk")[:26]
        sql, parameters = page.query.sql_with_params()
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", parameters)
        plan = cursor.fetchone()[0]

    assert _left_out(json.loads(plan)[0]["Plan"] if isinstance(plan, str) else plan[0]["Plan"]) < 100
    assert len(page_of(live_records(steward, dataset="young"), order="pk", size=25).rows) == 25


def _left_out(plan):
    """Count the rows that were read and were none of the data set's."""
    return plan.get("Rows Removed by Filter", 0) + sum(_left_out(part) for part in plan.get("Plans", []))
