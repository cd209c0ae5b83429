"""People as their list and page show them; accounts closed and opened again."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import ReasonSerializer
from tambon.api.memberships import MembershipSerializer
from tambon.filters.people import UserFilterSet
from tambon.models import Membership, User
from tambon.permissions import Can
from tambon.selectors import people as selectors
from tambon.services import people
from u2t.core.access import require
from u2t.core.api.bodies import body_of


class PersonSerializer(serializers.ModelSerializer[User]):
    name = serializers.CharField(source="get_full_name", read_only=True)
    username = serializers.SerializerMethodField(help_text="Empty until its owner has chosen one.")
    account = serializers.SerializerMethodField(help_text="open, invited or closed")
    roles = MembershipSerializer(source="shown_memberships", many=True, read_only=True)

    class Meta:
        model = User
        fields = ["id", "name", "username", "email", "account", "roles"]

    def get_username(self, person: User) -> str:
        return person.username if person.has_usable_password() else ""

    def get_account(self, person: User) -> str:
        if person.is_active:
            return "open"
        return "closed" if person.has_usable_password() else "invited"


class SightSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    where = serializers.CharField()
    places = serializers.ListField(child=serializers.CharField())


class PersonDetailSerializer(PersonSerializer):
    roles = serializers.SerializerMethodField(help_text="All roles that the reader may see, ended ones too.")  # type: ignore[assignment]  # the list shows those in force
    sights = serializers.SerializerMethodField(help_text="What the roles in force let the person do.")

    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, "sights"]

    @extend_schema_field(MembershipSerializer(many=True))
    def get_roles(self, person: User) -> Any:
        return MembershipSerializer(self._held(person), many=True).data

    @extend_schema_field(SightSerializer(many=True))
    def get_sights(self, person: User) -> Any:
        return SightSerializer(selectors.sights_of(self._held(person)), many=True).data

    def _held(self, person: User) -> list[Membership]:
        return selectors.memberships_shown(person=person, user=self.context["request"].user)


class PersonViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[User]):
    """Oneself, and the people one answers for."""

    queryset = User.objects.none()
    filterset_class = UserFilterSet
    ordering = "username"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[User]:
        return selectors.people_for(self.request.user)

    def get_serializer_class(self) -> type[PersonSerializer]:
        return PersonSerializer if self.action == "list" else PersonDetailSerializer

    @extend_schema(request=ReasonSerializer, responses=PersonDetailSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, **_arguments: str) -> Response:
        """Close an account at once."""
        return self._change(request, people.deactivate)

    @extend_schema(request=ReasonSerializer, responses=PersonDetailSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, **_arguments: str) -> Response:
        """Open a closed account again."""
        return self._change(request, people.activate)

    def _change(self, request: Request, change: Callable[..., User]) -> Response:
        person = self.get_object()
        require(request.user, Can.CHANGE_USER, person)
        changed = change(user=person, reason=body_of(request, ReasonSerializer)["reason"], by=request.user)
        return Response(self.get_serializer(changed).data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [("people", PersonViewSet, "api-person")]
