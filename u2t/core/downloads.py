"""Any list as a file, made by a job for its owner."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from u2t.core import audit, clock, files, jobs, lists
from u2t.core.access import Actor
from u2t.core.errors import InputError
from u2t.core.exports import Column, Sheet, without_personal, write_csv, write_xlsx
from u2t.core.models import Job

KIND = "core.export_list"
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}
#: What every list is written as.
_ALWAYS = frozenset({"csv", "xlsx"})
_STEP = 2000
#: The database lists some more, but what is read beside them counts too.
_MOST_COLUMNS = 1_500


def ask(*, name: str, media: str, query: str, arguments: dict[str, str], by: Actor) -> Job:
    """Queue the download of a list as `csv`, `xlsx` or what else it is written as, with the filters of `query`.

    Raises:
        InputError: there is no such list or kind of file, or a filter is not valid: told now, not by a failed job.
    """
    spec = lists.get(name)
    if media not in _ALWAYS | spec.others.keys():
        raise InputError(
            _("This list is not written as “%(media)s”.") % {"media": media[:20]}, extra={"field": "media"}
        )
    if "\x00" in "".join((query, *arguments, *arguments.values())):
        raise InputError(_("An address holds no such character. Open the list again."))
    lists.filtered(spec, by, QueryDict(query), arguments)
    return jobs.start(KIND, by=by, list=name, media=media, query=query, arguments=arguments)


@jobs.kind(KIND, gettext_lazy("Download of a list"))
def export_list(hold: jobs.Hold) -> jobs.Outcome:
    """Write the rows the owner may see now, in the order of their key."""
    asked = hold.job.arguments
    spec = lists.get(asked["list"])
    user = hold.job.owner
    rows = lists.filtered(spec, user, QueryDict(asked["query"]), asked["arguments"])
    columns = _columns(spec, user, asked["arguments"])
    hold.progress(0, rows.count(), _("Writing rows"))
    media = asked["media"]
    name = f"{_named(spec, asked['arguments'])}-{clock.today():%Y%m%d}.{media}"
    with files.new(name=name, media_type=MEDIA_TYPES[media], by=user, expires=True) as made:
        if write := spec.others.get(media):
            count = write(made.path, rows, columns, asked["arguments"])
        elif media == "csv" and spec.copied is not None and _is_copied(columns):
            count = _copy(made.path, spec.copied(rows, columns), columns, hold)
        else:
            count = _write(made.path, media, str(spec.title), columns, _counted(_cells(spec, rows, columns), hold))
    if any(column.is_personal and not column.is_hidden for column in columns):
        changes = {"list": (None, spec.name), "rows": (None, count)}
        audit.record(action="job.personal_downloaded", target=hold.job, by=user, changes=changes)
    return jobs.Outcome({"rows": count}, made.saved())


def _named(spec: lists.ListSpec, arguments: dict[str, str]) -> str:
    """Return what a file is called: several lists of one kind, of data sets say, are told apart in a folder."""
    said = [re.sub(r"[^\w-]", "", str(value))[:40] for value in arguments.values()]
    return "-".join([spec.name.replace(".", "-"), *filter(None, said)])


def _columns(spec: lists.ListSpec, user: Actor, arguments: dict[str, str]) -> Sequence[Column]:
    columns = spec.columns(**arguments) if spec.columns else spec.table.downloads
    if spec.sees_personal is None or not spec.sees_personal(user, **arguments):
        return without_personal(columns)
    return (*columns, *(spec.personal_columns(**arguments) if spec.personal_columns else ()))


def _write(path: Path, media: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
    if media == "csv":
        return write_csv(path, columns, rows)
    columns = [replace(column, labels=column.labels or column.words) for column in columns]
    name = title.translate(str.maketrans("[]:*?/\\", "       "))[:31]
    return write_xlsx(path, [Sheet(name, columns, rows)])[name]


def _cells(spec: lists.ListSpec, rows: QuerySet[Any, Any], columns: Sequence[Column]) -> Iterator[Sequence[Any]]:
    if spec.streamed is not None:
        return spec.streamed(rows, columns)
    return iter(rows.order_by("pk").values_list(*[column.source for column in columns]).iterator(_STEP))


def _is_copied(columns: Sequence[Column]) -> bool:
    """Tell whether the database can write the lines itself: as it stores them, and not of too many columns."""
    return len(columns) <= _MOST_COLUMNS and not any(map(_is_worded, columns))


def _is_worded(column: Column) -> bool:
    """Tell whether what is shown in a column is not what is stored: the database does not know."""
    return bool(column.labels or column.is_hidden or column.is_day_after)


def _copy(path: Path, pieces: Iterable[lists.Piece], columns: Sequence[Column], hold: jobs.Hold) -> int:
    """Let the database write the lines, piece after piece; return how many."""
    write_csv(path, columns, [])
    done = 0
    for piece in pieces:
        with path.open("ab") as stream:
            done += piece(stream)
        hold.progress(done, step=_("Writing rows"))
    return done


def _counted(rows: Iterable[Sequence[Any]], hold: jobs.Hold) -> Iterator[Sequence[Any]]:
    for done, row in enumerate(rows):
        if done and done % _STEP == 0:
            hold.progress(done, step=_("Writing rows"))
        yield row
