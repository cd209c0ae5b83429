"""A test that does not come to its end in its teardown ends its process, which says where it stands.

After a failure neither pytest nor pytest-timeout watches how long that takes. Loaded by name (`-p tests.watching` in pyproject.toml).
"""

import faulthandler
import os
import sys

import pytest

SECONDS = 900
_said = []


def pytest_configure():
    """Keep the terminal: while a test runs, what is written to it goes to a file that dies with the process."""
    _said.append(os.dup(sys.__stderr__.fileno()))


def pytest_unconfigure():
    os.close(_said.pop())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown():
    faulthandler.dump_traceback_later(SECONDS, exit=True, file=_said[-1])
    try:
        return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()
