"""The indicators as rows."""

from dataclasses import asdict

from django.db import transaction

from dashboards.definitions import DEFINITIONS, Definition
from dashboards.models import Indicator
from dashboards.permissions import Can
from u2t.core import clock, marks
from u2t.core.access import Actor, require


@transaction.atomic
def sync(*, by: Actor) -> int:
    """Store the indicators the platform brings; return how many changed. Those that staff added stay."""
    require(by, Can.REBUILD_ROLLUP)
    changed = [d.code for position, d in enumerate(DEFINITIONS) if _store(position, d)]
    for definition in DEFINITIONS:
        if definition.rate:
            rate = Indicator.objects.get(code=definition.rate)
            Indicator.objects.filter(code=definition.code).exclude(rate=rate).update(rate=rate)
    for code in changed:
        # Its records may have been there before it: everything it measures is told anew.
        marks.append(f"indicator:{code}", [("", "")], known_at=clock.now())
    return len(changed)


def _store(position: int, definition: Definition) -> bool:
    values = asdict(definition) | {"position": position}
    code = values.pop("code")
    values.pop("rate")
    values["class_limits"] = list(definition.class_limits)
    values["excluded_provinces"] = list(definition.excluded_provinces)
    found = Indicator.objects.filter(code=code).first()
    if found is not None and all(getattr(found, name) == value for name, value in values.items()):
        return False
    Indicator.objects.update_or_create(code=code, defaults=values)
    return True
