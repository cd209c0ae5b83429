"""When a tambon has reached a level: decided by the ministry, with a reason."""

from collections.abc import Sequence
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from dashboards.models import LevelScheme
from dashboards.permissions import Can
from tambon.models import Area, User
from u2t.core import audit, clock
from u2t.core.access import Actor, require
from u2t.core.errors import InputError

_TARGETS = 16
_LONGEST = 120
#: A level: from how many targets on, its name in Thai and in English.
Level = tuple[int, str, str]


class LevelError(InputError):
    """What was given are no levels."""


@transaction.atomic
def decide(*, by: Actor, share: int, levels: Sequence[Level], reason: str) -> LevelScheme:
    """Say how much of a target counts as met, and from how many targets on a tambon stands at which level.

    Raises:
        LevelError: the share, a level or the order of the levels cannot be; `extra["field"]` names which.
    """
    require(by, Can.CHANGE_LEVELS, Area(code="TH"))
    _check(share, levels, reason)
    made = LevelScheme.objects.create(
        share=share,
        levels=[{"least": least, "name_th": th.strip(), "name_en": en.strip()} for least, th, en in levels],
        reason=reason.strip(), by=cast("User", by), at=clock.now(),
    )  # fmt: skip
    audit.record(action="levels.decided", target=made, by=by, changes={"share": (None, share)}, reason=made.reason)
    return made


def _check(share: int, levels: Sequence[Level], reason: str) -> None:
    if not 1 <= share <= 100:  # noqa: PLR2004 - per cent
        raise _wrong("share", _("Give 1 to 100 per cent."))
    if not reason.strip():
        raise _wrong("reason", _("Say why: the levels of every tambon are told anew by it."))
    if not levels or levels[0][0] != 0:
        raise _wrong("levels", _("The lowest level begins at 0 targets."))
    for (least, name, english), before in zip(levels, [None, *levels], strict=False):
        if not 0 <= least <= _TARGETS:
            raise _wrong("levels", _("%(least)s: there are 16 targets.") % {"least": least})
        if before is not None and least <= before[0]:
            told = {"least": least, "before": before[0]}
            raise _wrong("levels", _("%(least)s stands behind %(before)s: begin with the lowest level.") % told)
        if not name.strip() or max(len(name), len(english)) > _LONGEST:
            raise _wrong("levels", _("The level from %(least)s on needs a name in Thai.") % {"least": least})


def _wrong(name: str, message: str) -> LevelError:
    return LevelError(message, extra={"field": name})
