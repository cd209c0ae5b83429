"""Tokens, and who I am."""

from typing import Any, cast

from django.contrib.auth import authenticate
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from tambon.models import Membership, User
from tambon.places import kind_of
from tambon.selectors.people import memberships_of
from tambon.tokens import token_of
from u2t.core.access import roles


class CredentialsSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=128, trim_whitespace=False, style={"input_type": "password"})


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField()


class HeldRoleSerializer(serializers.Serializer[Any]):
    role = serializers.CharField()
    role_name = serializers.CharField()
    kind = serializers.CharField()
    area = serializers.CharField()
    area_name = serializers.CharField()
    valid_from = serializers.DateField(allow_null=True)


class MeSerializer(serializers.Serializer[Any]):
    username = serializers.CharField()
    name = serializers.CharField()
    language = serializers.CharField()
    roles = HeldRoleSerializer(many=True)


class TokenView(APIView):
    """A token for a username and password; it expires after 30 days."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "token"

    def get_authenticate_header(self, request: Request) -> str:
        """Say how to sign in, so that a wrong password is a 401."""
        return "Token"

    @extend_schema(request=CredentialsSerializer, responses=TokenSerializer, operation_id="token_create")
    def post(self, request: Request) -> Response:
        """Check the password and return the token."""
        asked = CredentialsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        user = authenticate(request._request, **asked.validated_data)  # noqa: SLF001 - allauth counts failures by it
        if not isinstance(user, User):
            raise AuthenticationFailed(_("The username or the password is not right."))
        return Response({"token": token_of(user).key})


class MeView(APIView):
    """Who is signed in, with roles and areas in force today."""

    @extend_schema(responses=MeSerializer, operation_id="me_retrieve")
    def get(self, request: Request) -> Response:
        """Describe the user of this request."""
        user = cast("User", request.user)
        shown = {
            "username": user.username,
            "name": str(user),
            "language": user.language,
            "roles": [_held(membership) for membership in memberships_of(user)],
        }
        return Response(MeSerializer(shown).data)


def _held(membership: Membership) -> dict[str, object]:
    place = membership.place
    return {
        "role": membership.role,
        "role_name": roles()[membership.role].name,
        "kind": kind_of(place),
        "area": str(place.pk),
        "area_name": place.name_th,
        "valid_from": membership.during.lower,
    }


routes: list[tuple[str, type[ViewSetMixin], str]] = []
api_urlpatterns: list[URLPattern] = [
    path("token/", TokenView.as_view(), name="api-token"),
    path("me/", MeView.as_view(), name="api-me"),
]
