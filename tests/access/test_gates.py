"""Whoever may not act is refused before a word of the request is read."""

import pytest

from u2t.access import ACCESS
from u2t.urls import router

#: Of everybody who is signed in: what they ask for is their own, or asked for by a list's own permission.
OPEN = {
    "api-export create", "api-notification read", "api-notification mail", "api-notification channel",
}  # fmt: skip
VIEWSETS = {basename: viewset for _prefix, viewset, basename in router.registry}


def acting(viewset):
    """Return the actions that write and begin with no thing that one has to see first."""
    extra = [found for found in viewset.get_extra_actions() if not found.detail]
    found = {action.__name__ for action in extra if set(action.mapping) - {"get"}}
    return found | ({"create"} if hasattr(viewset, "create") else set())


def test_every_action_that_begins_with_nothing_names_its_permission():
    open_ = {f"{name} {one}" for name, viewset in VIEWSETS.items() for one in acting(viewset) - set(needs(viewset))}

    assert open_ == OPEN


@pytest.mark.parametrize("name", [name for name, viewset in VIEWSETS.items() if hasattr(viewset, "needs")])
def test_what_an_action_needs_is_in_the_table(name):
    needed = needs(VIEWSETS[name])

    assert all(hasattr(VIEWSETS[name], action) for action in needed)
    assert set(needed.values()) <= {rule.permission for rule in ACCESS}


def needs(viewset):
    return getattr(viewset, "needs", {})
