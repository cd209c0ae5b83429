"""What an import made of rows, kept so that its undo is exact: rows it made are taken away, others put back."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeAlias

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Field, Model, QuerySet

Columns: TypeAlias = dict[str, Any]
#: Rows by their table and key.
Rows: TypeAlias = dict[tuple[str, Any], Columns]
#: What the undo needs, by table: keys and look of the rows made; of the others what the import changed, from and to.
Kept: TypeAlias = dict[str, dict[str, Any]]


class ChangedRowsError(Exception):
    """Somebody changed the rows since."""


def look(found: "Iterable[QuerySet[Any]]") -> Rows:
    """Return rows as they are now, held until the end of the transaction: others may point to them meanwhile."""
    held = (rows.select_for_update(of=("self",), no_key=True).order_by("pk") for rows in found)
    return {(row._meta.label_lower, row.pk): _columns(row) for rows in held for row in rows}


def difference(before: Rows, after: Rows) -> Kept:
    """Return what has to be kept of a change; nothing was deleted."""
    kept: Kept = {}
    for (table, key), columns in after.items():
        part = kept.setdefault(table, {"made": [], "columns": sorted(columns), "changed": []})
        old = before.get((table, key))
        if old is None:
            part["made"].append(key)
        elif old != columns:
            names = [name for name in columns if old[name] != columns[name]]
            part["changed"].append([key, {name: old[name] for name in names}, {name: columns[name] for name in names}])
    for table, part in kept.items():
        part["look"] = _digest([after[table, key] for key in part["made"]])
    return {table: part for table, part in kept.items() if part["made"] or part["changed"]}


def keys_of(kept: Kept, model: type[Model]) -> list[Any]:
    """Return the keys of the rows of a model that were made or changed."""
    part = kept.get(model._meta.label_lower, {"made": [], "changed": []})
    return [*part["made"], *(key for key, _old, _new in part["changed"])]


def put_back(kept: Kept, models: Sequence[type[Model]]) -> None:
    """Undo a change of rows; `models` stand in the order in which rows of theirs can be made.

    Raises:
        ChangedRowsError: a row is not as the import left it.
        ProtectedError: others point to a row that the import made.
    """
    for model in reversed(models):
        part = kept.get(model._meta.label_lower)
        if part is not None:
            _take_away(model, part)
            _restore(model, part)


def _take_away(model: type[Model], part: dict[str, Any]) -> None:
    rows = model._default_manager.filter(pk__in=part["made"])
    leaving = rows.select_for_update(of=("self",)).order_by("pk")  # nobody may point to them from here on
    present = [{name: _columns(row).get(name) for name in part["columns"]} for row in leaving]
    if _digest(present) != part["look"]:
        raise ChangedRowsError
    rows.delete()


def _restore(model: type[Model], part: dict[str, Any]) -> None:
    held = model._default_manager.select_for_update(of=("self",), no_key=True)
    rows = held.in_bulk([key for key, _old, _new in part["changed"]])
    fields = {field.attname: field for field in model._meta.concrete_fields}
    names: set[str] = set()
    for key, old, new in part["changed"]:
        row = rows.get(key)
        if row is None or any(_plain(getattr(row, name)) != value for name, value in new.items()):
            raise ChangedRowsError
        names |= old.keys()
        for name, value in old.items():
            setattr(row, name, _read(fields[name], value))
    if rows:
        model._default_manager.bulk_update(rows.values(), [fields[name].name for name in names], batch_size=1000)


def _columns(row: Model) -> Columns:
    return {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def _plain(value: Any) -> Any:
    if isinstance(value, DateRange):
        return [_plain(value.lower), _plain(value.upper)]
    return value.isoformat() if isinstance(value, date) else value


def _read(field: "Field[Any, Any]", value: Any) -> Any:
    if isinstance(value, list):
        return DateRange(*(end and date.fromisoformat(end) for end in value))
    return field.to_python(value)


def _digest(rows: Sequence[Columns]) -> str:
    return hashlib.sha256(json.dumps(rows, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()
