"""What points at a row, so that only what nothing needs can be taken away."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Count, Model, OuterRef, Subquery, Value
from django.utils.translation import gettext as _

from tambon.selectors.naming import InstitutionError
from tambon.words import KINDS


def pointing_at(row: Model, *, besides: Collection[type[Model]] = ()) -> dict[str, int]:
    """Count by kind the rows that point at this one, in a single query."""
    relations = [
        (str(KINDS.get(relation.related_model._meta.label_lower, relation.related_model._meta.verbose_name)), relation)
        for relation in row._meta.related_objects
        if relation.related_model not in besides
    ]
    counts = {
        f"count_{number}": Subquery(
            relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
            .order_by()
            .values(one=Value(1))
            .annotate(rows=Count("pk"))
            .values("rows")
        )
        for number, (_label, relation) in enumerate(relations)
    }
    values = type(row)._default_manager.filter(pk=row.pk).values_list(*counts.values())[0]
    found: Counter[str] = Counter()
    for (label, _relation), value in zip(relations, values, strict=True):
        found[label] += value or 0
    return {label: count for label, count in found.items() if count}


def refuse_if_used(row: Model, *, besides: Collection[type[Model]] = ()) -> None:
    """Stop at a row that others point at, and say which.

    Raises:
        InstitutionError: it is needed.
    """
    found = pointing_at(row, besides=besides)
    if found:
        listed = ", ".join(f"{label} ({count:,})" for label, count in found.items())
        said = _("It is in use: %(what)s. Only what nothing belongs to can be removed.") % {"what": listed}
        raise InstitutionError(said)
