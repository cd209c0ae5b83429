"""Thai order made by the database itself, for names that are stored in many places of the code."""

from typing import Any

from django.db import models
from django.db.models.functions import Concat


class ThaiOrder(models.Func):
    """Text as Thai dictionaries order it, if compared byte by byte.

    Leading vowels count after their consonant; tone marks only where all letters are equal (two spaces are below every
    letter, so that a word stands before those it begins). `u2t.core.text.sort_key` does the same for what is stored by
    services.
    """

    template = (
        r"regexp_replace(regexp_replace(lower(%(expressions)s), '([เ-ไ])([ก-ฮ])', '\2\1', 'g'), '[็-๎]', '', 'g')"
        r" || '  ' || lower(%(expressions)s)"
    )
    output_field = models.TextField()

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        """Write the text twice, so give its parameters twice, too."""
        sql, parameters = super().as_sql(*args, **kwargs)
        return sql, (*parameters, *parameters)


class Counted(models.Func):
    """Text whose numbers, of up to eight digits, are written with eight: compared as text, 2 stands before 10."""

    template = (
        r"regexp_replace(regexp_replace(%(expressions)s, '([0-9]+)', '00000000\1', 'g'), "
        r"'0*([0-9]{8,})(?![0-9])', '\1', 'g')"
    )
    output_field = models.TextField()


def thai_order(*names: str, is_numbered: bool = False) -> models.GeneratedField:
    """Return the column that holds the order of a text, or of several one after the other.

    Where the texts are numbered (`CBD 2`, `CBD 10`) they stand as people count.
    """
    parts = [part for name in names for part in (models.F(name), models.Value(" "))][:-1]
    text = Concat(*parts) if len(parts) > 1 else parts[0]
    return models.GeneratedField(
        expression=ThaiOrder(Counted(text) if is_numbered else text),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
