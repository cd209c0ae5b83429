"""Substitutions: who stands in for an approver on leave."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import DayField, FirstDayField, LastDayField, actor
from tambon.models import University
from u2t.core.access import reach
from u2t.core.api.bodies import body_of
from workforce.filters.delegations import DelegationFilterSet
from workforce.models import Delegation
from workforce.permissions import Can
from workforce.selectors.delegations import ROLES, approvers_of, delegations_of, universities_as
from workforce.services import delegations
from workforce.services.delegations import Standing


class DelegationSerializer(serializers.ModelSerializer[Delegation]):
    holder = serializers.CharField(source="holder.username", read_only=True)
    deputy = serializers.CharField(source="deputy.username", read_only=True)
    first_on = FirstDayField(source="during", read_only=True)
    last_on = LastDayField(source="during", read_only=True)

    class Meta:
        model = Delegation
        fields = [
            "id",
            "holder",
            "deputy",
            "university",
            "role",
            "first_on",
            "last_on",
            "reason",
            "given_at",
            "ended_at",
        ]


class GiveDelegationSerializer(serializers.Serializer[Any]):
    holder = serializers.CharField(
        max_length=150, required=False, default="", help_text="A user name; none is yourself. Others only by staff."
    )
    deputy = serializers.CharField(max_length=150, help_text="The user name of a colleague with the same role.")
    role = serializers.ChoiceField(choices=[(role.value, role.label) for role in ROLES])
    university = serializers.CharField(
        max_length=20, required=False, default="", help_text="A code; needed where both work for several."
    )
    first = DayField()
    last = DayField()
    reason = serializers.CharField(max_length=1000)


class DelegationViewSet(ListModelMixin, GenericViewSet[Delegation]):
    """Substitutions of approvers; `now` and `day` filter."""

    needs: ClassVar[dict[str, str]] = {"create": Can.DELEGATE}
    serializer_class = DelegationSerializer
    filterset_class = DelegationFilterSet
    queryset = Delegation.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Delegation]:
        return delegations_of(self.request.user)

    @extend_schema(request=GiveDelegationSerializer, responses={201: DelegationSerializer})
    def create(self, request: Request) -> Response:
        """Name who stands in for you, or as staff for somebody of your university."""
        user, asked = actor(request), body_of(request, GiveDelegationSerializer)
        own = {one.pk for role in ROLES for one in universities_as(user, role)}
        people = approvers_of(own | reach(user, Can.END_DELEGATION).universities)
        holder, deputy, university = asked.pop("holder"), asked.pop("deputy"), asked.pop("university")
        standing = Standing(
            holder=get_object_or_404(people, username=holder) if holder else user,
            deputy=get_object_or_404(people, username=deputy),
            university=get_object_or_404(University, pk=university) if university else None, **asked,
        )  # fmt: skip
        return self._shown(delegations.give(standing=standing, by=user), status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=DelegationSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_arguments: str) -> Response:
        """Take a substitution back."""
        return self._shown(delegations.end(delegation=self.get_object(), by=actor(request)))

    def _shown(self, found: Delegation, code: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=found.pk)).data, status=code)


routes: list[tuple[str, type[ViewSetMixin], str]] = [("delegations", DelegationViewSet, "api-delegation")]
