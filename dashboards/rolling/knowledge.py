"""Figures as they were known at a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboards.rolling import build, direct, ground
from dashboards.rolling.sql import COLUMNS, NEW, ROLLUP, listed, rows, run
from dashboards.spans import spans_of
from u2t.core.errors import InputError


@contextmanager
def known_at(moment: datetime | None) -> Iterator[None]:
    """Let every read of figures inside see those known at `moment`, counted anew from the observations known then.

    A temporary table of the same name stands before the figures of today, for this connection only and until the end:
    the same queries, the same door. It is not bound to a transaction, so that long work inside can tell how far it is.
    Of no moment, nothing is done. The map is today's.
    """
    if moment is None:
        yield
        return
    try:
        with transaction.atomic():
            build.build(moment=moment)
            direct.build(moment=moment)
            _keep(moment)
        yield
    finally:
        run(f"DROP TABLE IF EXISTS pg_temp.{ROLLUP}")


def _keep(moment: datetime) -> None:
    run(
        f"""CREATE TEMPORARY TABLE {ROLLUP} ON COMMIT PRESERVE ROWS AS
        SELECT row_number() OVER () AS id, {listed(COLUMNS)}, %(moment)s::timestamptz AS computed_at FROM {NEW}""",
        {"moment": moment},
    )
    run(f"CREATE INDEX ON pg_temp.{ROLLUP} (indicator_id, period, level, programme, origin, area)")
    run(f"ANALYZE pg_temp.{ROLLUP}")


def require_known(*, period: str, moment: datetime) -> None:
    """Stop where nothing of a period (`2565`, `2564.demo`; empty: of any) was known at a moment, before it is counted.

    Raises:
        InputError: with the moment from which there is something.
    """
    code, _dot, origin = period.partition(".")
    found = rows(
        """SELECT o.period, o.origin, min(o.known_from),
          bool_or(o.known_from <= %(moment)s AND (o.known_until IS NULL OR o.known_until > %(moment)s))
        FROM dashboards_observation o GROUP BY o.period, o.origin""",
        {"moment": moment},
    )
    if code:
        within = {span.base for span in spans_of((row[0] for row in found), ground.lenses()) if span.period == code}
        found = [row for row in found if row[0] in within and origin in {"", row[1]}]
    if not any(was_known for *_rest, was_known in found):
        raise InputError(_nothing_known(code, moment, min((row[2] for row in found), default=None)))


def _nothing_known(code: str, moment: datetime, first: datetime | None) -> str:
    words = {"period": code or "-", "moment": _said(moment)}
    if first is None or first <= moment:
        return _("Of the period “%(period)s” nothing was known at %(moment)s. Choose another moment.") % words
    return _("Of the period “%(period)s” nothing was known at %(moment)s yet; the first was known at %(first)s.") % (
        words | {"first": _said(first)}
    )


def _said(moment: datetime) -> str:
    # To the second, as files of the same day may differ.
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"
