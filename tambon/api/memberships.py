"""Roles in areas: given, ended, offered by invitation."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import DayField, EndSerializer, FirstDayField, LastDayField, PlaceField, actor
from tambon.filters.memberships import InvitationFilterSet, MembershipFilterSet
from tambon.models import Invitation, Membership, User
from tambon.permissions import Can
from tambon.places import kind_of
from tambon.selectors import people as selectors
from tambon.selectors.choosing import place_named
from tambon.services import invitations, memberships
from u2t.core import clock
from u2t.core.access import require, roles
from u2t.core.api.bodies import body_of

#: As choices, so that the description of the API can name them.
ROLES = [(code, code) for code in roles()]


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    role_name = serializers.SerializerMethodField(help_text="In the language asked for.")
    kind = serializers.SerializerMethodField(help_text="Kind of the area the role is held in.")
    place = PlaceField(read_only=True)
    place_name = serializers.CharField(source="place.name_th", read_only=True)
    from_on = FirstDayField(source="during", read_only=True)
    until_on = LastDayField(source="during", read_only=True)

    class Meta:
        model = Membership
        fields = ["id", "user", "role", "role_name", "kind", "place", "place_name", "from_on", "until_on", "given_by"]

    def get_role_name(self, membership: Membership) -> str:
        role = roles().get(membership.role)
        return str(role.name) if role else membership.role

    def get_kind(self, membership: Membership) -> str:
        return kind_of(membership.place)


class OfferSerializer(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=ROLES)
    place = serializers.CharField(max_length=60, help_text="Code, such as 630111, 63, kpru, unit:12 or TH.")
    from_on = DayField(required=False)
    until_on = DayField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        place = place_named(role=attrs["role"], text=attrs["place"])
        if place is None:
            raise serializers.ValidationError({"place": _("There is no such area for this role. Check the code.")})
        offer = memberships.Offer(attrs["role"], place, attrs.get("from_on") or clock.today(), attrs["until_on"])
        return attrs | {"offer": offer}


class GiveSerializer(OfferSerializer):
    user = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    membership = MembershipSerializer(read_only=True)
    name = serializers.CharField(source="membership.user.get_full_name", read_only=True)
    email = serializers.CharField(source="address", read_only=True)

    class Meta:
        model = Invitation
        fields = ["id", "name", "email", "membership", "by", "created_at", "expires_at", "accepted_at"]


class InviteSerializer(OfferSerializer):
    email = serializers.EmailField(max_length=254)
    title = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    first_name = serializers.CharField(max_length=150)
    last_name = serializers.CharField(max_length=150)
    telephone = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)


class SentSerializer(serializers.Serializer[Any]):
    invitation = InvitationSerializer()
    link = serializers.CharField(help_text="Shown once: whoever holds it opens the account.")


class MembershipViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Membership]):
    """Who holds which role where; one's own, and those of the people one answers for."""

    needs: ClassVar[dict[str, str]] = {"create": Can.GIVE_MEMBERSHIP}
    serializer_class = MembershipSerializer
    queryset = Membership.objects.none()
    filterset_class = MembershipFilterSet
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Membership]:
        return selectors.memberships_for(self.request.user)

    @extend_schema(request=GiveSerializer, responses={201: MembershipSerializer})
    def create(self, request: Request) -> Response:
        """Give a role in an area."""
        asked = body_of(request, GiveSerializer)
        people = User.objects.visible_to(request.user, to=Can.VIEW_USER).filter(is_system=False)
        person = get_object_or_404(people, pk=asked["user"])
        given = memberships.give(user=person, offer=asked["offer"], by=actor(request))
        return Response(self.get_serializer(given).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EndSerializer, responses=MembershipSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_arguments: str) -> Response:
        """End a role after a day."""
        membership = self.get_object()
        require(request.user, Can.END_MEMBERSHIP, membership)
        ended = memberships.end(membership=membership, by=actor(request), **body_of(request, EndSerializer))
        return Response(self.get_serializer(ended).data)


class InvitationViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Invitation]):
    """Invitations of those who may give roles; the list never shows a link again."""

    needs: ClassVar[dict[str, str]] = {"create": Can.GIVE_MEMBERSHIP}
    serializer_class = InvitationSerializer
    queryset = Invitation.objects.none()
    filterset_class = InvitationFilterSet
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Invitation]:
        return selectors.invitations_for(self.request.user)

    @extend_schema(request=InviteSerializer, responses={201: SentSerializer})
    def create(self, request: Request) -> Response:
        """Invite a person with a first role."""
        asked = body_of(request, InviteSerializer)
        names = ("email", "first_name", "last_name", "title", "telephone")
        person = invitations.Person(**{name: asked[name] for name in names})
        sent = invitations.invite(person=person, offer=asked["offer"], site=_site(request), by=actor(request))
        return Response(SentSerializer(sent).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=SentSerializer)
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, **_arguments: str) -> Response:
        """Make a new link; the old one is void."""
        sent = invitations.renew(invitation=self.get_object(), site=_site(request), by=actor(request))
        return Response(SentSerializer(sent).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **_arguments: str) -> Response:
        """Take an invitation back."""
        invitations.withdraw(invitation=self.get_object(), by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _site(request: Request) -> str:
    return request.build_absolute_uri("/")


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("memberships", MembershipViewSet, "api-membership"),
    ("invitations", InvitationViewSet, "api-invitation"),
]
