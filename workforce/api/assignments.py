"""Assignments of the month."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import actor
from u2t.core.api.bodies import body_of
from workforce.choices import Skill
from workforce.filters.assignments import AssignmentFilterSet
from workforce.models import Assignment, AssignmentItem, Contract, Period
from workforce.permissions import Can
from workforce.selectors.assignments import assignments_of, work_areas
from workforce.services import assignments
from workforce.services.assignments import MOST_PEOPLE, Plan, Wanted


class AssignmentItemSerializer(serializers.ModelSerializer[AssignmentItem]):
    work = serializers.IntegerField(source="work.number", read_only=True, allow_null=True, default=None)

    class Meta:
        model = AssignmentItem
        fields = ["id", "number", "since", "work", "text", "quantity", "unit", "note"]


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    month = serializers.DateField(source="period.month", read_only=True)
    tasks = AssignmentItemSerializer(source="items", many=True, read_only=True)

    class Meta:
        model = Assignment
        fields = [
            "id", "contract", "period", "month", "training", "tasks", "given_at", "changed_at", "change_reason",
            "seen_version", "acknowledged_at", "version",
        ]  # fmt: skip


class WantedSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=300)
    work = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Area of the assignment form, 1 to 5; none is other work.",
    )
    quantity = serializers.DecimalField(
        max_digits=10, decimal_places=2, required=False, allow_null=True, default=None
    )  # fmt: skip
    unit = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    number = serializers.IntegerField(
        required=False, default=0, min_value=0, help_text="In a change: which task it was; 0 is a new one."
    )


class PlanSerializer(serializers.Serializer[Any]):
    tasks = WantedSerializer(many=True)
    training = serializers.ListField(child=serializers.ChoiceField(choices=Skill.choices), required=False, default=list)


class AssignmentGiveSerializer(PlanSerializer):
    period = serializers.IntegerField(min_value=1)
    contracts = serializers.ListField(
        child=serializers.IntegerField(min_value=1), allow_empty=False, max_length=MOST_PEOPLE
    )


class AssignmentVersionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if the assignment changed since.")


class ChangeSerializer(PlanSerializer, AssignmentVersionSerializer):
    reason = serializers.CharField(max_length=1000)


class GivenSerializer(serializers.Serializer[Any]):
    contract = serializers.IntegerField()
    assignment = serializers.IntegerField(allow_null=True)
    is_new = serializers.BooleanField()
    error = serializers.CharField(allow_blank=True)


class AssignmentViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Assignment]):
    """What is assigned for a month; `period` (2564-11), `tambon`, `contract` and `acknowledged` filter."""

    needs: ClassVar[dict[str, str]] = {"create": Can.ASSIGN}
    serializer_class = AssignmentSerializer
    filterset_class = AssignmentFilterSet
    queryset = Assignment.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Assignment]:
        standing = AssignmentItem.objects.standing().select_related("work")
        return assignments_of(self.request.user).prefetch_related(Prefetch("items", standing))

    @extend_schema(request=AssignmentGiveSerializer, responses={200: GivenSerializer(many=True)})
    def create(self, request: Request) -> Response:
        """Assign the same tasks to some people, each with its own answer; who has an assignment keeps it."""
        asked = body_of(request, AssignmentGiveSerializer)
        period = get_object_or_404(Period.objects.visible_to(request.user, to=Can.VIEW_PERIOD), pk=asked["period"])
        seen = Contract.objects.visible_to(request.user, to=Can.VIEW_CONTRACT).select_related("person")
        rows = list(seen.filter(pk__in=asked["contracts"]))
        results = assignments.give(plan=_plan(asked), contracts=rows, period=period, by=actor(request))
        found = [_given(one) for one in results]
        unseen = sorted(set(asked["contracts"]) - {one.pk for one in rows})
        said = _("There is no such contract that you may see.")
        found += [{"contract": key, "assignment": None, "is_new": False, "error": said} for key in unseen]
        return Response(GivenSerializer(found, many=True).data)

    @extend_schema(request=ChangeSerializer, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, **_arguments: str) -> Response:
        """Change an assignment: a new version, for the worker to acknowledge."""
        assignment, asked = self.get_object(), body_of(request, ChangeSerializer)
        changed = assignments.change(
            assignment=assignment, plan=_plan(asked, assignment), reason=asked["reason"], by=actor(request),
            version=asked["version"],
        )  # fmt: skip
        return self._shown(changed)

    @extend_schema(request=AssignmentVersionSerializer, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, **_arguments: str) -> Response:
        """Acknowledge the own assignment."""
        assignment, asked = self.get_object(), body_of(request, AssignmentVersionSerializer)
        return self._shown(assignments.acknowledge(assignment=assignment, by=actor(request), **asked))

    def _shown(self, assignment: Assignment) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=assignment.pk)).data)


def _plan(asked: Mapping[str, Any], of: Assignment | None = None) -> Plan:
    kept = of.items.standing().exclude(work=None).values_list("work", flat=True) if of is not None else ()
    areas = {one.number: one for one in work_areas(list(kept))}
    tasks: Sequence[Mapping[str, Any]] = asked["tasks"]
    if unknown := {one["work"] for one in tasks} - set(areas) - {None}:
        said = _("There is no area %(number)s in the assignment form.") % {"number": min(unknown)}
        raise assignments.AssignmentInputError(said, extra={"field": "tasks"})
    return Plan([Wanted(**{**one, "work": areas.get(one["work"])}) for one in tasks], tuple(asked["training"]))


def _given(one: assignments.Result) -> dict[str, Any]:
    key = one.assignment.pk if one.assignment else None
    return {"contract": one.contract.pk, "assignment": key, "is_new": one.is_new, "error": one.error}


routes: list[tuple[str, type[ViewSetMixin], str]] = [("assignments", AssignmentViewSet, "api-assignment")]
