"""The programmes through which tambons belong to universities."""

from tambon.models import Programme
from u2t.core import clock


def programmes() -> list[Programme]:
    """Return all programmes, the newest first."""
    return list(Programme.objects.order_by("-starts_on", "code"))


def programme_of(asked: str, known: list[Programme]) -> str:
    """Return the programme asked for, or the newest that has begun, or nothing where there is none."""
    codes = [programme.code for programme in known]
    if asked in codes:
        return asked
    today = clock.today()
    begun = [programme.code for programme in known if programme.starts_on <= today]
    return next(iter([*begun, *codes]), "")
