"""What the views of this app share: a service whose refusal stands beside the form, but a stale page is told so."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import Form

from tambon.views.answers import actor
from u2t.core.errors import DomainError, StaleError

T = TypeVar("T")

__all__ = ["actor", "settle", "status_of"]


def settle(form: Form, act: Callable[[], T]) -> T | None:
    """Do `act` if the form is valid; a refusal becomes an error of the form, and the answer is None.

    A page that is out of date answers 412 of its own: nothing in the form is wrong.
    """
    if not form.is_valid():
        return None
    try:
        return act()
    except StaleError:
        raise
    except DomainError as error:
        field = error.extra.get("field")
        form.add_error(field if field in form.fields else None, str(error))
        form.refused_with = error.status  # type: ignore[attr-defined]  # read by status_of
        return None


def status_of(form: Form) -> int:
    """Return the status of a form that was refused: what the service said, else 422."""
    if not form.is_bound or not form.errors:
        return 200
    return int(getattr(form, "refused_with", 422))
