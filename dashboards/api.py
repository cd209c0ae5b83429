"""The API of this app: `routes` are (prefix, viewset, basename)."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from dashboards import jobs
from dashboards.choices import Counting
from dashboards.filters import ObservationFilter, RollupFilter
from dashboards.models import Indicator, Observation, Rollup
from dashboards.permissions import Can
from dashboards.services import indicators
from datasets.models import Dataset
from datasets.permissions import Can as Data
from u2t.core import clock
from u2t.core.api.bodies import body_of
from u2t.core.api.views import JobSerializer
from u2t.core.models import Job


@extend_schema_field({"type": "number", "nullable": True})
class NumberField(serializers.Field[Any, Any, Any, Any]):
    """A decimal as a JSON number: whole where it is whole, else to 10 digits behind the point."""

    def to_representation(self, value: Decimal) -> int | float:
        return int(value) if value == value.to_integral_value() else float(round(value, 10))


class IndicatorSerializer(serializers.ModelSerializer[Indicator]):
    rate = serializers.SlugRelatedField[Indicator](slug_field="code", read_only=True)
    scale = NumberField(read_only=True)

    class Meta:
        model = Indicator
        fields = [
            "code", "name_th", "name_en", "about_th", "about_en", "unit_th", "unit_en", "measure", "frequency",
            "source", "dataset", "numerator", "numerator_over_time", "denominator_dataset", "denominator",
            "denominator_over_time", "over_place", "scale", "decimals", "direction", "class_limits",
            "excluded_provinces", "rate",
        ]  # fmt: skip


class RollupSerializer(serializers.ModelSerializer[Rollup]):
    indicator = serializers.CharField(source="indicator.code", read_only=True)
    value = NumberField(read_only=True)
    numerator = NumberField(read_only=True)
    denominator = NumberField(read_only=True)
    minimum = NumberField(read_only=True)
    maximum = NumberField(read_only=True)

    class Meta:
        model = Rollup
        fields = [
            "area", "level", "indicator", "period", "programme", "origin", "value", "numerator", "denominator",
            "minimum", "maximum", "reporting", "expected", "computed_at",
        ]  # fmt: skip


class ObservationSerializer(serializers.ModelSerializer[Observation]):
    indicator = serializers.CharField(source="indicator.code", read_only=True)
    numerator = NumberField(read_only=True)
    denominator = NumberField(read_only=True)

    class Meta:
        model = Observation
        fields = [
            "place", "indicator", "period", "origin", "numerator", "denominator", "bins", "known_from", "known_until",
        ]  # fmt: skip


class NewIndicatorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=75)
    name_th = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    dataset = serializers.SlugField()
    counting = serializers.ChoiceField(choices=Counting.choices)
    field = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)
    answer = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    base = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)
    unit_th = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    unit_en = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class IndicatorViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Indicator]):
    """What is measured, from which field of which data set, and how it is folded."""

    needs: ClassVar[dict[str, str]] = {"create": Can.ADD_INDICATOR}
    queryset = Indicator.objects.none()
    serializer_class = IndicatorSerializer
    lookup_field = "code"
    lookup_value_regex = "[a-z0-9.-]+"
    ordering = "position"

    def get_queryset(self) -> QuerySet[Indicator]:
        return Indicator.objects.visible_to(self.request.user, to=Can.VIEW_INDICATOR).select_related("rate")

    @extend_schema(request=NewIndicatorSerializer, responses={201: IndicatorSerializer})
    def create(self, request: Request) -> Response:
        """Define an indicator from a data set: a count, a sum, a ratio or the share of an answer."""
        asked = body_of(request, NewIndicatorSerializer)
        datasets = Dataset.objects.visible_to(request.user, to=Data.VIEW_DATASET)
        dataset = get_object_or_404(datasets, pk=asked.pop("dataset"))
        made = indicators.define(by=request.user, wanted=indicators.Wanted(dataset=dataset, **asked))
        return Response(IndicatorSerializer(made).data, status=status.HTTP_201_CREATED)


class RollupViewSet(ListModelMixin, GenericViewSet[Rollup]):
    """Figures of areas in both hierarchies: null where there are no data, never 0.

    Of the level `place` are reported codes that no tambon of today stands for: they count in the amphoe or province
    before the dot of their `area` (`6301.630199`), and through a programme in `unallocated`.
    """

    queryset = Rollup.objects.none()
    serializer_class = RollupSerializer
    filterset_class = RollupFilter
    ordering = "area"

    def get_queryset(self) -> QuerySet[Rollup]:
        rows = Rollup.objects.visible_to(self.request.user, to=Can.VIEW_ROLLUP)
        return rows.select_related("indicator")


class ObservationViewSet(ListModelMixin, GenericViewSet[Observation]):
    """What is known of each place now: the leaves of the figures."""

    queryset = Observation.objects.none()
    serializer_class = ObservationSerializer
    filterset_class = ObservationFilter

    def get_queryset(self) -> QuerySet[Observation]:
        rows = Observation.objects.visible_to(self.request.user, to=Can.VIEW_OBSERVATION)
        return rows.filter(known_until__isnull=True).select_related("indicator")


class MomentField(serializers.DateTimeField):
    """A moment, or a day as its end."""

    def to_internal_value(self, value: Any) -> datetime:
        """Read it as the command does."""
        try:
            return clock.moment_of(str(value))
        except ValueError:
            self.fail("invalid", format="YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z], YYYY-MM-DD")


class ReportRequestSerializer(serializers.Serializer[Any]):
    format = serializers.ChoiceField(choices=["xlsx", "csv", "pdf"])
    period = serializers.CharField(required=False, default="", allow_blank=True, help_text="Empty: the newest.")
    programme = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        help_text="Through which universities are seen; empty: the newest.",
    )
    as_of = MomentField(
        required=False,
        default=None,
        allow_null=True,
        help_text="The moment of knowledge, or a day (its end); empty: now.",
    )


class ReportViewSet(GenericViewSet[Job]):
    """The national report, made by a job and fetched as other exports are."""

    needs: ClassVar[dict[str, str]] = {"create": Can.EXPORT_REPORT}
    serializer_class = JobSerializer
    queryset = Job.objects.none()

    @extend_schema(request=ReportRequestSerializer, responses={202: JobSerializer})
    def create(self, request: Request) -> Response:
        """Ask for the report."""
        asked = body_of(request, ReportRequestSerializer)
        given = {name: asked[name] for name in ("period", "programme", "as_of")}
        job = jobs.ask(media=asked["format"], by=request.user, **given)
        return Response(self.get_serializer(job).data, status=status.HTTP_202_ACCEPTED)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("indicators", IndicatorViewSet, "api-indicator"),
    ("rollups", RollupViewSet, "api-rollup"),
    ("exports/national-report", ReportViewSet, "api-national-report"),
    ("observations", ObservationViewSet, "api-observation"),
]
