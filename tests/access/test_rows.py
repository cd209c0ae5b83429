"""No list, download or API route shows a row of another area."""

from contextlib import suppress
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from datasets.models import DatasetVersion, RoundArea
from tests.access.crowds import copies
from tests.access.lines import GROUPS
from u2t.core import lists
from u2t.core.access import roles

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

LOCAL = sorted(set(roles()) - set(GROUPS["nation"].split()))

#: Each list: the key of the world its rows have, and the arguments of its address. None: its rows are open to all.
LISTS = {
    "core.jobs": ("job", {}),
    "dashboards.indicators": None,
    "dashboards.ranking": None,
    "datasets.catalogue": None,
    "datasets.versions": None,
    "datasets.corrections": ("correction", {}),
    "datasets.entries": ("entry", {}),
    "datasets.rounds": ("collection", {}),
    "datasets.round_places": ("area", {"round": "collection"}),
    "datasets.round_people": ("collector", {"round": "collection"}),
    "datasets.round_workers": ("collector", {"round": "collection"}),
    "datasets.form_versions": None,
    "datasets.forms": None,
    "datasets.imports": ("run", {}),
    "datasets.issues": ("issue", {"run": "run"}),
    "datasets.doubts": ("doubt", {"dataset": "sample"}),
    "datasets.headings": ("heading_set", {"dataset": "sample"}),
    "datasets.twins": ("twin", {"dataset": "sample"}),
    "datasets.records": ("record", {"dataset": "sample"}),
    "tambon.agencies": ("agency", {}),
    "tambon.allocation_issues": ("allocation_issue", {"run": "allocation_run"}),
    "tambon.allocation_runs": ("allocation_run", {}),
    "tambon.allocations": ("allocation", {"programme": "u2t1"}),
    "tambon.areas": ("area", {}),
    "tambon.audit": ("event", {}),
    "tambon.institution_issues": ("institution_issue", {"run": "institution_run"}),
    "tambon.institution_runs": ("institution_run", {}),
    "tambon.leads": None,
    "tambon.local_governments": ("government", {}),
    "tambon.networks": None,
    "tambon.people": ("user", {}),
    "tambon.programmes": None,
    "tambon.reaching": ("membership", {"area": "area"}),
    "tambon.universities": None,
    "tambon.villages": ("village", {"parent": "area"}),
    "workforce.appeals": ("appeal", {}),
    "workforce.applicants": ("application", {"round": "round"}),
    "workforce.papers": ("paper", {}),
    "workforce.contracts": ("contract", {}),
    "workforce.imports": ("workforce_run", {}),
    "workforce.issues": ("workforce_issue", {"run": "workforce_run"}),
    "workforce.posts": ("area", {"programme": "programme"}),
    "workforce.rounds": ("round_draft", {}),
    "workforce.terms": ("terms", {}),
    "workforce.sessions": ("session", {}),
    "workforce.handovers": ("handover", {}),
    "workforce.holidays": None,
    "workforce.assignments": ("assignment", {}),
    "workforce.articles": ("article", {}),
    "workforce.leaves": ("leave", {}),
    "workforce.signins": ("signin", {}),
    "workforce.logs": ("log", {}),
    "workforce.monthreports": ("monthreport", {}),
    "workforce.problems": ("problemitem", {}),
    "workforce.periods": ("period", {}),
    "workforce.paylines": ("payline", {}),
    "workforce.delegations": ("delegation", {}),
    "workforce.taxcertificates": ("tax_certificate", {}),
    "workforce.receivables": ("receivable", {}),
    "workforce.adjustments": ("adjustment", {}),
    "workforce.instalments": ("instalment", {}),
    "workforce.spendings": ("spending", {}),
    "workforce.activities": ("activity", {}),
}

