"""How old the figures are, for those who run the platform."""

from django.db.models import Max

from dashboards.choices import RollupLevel
from dashboards.models import Rollup
from u2t.core import clock


def rollup_age() -> float:
    """Return the seconds since a figure of the nation was last computed; not a number where there is none."""
    rows = Rollup.objects.filter(area="TH", level=RollupLevel.NATION)  # found by index, however many figures there are
    newest = rows.aggregate(newest=Max("computed_at"))["newest"]
    return (clock.now() - newest).total_seconds() if newest else float("nan")
