"""What views of people share: the signed-in user, and a service whose refusal stands beside the form."""

from collections.abc import Callable
from typing import TypeVar, cast

from django.forms import BaseForm, Form
from django.http import HttpRequest
from django.urls import reverse

from tambon.models import User
from u2t.core.errors import DomainError, StaleError
from u2t.core.stale import refuse, stale_of

T = TypeVar("T")


def actor(request: HttpRequest) -> User:
    """Return the signed-in user; only behind `login_required`."""
    return cast("User", request.user)


def attempt(form: Form, act: Callable[[], T]) -> T | None:
    """Do `act` if the form is valid; a refusal becomes an error of the form, and the answer is None.

    What a stale page typed stays in the form (`u2t.core.stale`).
    """
    if not form.is_valid():
        return None
    try:
        return act()
    except DomainError as error:
        refuse(form, error)
        return None


def status_of(form: BaseForm) -> int:
    """Return 422 for a form that was refused, 412 for one that was out of date, so that programs see it too."""
    if stale_of(form):
        return StaleError.status
    return 422 if form.is_bound and form.errors else 200


def way_back(name: str, label: object, *keys: object) -> dict[str, str]:
    """Return what a form names as the page one came from: nobody should be caught in a form."""
    return {"url": reverse(name, args=keys), "name": str(label)}
