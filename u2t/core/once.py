"""What there may be once only: the database has the last word, and its refusal is a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import IntegrityError, connection, transaction

from u2t.core.errors import DomainError


@contextmanager
def once(*constraints: str, otherwise: DomainError, is_one_statement: bool = False) -> Iterator[None]:
    """Write in here what one of `constraints` may refuse; looking first would not see what others do meanwhile.

    What is written by one statement (`is_one_statement`) needs no transaction around it: it is whole or not at all.

    Raises:
        DomainError: `otherwise`, when there is one already; what the block wrote is rolled back.
    """
    try:
        with nullcontext() if is_one_statement and not connection.in_atomic_block else transaction.atomic():
            yield
    except IntegrityError as error:
        if not any(f'"{name}"' in str(error) for name in constraints):
            raise
        raise otherwise from error
