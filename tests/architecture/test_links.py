"""Every page that one can look at is reached by links, from the side bar and the home page on."""

import re
import sys
from functools import cache
from inspect import getsource, ismodule, unwrap
from pathlib import Path

from django.conf import settings
from django.urls import URLPattern, get_resolver

from u2t.core import navigation

TEMPLATES = Path(settings.BASE_DIR) / "templates"
APPS = ("u2t", "tambon", "workforce", "datasets", "dashboards")
NAME = re.compile(r"""["']([a-z]+(?:-[a-z]+)*)["']""")
TEMPLATE = re.compile(r"""["']([a-z0-9_]+(?:/[a-z0-9_{}]+)*\.html)["']""")
PART = re.compile(r"\{[a-z_]+\}")
#: Where one goes after an action is not how one gets there.
REDIRECT = re.compile(r"""redirect\(\s*["'][^"']*["']""")

#: Pages that no link leads to, and who opens them.
REACHED_OTHERWISE = {
    "components": "whoever writes templates, in development only",
    "dataset-from-file-confirm": "whoever brought a spreadsheet, led on to its columns",
    "handover-create": "whoever plans a hand-over, from the form that asks of which tambon",
    "healthz": "the machine that watches the site",
    "invitation-accept": "whoever was invited, from the mail",
    "metrics": "the machine that watches the site",
    "monthreport-approvals": "whoever approved many, from the finished work",
    "openrosa-form": "a telephone, from the list of forms it asks for",
    "openrosa-forms": "a telephone, at the address that the code it scans names",
    "openrosa-manifest": "a telephone, from the list of forms",
    "openrosa-media": "a telephone, from the manifest of a form",
    "post-list": "whoever opens the posts, led on to the newest programme",
    "readyz": "the machine that watches the site",
}
#: Addresses built from parts: the steps of a contract are buttons of its page.
BUILT = {"contract_detail": "contract-"}


def _patterns(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern, URLPattern):
            yield from _patterns(pattern)
        elif pattern.callback.__module__.partition(".")[0] in APPS and not (pattern.name or "").startswith("api-"):
            yield pattern


def _is_looked_at(view):
    """Tell whether a view answers GET, as its decorators of methods say."""
    found = view
    while found is not None:
        for cell in getattr(found, "__closure__", None) or ():
            methods = cell.cell_contents
            if isinstance(methods, list) and methods and set(methods) <= {"GET", "POST", "HEAD"}:
                return "GET" in methods
        found = getattr(found, "__wrapped__", None)
    return True


@cache
def _pages():
    """Return the views of the pages by name."""
    return {p.name: unwrap(p.callback) for p in _patterns() if _is_looked_at(p.callback)}


@cache
def _template(name):
    """Return what a template says, with what it takes in."""
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob(PART.sub("*", name)))
    return text + "".join(_template(other) for other in set(TEMPLATE.findall(text)) - {name})


@cache
def _views():
    return {unwrap(pattern.callback) for pattern in _patterns()}


@cache
def _own_code(view):
    """Return what a module of views says, without the other views of it."""
    code = getsource(sys.modules[view.__module__])
    for other in _views() - {view}:
        if other.__module__ == view.__module__:
            code = code.replace(getsource(other), "")
    return code


@cache
def _links(view):
    """Return the pages that a view leads to: by what it, its tables and its templates name."""
    held = vars(sys.modules[view.__module__]).values()
    near = {value.__name__ if ismodule(value) else getattr(value, "__module__", None) for value in held}
    ours = {name for name in near if name and name.partition(".")[0] in APPS}
    ours = {name for name in ours & set(sys.modules) if not {"views", "services"} & {*name.split(".")}}
    code = REDIRECT.sub("", "".join([_own_code(view), *(getsource(sys.modules[name]) for name in ours)]))
    names = set(NAME.findall(code + "".join(_template(name) for name in set(TEMPLATE.findall(code)))))
    built = BUILT.get(view.__name__)
    return {page for page in _pages() if page in names or (built and page.startswith(built))}


def _reached():
    found, ahead = set(), {"home", *(entry.url_name for entry in navigation._entries)}
    while ahead:
        found |= ahead
        ahead = {page for name in ahead for page in _links(_pages()[name])} - found
    return found


def test_every_page_is_reached_by_links():
    assert sorted(set(_pages()) - _reached()) == sorted(REACHED_OTHERWISE)


def test_the_walk_tells_pages_from_actions():
    actions = {pattern.name for pattern in _patterns()} - set(_pages())

    assert {"contract-list", "contract-hire", "person-detail", "tambon-staffing"} <= set(_pages())
    assert {"person-reveal", "paper-sign", "round-publish"} <= actions
