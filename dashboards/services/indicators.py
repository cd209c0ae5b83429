"""The indicators as rows."""

from dataclasses import asdict

from django.db import transaction

from dashboards.definitions import DEFINITIONS, Definition
from dashboards.models import Indicator
from dashboards.permissions import Can
from u2t.core.access import Actor, require



@transaction.atomic
def sync(*, by: Actor) -> int:
    """Store the indicators the platform brings; return how many changed. Those that staff added stay."""
    require(by, Can.REBUILD_ROLLUP)
    changed = sum(_store(position, definition) for position, definition in enumerate(DEFINITIONS))
    for definition in DEFINITIONS:
        if definition.rate:
            rate = Indicator.objects.get(code=definition.rate)
            Indicator.objects.filter(code=definition.code).exclude(rate=rate).update(rate=rate)
    return changed


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
