"""The database that those of the tests are copied from."""

import pytest

from tests import template


@pytest.fixture
def in_run(monkeypatch):
    return lambda name: monkeypatch.setenv("PYTEST_XDIST_TESTRUNUID", name)


def test_of_the_processes_of_a_run_one_makes_it_anew(in_run):
    in_run("one")
    comment = template.told()

    assert template.serves(comment, anew=True)
    in_run("another")
    assert not template.serves(comment, anew=True)
    assert template.serves(comment, anew=False)


def test_a_process_alone_makes_it_anew_each_time(monkeypatch):
    monkeypatch.delenv("PYTEST_XDIST_TESTRUNUID", raising=False)

    assert not template.serves(template.told(), anew=True)
    assert template.serves(template.told(), anew=False)


@pytest.mark.parametrize("comment", [None, "", "0123 one", " one"])
def test_what_other_migrations_left_is_made_anew(in_run, comment):
    in_run("one")

    assert not template.serves(comment, anew=False)
    assert not template.serves(comment, anew=True)
