"""Activities of the tambons, and what becomes of them."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import DayField, actor
from tambon.models import Area, Programme
from u2t.core import pictures
from u2t.core.api.bodies import body_of
from workforce.choices import WorkScheme
from workforce.filters.budgets import ActivityFilterSet
from workforce.models import Activity, ActivityCount, ActivityNote, WorkItem
from workforce.money_choices import Dimension, TakingPart
from workforce.permissions import Can
from workforce.selectors.activities import activities_of
from workforce.selectors.training import plan_for
from workforce.services import activities
from workforce.services.activities import MOST_PEOPLE, Place, Plan


class ActivitySerializer(serializers.ModelSerializer[Activity]):
    package = serializers.IntegerField(source="package.number", read_only=True)
    spent = serializers.DecimalField(max_digits=14, decimal_places=2, read_only=True)
    people = serializers.IntegerField(read_only=True, help_text="How many took part, all days and kinds together.")

    class Meta:
        model = Activity
        fields = [
            "id", "programme", "university", "tambon", "name", "package", "dimension", "product", "starts_on",
            "ends_on", "planned_amount", "spent", "people", "expected", "state", "percent", "begun_on", "over_on",
            "result", "cancel_reason", "origin", "version",
        ]  # fmt: skip


class ActivityNoteSerializer(serializers.ModelSerializer[ActivityNote]):
    by = serializers.CharField(source="by.username", read_only=True, default=None)

    class Meta:
        model = ActivityNote
        fields = ["on", "percent", "text", "by"]


class ActivityCountSerializer(serializers.ModelSerializer[ActivityCount]):
    class Meta:
        model = ActivityCount
        fields = ["on", "kind", "people"]


class ActivityDetailSerializer(ActivitySerializer):
    notes = ActivityNoteSerializer(many=True, read_only=True)
    counts = ActivityCountSerializer(many=True, read_only=True)

    class Meta(ActivitySerializer.Meta):
        fields = [*ActivitySerializer.Meta.fields, "notes", "counts"]


class ActivityPlanSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200)
    package = serializers.IntegerField(min_value=1, help_text="The number of the work package.")
    dimension = serializers.ChoiceField(choices=Dimension.choices)
    product = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    starts_on = DayField()
    ends_on = DayField()
    planned_amount = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, default=Decimal(0)
    )
    expected = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)


class NewActivitySerializer(ActivityPlanSerializer):
    key = serializers.UUIDField(help_text="Chosen by the device; sent again, the first activity is the answer.")
    programme = serializers.SlugField()
    university = serializers.SlugField()
    tambon = serializers.CharField(max_length=6)


class ActivityVersionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if the activity changed since.")


class ActivityAmendSerializer(ActivityPlanSerializer, ActivityVersionSerializer):
    """A correction of the plan."""


class ActivityBeginSerializer(ActivityVersionSerializer):
    on = DayField()


class ActivityReportSerializer(ActivityVersionSerializer):
    on = DayField()
    percent = serializers.IntegerField(min_value=0, max_value=100)
    text = serializers.CharField(max_length=4000)


class ActivityFinishSerializer(ActivityVersionSerializer):
    on = DayField()
    result = serializers.CharField(max_length=4000)


class ActivityCancelSerializer(ActivityVersionSerializer):
    reason = serializers.CharField(max_length=4000)


class ActivityTellSerializer(serializers.Serializer[Any]):
    on = DayField()
    people = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE),
        help_text=f"By kind: {', '.join(TakingPart.values)}.",
    )


class ActivityPhotoSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="Chosen by the device; sent again, the first photo is the answer.")
    file = serializers.FileField(help_text="A picture; it is made anew without its hidden data.")


class ActivityViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Activity]):
    """Activities of the tambons: planned, running, done or cancelled."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_ACTIVITY}
    serializer_class = ActivitySerializer
    filterset_class = ActivityFilterSet
    queryset = Activity.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Activity]:
        return activities_of(self.request.user)

    @extend_schema(responses=ActivityDetailSerializer)
    def retrieve(self, request: Request, **_arguments: str) -> Response:
        return self._shown(self.get_object())

    @extend_schema(request=NewActivitySerializer, responses={201: ActivityDetailSerializer})
    def create(self, request: Request) -> Response:
        asked = body_of(request, NewActivitySerializer)
        choice = plan_for(request.user, permission=Can.CHANGE_ACTIVITY)
        place = Place(
            get_object_or_404(Programme, pk=asked.pop("programme")),
            get_object_or_404(choice.universities, pk=asked.pop("university")),
            get_object_or_404(Area.objects.filter(pk__in=choice.tambons), pk=asked.pop("tambon")),
        )
        key = asked.pop("key")
        made = activities.plan(plan=_plan(asked), place=place, key=key, by=actor(request))
        return self._shown(made, status.HTTP_201_CREATED)

    @extend_schema(request=ActivityAmendSerializer, responses=ActivityDetailSerializer)
    @action(detail=True, methods=["post"])
    def amend(self, request: Request, **_arguments: str) -> Response:
        """Correct the plan."""
        activity, asked = self.get_object(), body_of(request, ActivityAmendSerializer)
        version = asked.pop("version")
        return self._shown(
            activities.amend(activity=activity, plan=_plan(asked), by=actor(request), version=version)
        )  # fmt: skip

    @extend_schema(request=ActivityBeginSerializer, responses=ActivityDetailSerializer)
    @action(detail=True, methods=["post"])
    def begin(self, request: Request, **_arguments: str) -> Response:
        """Begin it."""
        activity = self.get_object()
        asked = body_of(request, ActivityBeginSerializer)
        return self._shown(activities.begin(activity=activity, by=actor(request), **asked))

    @extend_schema(request=ActivityReportSerializer, responses=ActivityDetailSerializer)
    @action(detail=True, methods=["post"])
    def report(self, request: Request, **_arguments: str) -> Response:
        """Say how far it came, with a note of the day."""
        activity = self.get_object()
        asked = body_of(request, ActivityReportSerializer)
        activities.report(activity=activity, by=actor(request), **asked)
        return self._shown(activity)

    @extend_schema(request=ActivityTellSerializer, responses=ActivityDetailSerializer)
    @action(detail=True, methods=["post"])
    def count(self, request: Request, **_arguments: str) -> Response:
        """Say how many of each kind took part on a day."""
        activity = self.get_object()
        activities.count(activity=activity, by=actor(request), **body_of(request, ActivityTellSerializer))
        return self._shown(activity)

    @extend_schema(request=ActivityFinishSerializer, responses=ActivityDetailSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, **_arguments: str) -> Response:
        """Finish it with what came of it."""
        activity = self.get_object()
        asked = body_of(request, ActivityFinishSerializer)
        return self._shown(activities.finish(activity=activity, by=actor(request), **asked))

    @extend_schema(request=ActivityCancelSerializer, responses=ActivityDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **_arguments: str) -> Response:
        """Call it off."""
        activity = self.get_object()
        asked = body_of(request, ActivityCancelSerializer)
        return self._shown(activities.cancel(activity=activity, by=actor(request), **asked))

    @extend_schema(request=ActivityPhotoSerializer, responses={201: ActivityDetailSerializer})
    @action(detail=True, methods=["post"])
    def photos(self, request: Request, **_arguments: str) -> Response:
        """Add a photo."""
        activity, asked = self.get_object(), body_of(request, ActivityPhotoSerializer)
        pictures.check_size(asked["file"].size or 0)
        brought = pictures.photo(name=asked["file"].name or "", content=asked["file"].read())
        activities.add_photo(activity=activity, key=asked["key"], brought=brought, by=actor(request))
        return self._shown(activity, status.HTTP_201_CREATED)

    def _shown(self, activity: Activity, code: int = 200) -> Response:
        notes = Prefetch("notes", ActivityNote.objects.select_related("by"))
        rows = self.get_queryset().prefetch_related(notes, "counts")
        return Response(ActivityDetailSerializer(rows.get(pk=activity.pk)).data, status=code)


def _plan(asked: dict[str, Any]) -> Plan:
    package = get_object_or_404(WorkItem.objects.filter(scheme=WorkScheme.PACKAGE), number=asked.pop("package"))
    return Plan(package=package, **asked)


routes: list[tuple[str, type[ViewSetMixin], str]] = [("activities", ActivityViewSet, "api-activity")]
