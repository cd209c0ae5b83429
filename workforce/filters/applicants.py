"""Filters of the applicants of a round, for the page, its downloads and the API."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from tambon.filters.tambons import TambonFilter, tambons
from tambon.models import Area
from u2t.core.filters import YesOrNo
from u2t.core.text import fold
from workforce.choices import ApplicationState, DocumentState, WorkerType
from workforce.models import Application, Document, RoundQuota
from workforce.selectors.applicants import BEING_SCREENED, not_scored, without_documents
from workforce.selectors.hiring import given_lines

_STATES = [(state.value, state.label) for state in ApplicationState if state != ApplicationState.DRAFT]
_DIGITS = 9


class ApplicantFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Number or name"), method="search")
    status = django_filters.ChoiceFilter(
        field_name="state", label=_("State"), choices=_STATES, empty_label=_("All states")
    )
    type = django_filters.ChoiceFilter(
        field_name="worker_type", label=_("Type of worker"), choices=WorkerType.choices, empty_label=_("All types")
    )
    first = TambonFilter(field_name="first_choice", label=_("First choice"), empty_label=_("All tambons"))
    second = TambonFilter(field_name="second_choice", label=_("Second choice"), empty_label=_("All tambons"))
    lacking = django_filters.BooleanFilter(label=_("Documents missing"), method="lacks", widget=YesOrNo)
    waiting = django_filters.BooleanFilter(label=_("Documents to check"), method="waits", widget=YesOrNo)

    class Meta:
        model = Application
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_tambons(self)

    def search(self, rows: "QuerySet[Application]", _name: str, value: str) -> "QuerySet[Application]":
        """Find by the number, or by part of a name."""
        text = fold(value)
        if text.isascii() and text.isdigit() and len(text) <= _DIGITS:
            return rows.filter(number=int(text))
        return rows.filter(person__search_key__contains=text)

    def lacks(self, rows: "QuerySet[Application]", _name: str, value: bool) -> "QuerySet[Application]":  # noqa: FBT001 - the shape is the library's
        """Keep those with a document missing, or those with none."""
        found = without_documents(rows)
        return found if value else rows.exclude(pk__in=found.values("pk"))

    def waits(self, rows: "QuerySet[Application]", _name: str, value: bool) -> "QuerySet[Application]":  # noqa: FBT001 - the shape is the library's
        """Keep those with a document nobody has checked yet, or those with none."""
        waiting = Document.objects.filter(
            application=OuterRef("pk"), state=DocumentState.WAITING, replaced_at__isnull=True
        )
        return rows.filter(Exists(waiting) if value else ~Exists(waiting), state__in=BEING_SCREENED)


class ScoreFilterSet(django_filters.FilterSet):
    first = TambonFilter(field_name="first_choice", label=_("First choice"), empty_label=_("All tambons"))
    type = django_filters.ChoiceFilter(
        field_name="worker_type", label=_("Type of worker"), choices=WorkerType.choices, empty_label=_("All types")
    )
    unscored = django_filters.BooleanFilter(label=_("Points are lacking"), method="lacks_points", widget=YesOrNo)

    class Meta:
        model = Application
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_tambons(self)

    def lacks_points(self, rows: "QuerySet[Application]", _name: str, value: bool) -> "QuerySet[Application]":  # noqa: FBT001 - the shape is the library's
        """Keep those who lack points under a criterion, or those who lack none."""
        found = not_scored(rows)
        return found if value else rows.exclude(pk__in=found.values("pk"))


def offer_tambons(filterset: django_filters.FilterSet) -> None:
    """Let the page of a round offer the tambons of the round only."""
    match = getattr(filterset.request, "resolver_match", None)
    round_ = match.kwargs.get("round") if match else None
    if round_ is not None:
        offered = RoundQuota.objects.filter(round=round_).values("tambon")
        for name in {"first", "second"} & filterset.filters.keys():
            filterset.filters[name].queryset = tambons().filter(pk__in=offered)


class HireFilterSet(django_filters.FilterSet):
    """Who waits for a contract, by what the agreed selection gave them."""

    q = django_filters.CharFilter(label=_("Number or name"), method="search")
    tambon = TambonFilter(label=_("Tambon"), empty_label=_("All tambons"), method="in_tambon")
    type = django_filters.ChoiceFilter(
        label=_("Type of worker"), choices=WorkerType.choices, empty_label=_("All types"), method="of_type"
    )

    class Meta:
        model = Application
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = given_lines().filter(application__in=self.queryset.order_by().values("pk")).values("tambon")
        self.filters["tambon"].queryset = tambons().filter(pk__in=offered)

    search = ApplicantFilterSet.search

    def in_tambon(self, rows: "QuerySet[Application]", _name: str, value: Area) -> "QuerySet[Application]":
        """Keep those whom the selection gave a place, or one on the reserve list, in a tambon."""
        return rows.filter(pk__in=given_lines().filter(tambon=value).values("application"))

    def of_type(self, rows: "QuerySet[Application]", _name: str, value: str) -> "QuerySet[Application]":
        """Keep those whom it gave one as a type of worker."""
        return rows.filter(pk__in=given_lines().filter(worker_type=value).values("application"))
