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
from dashboards.filters import IndicatorFilterSet, ObservationFilter, RollupFilter
from dashboards.models import Indicator, LevelScheme, Observation, Rollup
from dashboards.permissions import Can
from dashboards.selectors.profiles import profile_of
from dashboards.services import indicators, levels
from datasets.models import Dataset
from datasets.permissions import Can as Data
from tambon.choices import Level
from tambon.models import Area
from tambon.permissions import Can as Where
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
    minimum = NumberField(source="lowest", read_only=True)
    maximum = NumberField(source="highest", read_only=True)

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
    filterset_class = IndicatorFilterSet
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

    Of restricted data sets only those see every figure who see the records; others those of a province and above behind
    which at least three tambons stand, without the lowest and the highest place.

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


class LevelSerializer(serializers.Serializer[Any]):
    least = serializers.IntegerField(min_value=0, max_value=16)
    name_th = serializers.CharField(max_length=120)
    name_en = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


class LevelSchemeSerializer(serializers.ModelSerializer[LevelScheme]):
    levels = LevelSerializer(many=True)

    class Meta:
        model = LevelScheme
        fields = ["id", "share", "levels", "reason", "at"]
        read_only_fields = ["at"]


class LevelSchemeViewSet(ListModelMixin, GenericViewSet[LevelScheme]):
    """What was decided of the levels of tambons, the newest first: it is in force."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_LEVELS}
    queryset = LevelScheme.objects.all()
    serializer_class = LevelSchemeSerializer
    ordering = "-id"

    @extend_schema(request=LevelSchemeSerializer, responses={201: LevelSchemeSerializer})
    def create(self, request: Request) -> Response:
        """Decide anew; the level of every tambon is told by it from then on."""
        asked = body_of(request, LevelSchemeSerializer)
        steps = [(each["least"], each["name_th"], each["name_en"]) for each in asked["levels"]]
        made = levels.decide(by=request.user, share=asked["share"], levels=steps, reason=asked["reason"])
        return Response(LevelSchemeSerializer(made).data, status=status.HTTP_201_CREATED)


class StandingSerializer(serializers.Serializer[Any]):
    good = serializers.IntegerField()
    known = serializers.IntegerField()
    asked = serializers.IntegerField()
    works = serializers.IntegerField()
    works_asked = serializers.IntegerField()
    is_met = serializers.BooleanField(allow_null=True)
    record = serializers.IntegerField()


class TargetSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    change = serializers.CharField()
    standings = serializers.ListField(child=StandingSerializer(allow_null=True))


class RoundOfTargetsSerializer(serializers.Serializer[Any]):
    called = serializers.CharField(source="label")
    met = serializers.IntegerField()
    known = serializers.IntegerField()
    level = serializers.CharField(source="level.name", default=None)


class KeptSerializer(serializers.Serializer[Any]):
    dataset = serializers.CharField(source="dataset.code")
    count = serializers.IntegerField()


class ToldSerializer(serializers.Serializer[Any]):
    what = serializers.CharField(source="label")
    unit = serializers.CharField()
    value = serializers.FloatField()


class PlacedSerializer(serializers.Serializer[Any]):
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    name = serializers.CharField()
    record = serializers.IntegerField()


class PicturedSerializer(serializers.Serializer[Any]):
    file = serializers.IntegerField(source="file.pk", help_text="The number under which the page of files shows it.")
    name = serializers.CharField()
    kind = serializers.CharField()


class ProfileSerializer(serializers.Serializer[Any]):
    tambon = serializers.CharField(source="tambon.code")
    is_invented = serializers.BooleanField()
    rounds = RoundOfTargetsSerializer(source="progress.rounds", many=True)
    targets = TargetSerializer(source="progress.targets", many=True)
    figures = RollupSerializer(many=True)
    general = ToldSerializer(source="general.figures", many=True, default=())
    collected = serializers.SerializerMethodField()
    points = PlacedSerializer(many=True)
    photos = PicturedSerializer(many=True)

    @extend_schema_field(KeptSerializer(many=True))
    def get_collected(self, profile: Any) -> Any:
        return KeptSerializer([kept for section in profile.sections for kept in section.kept], many=True).data


class ProfileViewSet(RetrieveModelMixin, GenericViewSet[Area]):
    """A tambon brought together: the targets by round with its level, figures, general data, what was collected."""

    queryset = Area.objects.none()
    serializer_class = ProfileSerializer
    lookup_field = "code"
    lookup_value_regex = r"\d{6}"

    def get_queryset(self) -> QuerySet[Area]:
        return Area.objects.visible_to(self.request.user, to=Where.VIEW_AREA).filter(level=Level.TAMBON)

    def retrieve(self, request: Request, *_args: Any, **_named: Any) -> Response:
        """Return the profile, of what the asking user may see."""
        return Response(ProfileSerializer(profile_of(self.get_object(), user=request.user)).data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("indicators", IndicatorViewSet, "api-indicator"),
    ("rollups", RollupViewSet, "api-rollup"),
    ("exports/national-report", ReportViewSet, "api-national-report"),
    ("profiles", ProfileViewSet, "api-profile"),
    ("levels", LevelSchemeViewSet, "api-level"),
    ("observations", ObservationViewSet, "api-observation"),
]
