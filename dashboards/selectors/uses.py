"""Which fields of a data set can be counted, and which indicators count a field."""

from django.db.models import Q
from django.utils.translation import get_language

from dashboards.models import Indicator
from datasets.choices import FieldKind, FieldRole
from datasets.models import Dataset, DatasetField

#: Kinds of fields that are summed, and those whose answers have shares.
NUMBERS = frozenset({FieldKind.WHOLE, FieldKind.DECIMAL, FieldKind.DERIVED})
LISTS = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})


def countable(dataset: Dataset) -> tuple[list[DatasetField], list[DatasetField]]:
    """Return the numbers and the lists of a data set that can be counted; of what is personal nothing is."""
    fields = dataset.fields.filter(role=FieldRole.VALUE, is_retired=False, is_personal=False).order_by("position")
    found = list(fields.filter(kind__in=NUMBERS | LISTS))
    return [each for each in found if each.kind in NUMBERS], [each for each in found if each.kind in LISTS]


def counted_from(dataset: str, field: str) -> list[str]:
    """Return the names of the indicators that would miss the field; of an empty one, all that use the data set."""
    base = Q(denominator_dataset=dataset) | Q(denominator_dataset="", dataset=dataset)
    answers = f"{field}="
    numerator = Q(numerator=field) | Q(numerator__startswith=answers)
    denominator = Q(denominator=field) | Q(denominator__startswith=answers)
    is_used = Q(dataset=dataset) & numerator | base & denominator if field else Q(dataset=dataset) | base
    found = Indicator.objects.filter(is_used)
    return list(found.order_by("position").values_list("name_th" if get_language() == "th" else "name_en", flat=True))
