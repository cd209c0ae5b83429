"""Figures as they were known at a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from dashboards.rolling import build, direct
from dashboards.rolling.sql import COLUMNS, NEW, ROLLUP, listed, make, run


@contextmanager
def known_at(moment: datetime | None) -> Iterator[None]:
    """Let every read of figures inside see those known at `moment`, counted anew from the observations known then.

    A temporary table of the same name stands before the figures of today, for this connection and this transaction
    only: the same queries, the same door. Of no moment, nothing is done. The map is today's.
    """
    if moment is None:
        yield
        return
    with transaction.atomic():
        build.build(moment=moment)
        direct.build(moment=moment)
        make(
            f"pg_temp.{ROLLUP}",
            f"SELECT row_number() OVER () AS id, {listed(COLUMNS)}, %(moment)s::timestamptz AS computed_at FROM {NEW}",
            {"moment": moment},
            index="indicator_id, period, level, programme, origin, area",
        )
        try:
            yield
        finally:
            run(f"DROP TABLE IF EXISTS pg_temp.{ROLLUP}")
