"""`demo` refuses where there is no demonstration; `prepare` says what it did."""

import re

import pytest
from django.core.management import CommandError, call_command

from dashboards import preparation
from dashboards.preparation import Step
from tambon.models import University, User


def test_demo_refuses_outside_of_a_demonstration(db, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("demo")

    assert not User.objects.exists()
    assert not University.objects.exists()


def test_prepare_makes_no_account_outside_of_a_demonstration(db, settings):
    settings.DEMO = False

    assert preparation.build_demonstration() == "none, 0 of its accounts closed"

    assert not User.objects.exists()
    assert not University.objects.exists()


def test_prepare_prints_a_line_per_step_with_its_seconds(db, monkeypatch, capsys):
    steps = (Step("first", lambda: "3 loaded"), Step("second", lambda: "there"))
    monkeypatch.setattr("dashboards.management.commands.prepare.STEPS", steps)

    call_command("prepare")

    lines = capsys.readouterr().out.splitlines()
    assert [re.sub(r"[0-9.]+ s", "N s", line) for line in lines] == ["first: 3 loaded (N s)", "second: there (N s)"]
