"""Questions that very many requests ask: each connection lets the database plan them once, and not with every one."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections
from django.db.models import Model

M = TypeVar("M", bound=Model)

#: What each connection to the database has planned already.
_PLANNED: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()


class Prepared:
    """A question in SQL whose places are `$1`, `$2`, with the types of these; `name` is its own in all the platform.

    It is for the few that are asked with every request: all others are asked through the ORM. Connections have to
    reach PostgreSQL itself, as `docs/operations.md` says: a pooler that changes the server under them forgets plans.
    """

    def __init__(self, name: str, types: Sequence[str], question: str | Callable[[], str]) -> None:
        """Name a question; one that names columns of models is worded when it is first asked, not before they are."""
        self._name, self._question = name, question
        self._types_told = f" ({', '.join(types)})" if types else ""
        self._asked = f"EXECUTE {name}" + (f" ({', '.join(['%s'] * len(types))})" if types else "")

    def first_rows(self, *given: Any) -> list[tuple[Any, ...]]:
        """Ask it first of all in a request: that tells whether the connection still stands, so nobody asks before."""
        here = connections[DEFAULT_DB_ALIAS]
        here.health_check_done = True  # type: ignore[attr-defined]  # Django's own; not in its stubs
        try:
            return self.rows(*given)
        except (InterfaceError, OperationalError):
            if here.in_atomic_block or here.is_usable():
                raise
            here.close()  # the server went away since the last request; a new connection asks again
            return self.rows(*given)

    def rows(self, *given: Any) -> list[tuple[Any, ...]]:
        """Ask it with these values; return what was found."""
        here = connections[DEFAULT_DB_ALIAS]  # what `connection` stands for, which it looks up with every use
        with here.cursor() as cursor:
            planned = _PLANNED.setdefault(here.connection, set())
            if self._name not in planned:
                self._plan()
                planned.add(self._name)
            cursor.execute(self._asked, given)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def _plan(self) -> None:
        """Tell the server, not as one of the queries of a request: it is once for all of a connection."""
        question = self._question if isinstance(self._question, str) else self._question()
        with connection.wrap_database_errors, connection.connection.cursor() as plain:
            plain.execute(f"PREPARE {self._name}{self._types_told} AS {question}")


class Columns(Generic[M]):
    """The columns of a model as a prepared question names them, first of all, and its objects from what was found."""

    def __init__(self, model: type[M], table: str) -> None:
        self._model, self._table = model, table

    def __str__(self) -> str:
        return ", ".join(f"{self._table}.{connection.ops.quote_name(name)}" for name in self._columns)

    @cached_property
    def _columns(self) -> list[str]:
        return [str(field.column) for field in self._model._meta.concrete_fields]

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self._model._meta.concrete_fields]

    @cached_property
    def _read(self) -> list[tuple[int, Any]]:
        """Return which of them are told otherwise by the database, and how each of these is read."""
        return [
            (place, read)
            for place, field in enumerate(self._model._meta.concrete_fields)
            for read in field.get_db_converters(connection)
        ]

    def divided(self, row: tuple[Any, ...]) -> tuple[M, tuple[Any, ...]]:
        """Return the object that a row begins with, and the rest of the row."""
        many = len(self._names)
        values = list(row[:many])
        for place, read in self._read:
            values[place] = read(values[place], None, connection)
        return self._model.from_db(connection.alias, self._names, values), row[many:]
