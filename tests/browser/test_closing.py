"""A browser that does not answer when it is closed."""

import psutil
import pytest

from tests.browser import closing
from u2t.machine.processes import wait_until


def are_gone(processes):
    """Tell whether all have ended soon, be it that nobody has asked how."""
    return wait_until(lambda: all(each.pid not in living() for each in processes), 20)


def living():
    return {each.pid for each in psutil.process_iter(["status"]) if each.info["status"] != psutil.STATUS_ZOMBIE}


def test_a_browser_that_does_not_answer_is_told_of_and_ended(browser_type, browser_type_launch_args, monkeypatch):
    monkeypatch.setattr(closing, "SECONDS", 1)
    browser = closing.launch(browser_type, browser_type_launch_args, "--disable-gpu")
    processes = closing.processes_of(browser)
    processes[0].suspend()

    with pytest.warns(UserWarning, match=f"No answer to closing a Browser .*{processes[0].pid}"):
        browser.close()

    assert are_gone(processes)


def test_a_browser_that_answers_is_closed_without_a_word(browser_type, browser_type_launch_args):
    browser = closing.launch(browser_type, browser_type_launch_args, "--disable-gpu")
    processes = closing.processes_of(browser)

    browser.close()

    assert processes
    assert are_gone(processes)
