"""Errors that are fit to show, with the answer they are to the outside."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model
    from django_stubs_ext import StrPromise


class DomainError(Exception):
    """A rule was not kept; the message, translated, says which and what to do. `status` is the HTTP answer."""

    status = 409

    def __init__(self, message: "str | StrPromise", *, extra: dict[str, Any] | None = None) -> None:
        super().__init__(str(message))
        self.extra = extra or {}


class StaleError(DomainError):
    """The row changed since the user saw it; `of` is the row, for the page that says who changed it."""

    status = 412

    def __init__(
        self, message: "str | StrPromise", *, of: "Model | None" = None, extra: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message, extra=extra)
        self.of = of


class InputError(DomainError):
    """The input itself is wrong."""

    status = 422
