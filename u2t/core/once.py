"""What there may be once only: the database has the last word, and its refusal is a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from u2t.core.errors import DomainError


@contextmanager
def once(*constraints: str, otherwise: DomainError) -> Iterator[None]:
    """Write in here what one of `constraints` may refuse; looking first would not see what others do meanwhile.

    Raises:
        DomainError: `otherwise`, when there is one already; what the block wrote is rolled back.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not any(f'"{name}"' in str(error) for name in constraints):
            raise
        raise otherwise from error
