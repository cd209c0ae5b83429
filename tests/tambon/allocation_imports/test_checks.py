"""What the check of a spreadsheet of allocations finds: line, reason, and in whose words."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tambon.importing.allocations import plan_of
from tambon.models import Allocation, Area
from tambon.services import sheets
from tambon.services.allocation_imports import ALLOCATIONS, Act
from tambon.services.sheets import Decision
from tests.factories import tambon as make
from tests.tambon.allocation_imports.conftest import DAY, opened, plan, state

pytestmark = pytest.mark.django_db


def test_check_understands_codes_and_names(tmp_path, programme):
    found = plan(
        tmp_path,
        programme,
        "630111,,,,kpru,อว 1,",
        ",ต.ตากออก,อ.บ้านตาก,จ.ตาก,มหาวิทยาลัยเชียงใหม่,,2564-06-01",
    )

    assert [(row.tambon, row.university, row.from_on, row.act) for row in found.rows] == [
        ("630111", "kpru", DAY, Act.CREATE),
        ("630201", "cmu", date(2021, 6, 1), Act.CREATE),
    ]
    assert found.findings == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (",,,,kpru,,", "tambon_missing"),
        ("999999,,,,kpru,,", "tambon_unlike"),
        ("6301,,,,kpru,,", "tambon_unlike"),
        ("630199,,,,kpru,,", "tambon_abolished"),
        ("630111,,,,oxford,,", "university_unknown"),
        ("630111,,,,มทร.,,", "university_ambiguous"),
        ("630111,,,,,,", "value_missing"),
        ("630111,,,,kpru,,0121-02-01", "date_far"),
        ("630111,,,,kpru,,1850-02-01", "day_implausible"),
        ("630111,,,,kpru,,soon", "date_malformed"),
        ("630111,,,,kpru,,2573-01-01", "programme_over"),
        ("=1+1,,,,kpru,,", "formula"),
    ],
)
def test_check_names_line_and_reason(tmp_path, programme, line, code):
    make.area("630199", abolished_on=date(2010, 1, 1))
    make.university("rmutl", short_th="มทร."), make.university("rmutp", short_th="มทร.")

    found = plan(tmp_path, programme, "630101,,,,kpru,,", line)

    assert [(finding.line, finding.code) for finding in found.findings] == [(3, code)]
    assert [row.tambon for row in found.rows] == ["630101"]


def test_check_finds_the_same_tambon_twice(tmp_path, programme):
    found = plan(tmp_path, programme, "630111,,,,kpru,,", "630111,,,,cmu,,")

    assert [(finding.line, finding.code, finding.values) for finding in found.findings] == [
        (3, "tambon_twice", {"line": 2})
    ]


def test_file_without_universities_is_refused(tmp_path, programme, admin):
    path = tmp_path / "b.csv"
    path.write_text("รหัสตำบล\n630111\n", encoding="utf-8")

    found = plan_of(path, programme=programme, from_on=DAY)

    assert not found.rows
    assert [finding.code for finding in found.findings] == ["column_missing"]
    path.write_text("รหัสตำบล,tambon,มหาวิทยาลัย\n630111,630111,kpru\n", encoding="utf-8")
    assert [f.code for f in plan_of(path, programme=programme, from_on=DAY).findings] == ["column_twice"]


def test_hundreds_of_rows_take_the_same_queries_as_three(tmp_path, programme, admin):
    counted = []
    for begin, size in ((1000, 3), (2000, 3), (3000, 300)):
        codes = [f"63{number}" for number in range(begin, begin + size)]
        Area.objects.bulk_create(
            Area(code=code, level="tambon", name_th=f"ตำบล {code}", sort_key=code, search_key=code, parent_id="6301")
            for code in codes
        )
        holder = [
            Allocation(programme=programme, tambon_id=code, university_id="cmu", during=(DAY, None))
            for code in codes[::3]
        ]
        Allocation.objects.bulk_create(holder)
        before = state()
        lines = [f"{code},,,,kpru,อว {code},2564-06-01" for code in codes]
        with CaptureQueriesContext(connection) as queries:
            run, found = opened(tmp_path, programme, admin, *lines)
            run = sheets.store(sheet=ALLOCATIONS, run=run, plan=found, decision=Decision(replaces=True), by=admin)
            assert (run.created_count, run.changed_count) == (size, len(holder))
            sheets.undo(sheet=ALLOCATIONS, run=run, reason="ผิด", by=admin)
        counted.append(len(queries))
        assert state() == before

    assert counted[1] == counted[2]