#: Each API list: the field of its results that holds a key of the world.
ROUTES = {
    "areas/?level=tambon": ("code", "area"),
    "areas/?level=village": ("code", "village"),
    "villages/": ("code", "village"),
    "local-governments/": ("code", "government"),
    "agencies/": ("code", "agency"),
    "datasets/sample/records/": ("id", "record"),
    "datasets/sample/doubts/": ("id", "doubt"),
    "datasets/sample/headings/": ("id", "heading_set"),
    "datasets/sample/twins/": ("id", "twin"),
    "corrections/": ("id", "correction"),
    "entries/": ("id", "entry"),
    "collection-rounds/": ("id", "collection"),
    "telephones/": ("id", "telephone"),
    "contracts/": ("id", "contract"),
    "placements/": ("id", "placement"),
    "supervisions/": ("id", "supervision"),
    "agency-capacities/": ("id", "capacity"),
    "workforce-imports/": ("id", "workforce_run"),
    "imports/": ("id", "run"),
    "jobs/": ("id", "job"),
    "exports/": ("id", "job"),
    "applications/": ("id", "application"),
    "application-documents/": ("id", "document"),
    "rounds/": ("id", "round_draft"),
    "posts/": ("id", "post"),
    "terms/": ("id", "terms"),
    "people/": ("id", "user"),
    "memberships/": ("id", "membership"),
    "invitations/": ("id", "invitation"),
    "allocations/": ("id", "allocation"),
    "allocation-imports/": ("id", "allocation_run"),
    "institution-imports/": ("id", "institution_run"),
    "notifications/": ("id", "notification"),
    "selections/": ("id", "selection"),
    "announcements/": ("id", "announcement"),
    "appeals/": ("id", "appeal"),
    "papers/": ("id", "paper"),
    "trainings/": ("id", "session"),
    "handovers/": ("id", "handover"),
    "attendances/": ("id", "attendance"),
    "logs/": ("id", "log"),
    "leaves/": ("id", "leave"),
    "closings/": ("id", "contract"),
    "tambon-closings/": ("id", "tambon_closing"),
    "articles/": ("id", "article"),
    "assignments/": ("id", "assignment"),
    "sign-ins/": ("id", "signin"),
    "reports/": ("id", "monthreport"),
    "reports/waiting/": ("id", "monthreport"),
    "reports/late/": ("id", "monthreport"),
    "problems/": ("id", "problemitem"),
    "approvals/": ("id", "approval"),
    "delegations/": ("id", "delegation"),
    "periods/": ("id", "period"),
    "month-rules/": ("id", "month_rules"),
    "payroll/": ("id", "payline"),
    "pay-batches/": ("id", "paybatch"),
    "bank-accounts/": ("id", "bank_account"),
    "tax-certificates/": ("id", "tax_certificate"),
    "receivables/": ("id", "receivable"),
    "repayments/": ("id", "repayment"),
    "adjustments/": ("id", "adjustment"),
    "transfer-formats/": ("id", "transfer_format"),
    "budgets/": ("id", "budget_line"),
    "instalments/": ("id", "instalment"),
    "receipts/": ("id", "spending"),
    "activities/": ("id", "activity"),
}


def test_every_list_is_known_here():
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - loads every view, and so every list
    assert set(lists.names()) == set(LISTS)


@pytest.mark.parametrize("name", sorted(name for name, entry in LISTS.items() if entry))
def test_no_list_or_download_shows_another_area(world, name):
    key, arguments = LISTS[name]
    spec, hidden = lists.get(name), world.keys["other"].get(key)
    if "round" in arguments:  # it is collected on both sides, and each sees the own part
        RoundArea.objects.create(round_id=world.keys["other"]["collection"], area_id=world.keys["own"]["area"])

    answered = set()
    for role in LOCAL:
        if role in world.owners(key):
            continue
        given = {name: world.keys["other"].get(value, value) for name, value in arguments.items()}
        with suppress(Http404):  # not even that of which it is a list is seen
            rows = spec.rows(world.people[role], **given)
            assert hidden not in set(rows.values_list("pk", flat=True)), role
            answered.add(role)
    assert answered


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_no_api_list_shows_another_area(world, client, route):
    field, key = ROUTES[route]

    for role in LOCAL:
        if role in world.owners(key):
            continue
        client.force_login(world.people[role])
        answer = client.get(f"/api/v1/{route}").json()
        found = {str(row[field]) for row in answer["results"]}
        assert str(world.keys["other"][key]) not in found, role


#: Lists of which the small world has no row, or whose rows are counted together from others that a copy lacks.
ELSEWHERE = {"dashboards.indicators", "datasets.forms", "dashboards.ranking", "workforce.posts"}
ELSEWHERE |= {"datasets.round_places", "datasets.round_people", "datasets.round_workers"}
#: What the address of an open list says.
OPEN = {"datasets.versions": {"dataset": "sample"}, "datasets.form_versions": {"dataset": "sample"}}


def shown(spec, user, arguments):
    """Render the first page of a list as htmx gets it; return how often the database was asked."""
    request = RequestFactory().get("/")
    request.user, request.htmx = user, SimpleNamespace(boosted=False)
    with CaptureQueriesContext(connection) as asked:
        lists.list_page(request, spec, arguments=arguments)
    return len(asked)


def first_row(world, spec, arguments):
    """Return somebody who sees a row of a list, and the row."""
    for user in world.people.values():
        row = spec.rows(user, **arguments).order_by("pk").first()
        if row is not None:
            return user, row
    raise AssertionError(spec.name)


@pytest.mark.parametrize("name", sorted(set(LISTS) - ELSEWHERE))
def test_a_list_of_a_thousand_rows_asks_as_often_as_one_of_three(world, name):
    spec, arguments = lists.get(name), (LISTS[name] or ("", OPEN.get(name, {})))[1]
    given = {word: world.keys["own"].get(value, value) for word, value in arguments.items()}
    savepoint = transaction.savepoint()
    changed = {"by": world.people["steward"], "at": timezone.now(), "definition": {}}
    DatasetVersion.objects.create(dataset_id="sample", number=9, **changed)
    try:
        user, row = first_row(world, spec, given)
        copies(row, 1, 2)
        shown(spec, user, given)
        few = shown(spec, user, given)
        copies(row, 3, 1000)
        many = shown(spec, user, given)
        assert spec.rows(user, **given).count() > 990
    finally:
        transaction.savepoint_rollback(savepoint)
    assert many == few
