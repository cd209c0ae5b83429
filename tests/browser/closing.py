"""Closing windows and browsers in time: what does not answer is told of, and the process of a browser is ended."""

import asyncio
import uuid
import warnings
from contextlib import suppress
from weakref import WeakKeyDictionary

import psutil
from playwright.sync_api import Browser

SECONDS = 60
#: By what their processes are known: Playwright names none, and Chromium leaves what it does not know alone.
_marks = WeakKeyDictionary()


def launch(kind, options, *arguments):
    """Start a browser whose processes can be found again."""
    mark = f"--of-the-tests={uuid.uuid4()}"
    browser = kind.launch(**options | {"args": [*options["args"], *arguments, mark]})
    _marks[browser] = mark
    return browser


def close(opened):
    """Close a window or a browser, and wait a minute for it.

    Playwright would wait without end, and with it a run of all tests. It has no time of its own for closing, so that
    this asks what lies beneath. The tests do not fail of it: they came to their end before.
    """
    try:
        opened._sync(asyncio.wait_for(opened._impl_obj.close(reason=None), SECONDS))
    except TimeoutError:
        ended = f"; its processes were ended: {_end(opened)}" if isinstance(opened, Browser) else ""
        warnings.warn(f"No answer to closing a {type(opened).__name__} in {SECONDS} seconds{ended}", stacklevel=2)


def processes_of(browser):
    """Return the processes of a browser that we started, and theirs."""
    mark, found = _marks[browser], []
    for each in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it ended meanwhile
            if mark in each.cmdline():
                found += [each, *each.children(recursive=True)]
    return list(dict.fromkeys(found))


def _end(browser):
    found = processes_of(browser)
    for each in found:
        with suppress(psutil.Error):
            each.kill()
    return [each.pid for each in found]
