"""Where entries stand, as pages count them: each entry is counted in one of these ways, and all together were sent."""

from typing import Final

from django.db.models import Q

from datasets.choices import EntryState

_UNDECIDED = Q(state__in=[EntryState.SUBMITTED, EntryState.DRAFT])

#: What somebody has to let in or refuse before it can be reviewed.
SET_ASIDE: Final = _UNDECIDED & ~Q(held=[])
STANDINGS: Final = {
    "waiting": _UNDECIDED & Q(held=[]),
    "aside": SET_ASIDE,
    "returned": Q(state=EntryState.RETURNED),
    "verified": Q(state=EntryState.VERIFIED),
    "refused": Q(state=EntryState.REFUSED),
}
