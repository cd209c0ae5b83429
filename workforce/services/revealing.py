"""National IDs shown unmasked: to who may, one at a time, and remembered each time."""

from django.db import transaction

from u2t.core import audit
from u2t.core.access import Actor, require
from workforce.models import Person
from workforce.permissions import Can


@transaction.atomic
def reveal(*, person: Person, by: Actor) -> str:
    """Return a person's national ID; that somebody looked is itself remembered, the ID is not."""
    require(by, Can.REVEAL_NATIONAL_ID, person)
    audit.record(action="person.revealed", target=person, by=by)
    return str(person.national_id)
