"""Records of one place compared with each other: found however many there are, with few comparisons for each."""

import json
import random

import pytest
from django.db import connection

from datasets.models import Twin
from datasets.selectors import likeness
from datasets.services import twins
from tests.factories import fieldwork as make

pytestmark = pytest.mark.django_db

FORM = """survey,,,,
,type,name,label::ไทย (th),label::English (en)
,text,place_name,ชื่อสถานที่,Name
,geopoint,position,พิกัด,Position
settings,,,,
,form_title,version,default_language,
,แบบสำรวจที่พัก,1,ไทย (th),
"""


@pytest.fixture
def dataset(nation):
    return make.form(FORM).dataset


def houses(dataset, *said, many=0):
    """Store `many` records whose names differ from all others, and those that are said, with what they say."""
    letters = "กขคงจฉชซญดตถทธนบปผพฟมยรลวสหอ"
    drawn = random.Random(7)
    names = ["".join(drawn.choices(letters, k=9)) for _number in range(many)]
    rows = [*({"place_name": name} for name in names), *said]
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO datasets_record
                (dataset_id, place_id, period, key, origin, values, is_live, version, changed_at)
            SELECT %s, '630111', '2564', n::text, 'real', v, true, 1, now()
            FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS e (v, n)""",
            [dataset.pk, json.dumps(rows, ensure_ascii=False)],
        )


def pairs(dataset, by):
    twins.find(by=by, dataset=dataset)
    found = Twin.objects.filter(dataset=dataset).values_list("first__values", "second__values")
    return {frozenset((first["place_name"], second["place_name"])) for first, second in found}


def test_among_very_many_of_one_place_what_is_alike_is_found_whatever_differs(dataset, steward):
    houses(
        dataset,
        {"place_name": "โฮมสเตย์บ้านแม่ท้อริมน้ำ"}, {"place_name": "โฮมสเตย์บ้านแม่ท้อริมน้า"},
        {"place_name": "ร้านป้าแดงข้าวซอยเจ้าเก่าตลาดสด"}, {"place_name": "ป้าแดงข้าวซอยเจ้าเก่าตลาดสด"},
        {"place_name": "ตลาดนัดวัดดอน", "position": "16.880170, 99.1"},
        {"place_name": "ลานตลาดนัดดอน", "position": "16.880190, 99.1"},
        {"place_name": "วัดพระธาตุดอยงามพนมมาศ", "position": "16.5, 99.1"},
        {"place_name": "วัดพระธาตุดอยงามพนมมาศ ", "position": "16.6, 99.1"},
        many=1500,
    )  # fmt: skip

    found = pairs(dataset, steward)

    assert found >= {
        frozenset({"โฮมสเตย์บ้านแม่ท้อริมน้ำ", "โฮมสเตย์บ้านแม่ท้อริมน้า"}),
        frozenset({"ร้านป้าแดงข้าวซอยเจ้าเก่าตลาดสด", "ป้าแดงข้าวซอยเจ้าเก่าตลาดสด"}),
        frozenset({"ตลาดนัดวัดดอน", "ลานตลาดนัดดอน"}),
    }
    assert not any("วัดพระธาตุดอยงามพนมมาศ" in pair for pair in found)


def test_comparisons_grow_with_the_records_and_not_with_their_square(dataset, steward):
    houses(dataset, many=1500)
    likeness.compare(dataset)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {likeness.COMPARED}")
        (told,) = cursor.fetchone()

    plan = told if isinstance(told, list) else json.loads(told)
    assert max(touched(plan[0]["Plan"])) <= 1500 * (100 + 30)


def touched(node):
    """Yield how many rows each step of a plan looked at."""
    yield (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    for each in node.get("Plans", ()):
        yield from touched(each)
