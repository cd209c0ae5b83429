"""Which indicators a field of a data set is counted for."""

from django.db.models import Q
from django.utils.translation import get_language

from dashboards.models import Indicator


def counted_from(dataset: str, field: str) -> list[str]:
    """Return the names of the indicators that would miss the field; of an empty one, all that use the data set."""
    base = Q(denominator_dataset=dataset) | Q(denominator_dataset="", dataset=dataset)
    answers = f"{field}="
    numerator = Q(numerator=field) | Q(numerator__startswith=answers)
    denominator = Q(denominator=field) | Q(denominator__startswith=answers)
    is_used = Q(dataset=dataset) & numerator | base & denominator if field else Q(dataset=dataset) | base
    found = Indicator.objects.filter(is_used)
    return list(found.order_by("position").values_list("name_th" if get_language() == "th" else "name_en", flat=True))
