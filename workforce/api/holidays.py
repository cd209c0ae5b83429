"""Holidays: what holds where, entered, moved and called off."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import DayField, actor
from u2t.core.api.bodies import body_of
from workforce.day_choices import HolidayKind, Office
from workforce.filters.holidays import HolidayFilterSet
from workforce.models import Holiday
from workforce.permissions import Can
from workforce.selectors.holidays import closing, holidays_of, places
from workforce.services import holidays
from workforce.services.holidays import Plan


class HolidaySerializer(serializers.ModelSerializer[Holiday]):
    class Meta:
        model = Holiday
        fields = [
            "id", "day", "name_th", "name_en", "kind", "offices", "area", "university", "reference", "replaces",
            "ended_at", "end_reason",
        ]  # fmt: skip


class HolidayPlanSerializer(serializers.Serializer[Any]):
    day = DayField()
    name_th = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    kind = serializers.ChoiceField(choices=HolidayKind.choices, required=False, default=HolidayKind.HOLIDAY)
    offices = serializers.ChoiceField(choices=Office.choices, required=False, default=Office.ALL)
    area = serializers.SlugField(
        required=False, allow_null=True, default=None, help_text="A province or one of the four regions; none: all."
    )
    university = serializers.SlugField(
        required=False, allow_null=True, default=None, help_text="Only for a closure of one university."
    )
    reference = serializers.CharField(max_length=300, help_text="The order that set the day.")


class HolidayEndSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class HolidayMoveSerializer(HolidayEndSerializer):
    to = DayField()


class HolidayViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Holiday]):
    """Days off, those that were moved or called off too; `year` (2564), `kind`, `university` and `ended` filter."""

    needs: ClassVar[dict[str, str]] = {
        "create": Can.CHANGE_HOLIDAY,
        "move": Can.CHANGE_HOLIDAY,
        "cancel": Can.CHANGE_HOLIDAY,
    }
    serializer_class = HolidaySerializer
    filterset_class = HolidayFilterSet
    queryset = Holiday.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Holiday]:
        return holidays_of(self.request.user)

    @extend_schema(request=HolidayPlanSerializer, responses={201: HolidaySerializer})
    def create(self, request: Request) -> Response:
        """Enter a day off: the ministry everybody's, a university's staff its closures."""
        asked = body_of(request, HolidayPlanSerializer)
        area, university = asked.pop("area"), asked.pop("university")
        plan = Plan(
            area=get_object_or_404(places(), pk=area) if area else None,
            university=get_object_or_404(closing(request.user), pk=university) if university else None,
            **asked,
        )
        return self._shown(holidays.add(plan=plan, by=actor(request)), status.HTTP_201_CREATED)

    @extend_schema(request=HolidayMoveSerializer, responses=HolidaySerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, **_arguments: str) -> Response:
        """Move a day off; the answer is the one that stands now."""
        holiday = self.get_object()
        return self._shown(holidays.move(holiday=holiday, by=actor(request), **body_of(request, HolidayMoveSerializer)))

    @extend_schema(request=HolidayEndSerializer, responses=HolidaySerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **_arguments: str) -> Response:
        """Call a day off off."""
        holiday = self.get_object()
        return self._shown(
            holidays.cancel(holiday=holiday, by=actor(request), **body_of(request, HolidayEndSerializer))
        )

    def _shown(self, holiday: Holiday, code: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=holiday.pk)).data, status=code)


routes: list[tuple[str, type[ViewSetMixin], str]] = [("holidays", HolidayViewSet, "api-holiday")]
