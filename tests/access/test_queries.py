"""Hostile addresses: whatever stands behind the question mark of a page or a route, the answer is never a 500."""

import base64
import json
import re
from functools import cache
from itertools import cycle
from pathlib import Path

import pytest
import yaml
from django.conf import settings as configured
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from tests.access.table import TABLE
from tests.access.test_rows import LISTS
from u2t.core import lists
from u2t.core.errors import InputError

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def cursor(*parts):
    """Return a page link as we make them, around what we would never put in."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


#: What somebody may type, paste or send: each once as the value of every parameter.
VALUES = {
    "nul": "\x00",
    "nul inside": "a\x00b",
    "long": "ก" * 10_000,
    "huge": "9" * 40,
    "beyond 64 bits": str(2**63),
    "negative": "-1",
    "thai digits": "๒๕๖๕",
    "superscript": "²",
    "wrong date": "2565-02-31",
    "year 0": "0000-01-01",
    "last second": "9999-12-31T23:59:59Z",
    "not a number": "NaN",
    "endless": "Infinity",
    "exponent": "1e999999",
    "quotes": "'\";--%_\\",
    "not utf-8": b"\x80\xff",
}

#: Those of the default run; the others take minutes.
WORST = ("nul inside", "long", "huge", "thai digits", "wrong date", "not utf-8")

#: What a page link could be made to say.
CURSORS = {
    "long": VALUES["long"],
    "deep": base64.urlsafe_b64encode(b"[" * 9_000).decode(),
    "of nothing": cursor(),
    "of objects": cursor("f", {"a": 1}, ["x"]),
    "with nul": cursor("f", "\x00", "\x00"),
    "beyond": cursor("b", 2**70, 2**70),
    "endless": cursor("f", float("inf"), "1"),
    "without value": cursor("b", None, "1"),
    "of words": cursor("f", "2565-13-45", "x"),
    "half a pair": cursor("f", "\udc80", "\udc80"),
}

#: Those of the default run: every list reads its page link in the same place, so one of each sort of break is enough.
WORST_LINKS = ("with nul", "of words", "half a pair")

#: Besides the filters of lists, what pages read from their address.
READ = ("cursor", "sort", "page", "page_size", "q", "period", "as_of", "indicator", "level", "on", "next", "format")


@pytest.fixture
def told(monkeypatch):
    """What the view, and not the search box of every page, reads of an address."""
    names = set()

    def reads(self, key, *rest):
        names.add(key)
        return MultiValueDict.__getitem__(self, key)

    def reads_all(self, key, default=None):
        names.add(key)
        return MultiValueDict.getlist(self, key, default)

    monkeypatch.setattr(QueryDict, "__getitem__", reads)
    monkeypatch.setattr(QueryDict, "getlist", reads_all)
    return names


@cache
def described():
    """Return the parameters of each API route, by its path."""
    routes = yaml.safe_load(Path(configured.BASE_DIR, "docs/openapi.yaml").read_text())["paths"]
    return {
        re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))): sorted(
            given["name"] for given in route["get"].get("parameters", ()) if given["in"] == "query"
        )
        for path, route in routes.items()
        if "get" in route
    }


def filters_of(name):
    """Return the filters of a list by its name."""
    filterset = lists.get(name).filterset
    return sorted(filterset.base_filters) if filterset else []


def lines():
    """Return the addresses that are read, each once, routes of the API last."""
    read = {line.name: line for line in TABLE if line.method == "get" and "=" not in line.arguments}
    return [read[name] for name in sorted(read, key=lambda name: (name.startswith("api-"), name))]


def refused(world, queries, told=None):
    """Return who fails of the addresses, each asked with each query; with `told`, once if its view reads nothing."""
    client = Client(raise_request_exception=False)
    client.force_login(world.people["admin"])
    broken, deaf = [], set()
    for line, label, query in queries:
        if line.name in deaf:
            continue
        path = reverse(line.name, args=[world.keys["own"][word] for word in line.arguments.split()])
        if told is not None:
            told.clear()
        if status_of(client, path, query) >= 500:
            broken.append((line.name, label))
        if told is not None and told <= {"q"}:
            deaf.add(line.name)
    return broken


def status_of(client, path, query):
    savepoint = transaction.savepoint()
    try:
        response = client.get(path, query)
        for close in response._resource_closers:
            close()
        return response.status_code
    finally:
        transaction.savepoint_rollback(savepoint)
        transaction.savepoint_commit(savepoint)  # else it stays open, and each answer costs more than the last


def pages():
    return [line for line in lines() if not line.name.startswith("api-")]


def routes(world):
    """Return the lists of the API, each with its own parameters."""
    for line in lines():
        path = reverse(line.name, args=[world.keys["own"][word] for word in line.arguments.split()])
        found = next((names for known, names in described().items() if known.fullmatch(path)), [])
        if found:
            yield line, [name for name in found if name != "cursor"]


def test_no_value_breaks_a_page(world, told):
    """All parameters at once: a page leaves alone what it does not know."""
    every = sorted({*READ} | {field for name in LISTS for field in filters_of(name)})

    asked = [(line, label, dict.fromkeys(every, VALUES[label][:500])) for line in pages() for label in WORST]

    assert not refused(world, asked, told)


@pytest.mark.thorough
def test_no_value_of_one_parameter_breaks_a_page(world):
    asked = [
        (line, f"{name} {label}", {name: value}) for line in pages() for name in READ for label, value in VALUES.items()
    ]

    assert not refused(world, asked)


def test_no_page_link_breaks_a_list(world):
    assert not refused(world, [(line, label, {"cursor": CURSORS[label]}) for line in listed() for label in WORST_LINKS])


@pytest.mark.thorough
def test_no_other_page_link_breaks_a_list(world):
    assert not refused(world, [(line, name, {"cursor": link}) for line in listed() for name, link in CURSORS.items()])


def listed():
    return [line for line in lines() if line.name.endswith(("-list", "-versions", "-records"))]


def test_no_value_of_a_filter_breaks_a_list(world):
    """Each filter alone: of several, the first that is wrong would hide the others."""
    assert not broken_lists(world, WORST)


@pytest.mark.thorough
def test_no_other_value_of_a_filter_breaks_a_list(world):
    assert not broken_lists(world, VALUES)


def broken_lists(world, labels):
    """Return what went wrong, by list, filter and value."""
    broken = {}
    for name in LISTS:
        _key, arguments = LISTS[name] or ("", {})
        given = {key: world.keys["own"].get(value, value) for key, value in arguments.items()}
        for field in filters_of(name):
            for label in labels:
                if error := trouble(name, world.people["admin"], {field: VALUES[label]}, given):
                    broken[name, field, label] = error
    return broken


def trouble(name, user, filters, arguments):
    """Return what went wrong beside an exact answer."""
    query = QueryDict(mutable=True)
    query.update(filters)
    try:
        with transaction.atomic():
            list(lists.filtered(lists.get(name), user, query, arguments)[:3])
    except InputError:
        return None
    except Exception as error:  # noqa: BLE001 - whatever it is, the test tells of it
        return repr(error)
    return None


def test_no_value_breaks_a_route(world):
    """Each parameter with one of the worst values in turn: routes filter by what the test above asked of each list."""
    given = [(line, name) for line, names in routes(world) for name in names]

    assert not refused(
        world,
        [
            (line, f"{name} {label}", {name: VALUES[label]})
            for (line, name), label in zip(given, cycle(WORST), strict=False)
        ],
    )


@pytest.mark.thorough
def test_no_other_value_breaks_a_route(world):
    assert not refused(
        world,
        [
            (line, f"{name} {label}", {name: value})
            for line, names in routes(world)
            for name in names
            for label, value in VALUES.items()
        ],
    )
