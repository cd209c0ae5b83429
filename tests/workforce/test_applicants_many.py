"""Twenty thousand applicants: a page is a range of an index, the four hundredth as the first."""

import json

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import lists
from u2t.core.keyset import page_of
from workforce.models import Application
from workforce.views.applicants import APPLICANTS

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
MANY = 20_000
PAGE = 50

#: Copies of one person and one application: only what must differ differs.
_PEOPLE = """
    INSERT INTO workforce_person
    SELECT (jsonb_populate_record(p, jsonb_build_object(
        'id', p.id + n, 'national_id_digest', NULL, 'user_id', NULL, 'search_key', 'สมมุติ คนที่ ' || n))).*
    FROM workforce_person p, generate_series(1, %s) n WHERE p.id = %s
"""
_APPLICATIONS = """
    INSERT INTO workforce_application
    SELECT (jsonb_populate_record(a, jsonb_build_object(
        'id', a.id + n, 'person_id', a.person_id + n, 'number', a.number + n,
        'state', CASE WHEN n %% 4 = 0 THEN 'qualified' ELSE 'submitted' END))).*
    FROM workforce_application a, generate_series(1, %s) n WHERE a.id = %s
"""


@pytest.fixture
def crowd(nation, staff):
    """A round with one applicant, copied until there are twenty thousand."""
    application = work.application(chosen.closed_round(), first_choice=make.area("630111"), number=1)
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [MANY - 1, application.person_id])
        cursor.execute(_APPLICATIONS, [MANY - 1, application.pk])
        cursor.execute("ANALYZE workforce_application, workforce_person")
    return application.round


def rows(round_, user, **query):
    asked = QueryDict(mutable=True)
    asked.update(query)
    return lists.filtered(APPLICANTS, user, asked, {"round": str(round_.pk)})


def plan_of(found, after=None):
    """Return the page after the application of a number, with what reading its rows touched."""
    token = ""
    if after is not None:
        first = page_of(found.filter(number__lte=after, number__gt=after - PAGE), order="place", size=1)
        last = Application.objects.get(number=after, round=first.rows[0].round)
        from u2t.core.keyset import _token

        last.place = last.number
        token = _token("f", "place", last)
    with CaptureQueriesContext(connection) as seen:
        page = page_of(found, order="place", size=PAGE, token=token)
    sql = next(query["sql"] for query in seen.captured_queries if "ORDER BY" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = on")  # as the platform asks, unlike its tests
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        (plan,) = cursor.fetchone()
    return page, list(_nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))


def _nodes(plan):
    yield plan
    for part in plan.get("Plans", []):
        yield from _nodes(part)


def touched(nodes):
    """Return how many applications were read, those thrown away too, and by which index."""
    scans = [node for node in nodes if node.get("Relation Name") == "workforce_application"]
    read = sum(node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) for node in scans)
    return read, {node.get("Index Name") for node in scans}


def test_page_four_hundred_reads_what_page_one_reads(crowd, staff):
    first, of_first = plan_of(rows(crowd, staff))
    last, of_last = plan_of(rows(crowd, staff), after=MANY - PAGE)

    assert [row.number for row in first.rows] == list(range(1, PAGE + 1))
    assert [row.number for row in last.rows] == list(range(MANY - PAGE + 1, MANY + 1))
    for nodes in (of_first, of_last):
        read, indexes = touched(nodes)
        assert read <= PAGE + 2
        assert indexes <= {"application_by_number", "application_number_once"}
        assert max((node["Actual Rows"] for node in nodes if node["Node Type"] == "Sort"), default=0) <= PAGE + 2


def test_filters_read_by_index_too(crowd, staff):
    page, nodes = plan_of(rows(crowd, staff, status="qualified"), after=MANY - 4 * PAGE)
    found, _nodes_of = plan_of(rows(crowd, staff, q="คนที่ 19999"))
    by_number, _nodes_of = plan_of(rows(crowd, staff, q="19999"))

    assert {row.state for row in page.rows} == {"qualified"}
    assert touched(nodes)[0] <= 4 * (PAGE + 2)
    assert [row.number for row in found.rows] == [20_000]
    assert [row.number for row in by_number.rows] == [19_999]
