"""How long each step of the approval takes: an action of the reports."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from tambon.api.fields import actor
from u2t.core.errors import InputError
from workforce.chain_choices import StepPlace
from workforce.forms.steptimes import StepTimesForm
from workforce.models import MonthReport
from workforce.selectors.steptimes import newest_month, tempos_of


class StepTimeSerializer(serializers.Serializer[Any]):
    step = serializers.CharField()
    waiting = serializers.IntegerField()
    taken = serializers.IntegerField()
    median_days = serializers.FloatField(allow_null=True)


class TempoSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    steps = serializers.SerializerMethodField()

    def get_steps(self, tempo: Any) -> list[dict[str, Any]]:
        return [dict(StepTimeSerializer(cell).data) for cell in tempo.cells if cell is not None]


class StepTimeActions(GenericViewSet[MonthReport]):
    """How long the steps of reports take."""

    @extend_schema(
        parameters=[
            OpenApiParameter("period", OpenApiTypes.STR, description="2564-11; none is the newest."),
            OpenApiParameter("by", OpenApiTypes.STR, enum=StepPlace.values, description="None is the nation."),
        ],
        responses=TempoSerializer(many=True),
    )
    @action(detail=False, methods=["get"], filterset_class=None, pagination_class=None, own_parameters=("period", "by"))
    def steps(self, request: Request) -> Response:
        """Return by place how many reports wait at each step, and the median of the days it took."""
        form = StepTimesForm(request.query_params)
        if not form.is_valid():
            field = next(iter(form.errors))
            raise InputError(" ".join(map(str, form.errors[field])), extra={"field": field})
        user = actor(request)
        month = form.cleaned_data["period"] or newest_month(user)
        rows = tempos_of(month, form.place(), user=user) if month else []
        return Response(TempoSerializer(rows, many=True).data)
