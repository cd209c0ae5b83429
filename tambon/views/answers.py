"""What views of people share: the signed-in user, and a service whose refusal stands beside the form."""

from collections.abc import Callable
from typing import TypeVar, cast

from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse

from tambon.models import User
from u2t.core.errors import DomainError, StaleError

T = TypeVar("T")


def actor(request: HttpRequest) -> User:
    """Return the signed-in user; only behind `login_required`."""
    return cast("User", request.user)


def attempt(form: Form, act: Callable[[], T]) -> T | None:
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
        return None


def status_of(form: Form) -> int:
    """Return 422 for a form that was refused, so that programs see it too."""
    return 422 if form.is_bound and form.errors else 200


def way_back(name: str, label: object, *keys: object) -> dict[str, str]:
    """Return what a form names as the page one came from: nobody should be caught in a form."""
    return {"url": reverse(name, args=keys), "name": str(label)}
