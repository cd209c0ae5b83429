"""Signing in to work."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import DayField, actor
from u2t.core.api.bodies import body_of
from workforce.api.logs import DECISIONS
from workforce.filters.leaves import SignInFilterSet
from workforce.models import SignIn
from workforce.permissions import Can
from workforce.selectors.signins import signins_of
from workforce.services import signins
from workforce.services.signins import Stamp
from workforce.views.signins import picture_in


class SignInSerializer(serializers.ModelSerializer[SignIn]):
    has_photo = serializers.BooleanField(source="photo_id", read_only=True)

    class Meta:
        model = SignIn
        fields = [
            "id", "contract", "key", "day", "signed_at", "device_at", "latitude", "longitude", "has_photo",
            "late_reason", "late_accepted",
        ]  # fmt: skip


class StampSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="Chosen by the device; sent again, the first sign-in is the answer.")
    day = DayField(required=False, allow_null=True, default=None, help_text="None: today.")
    device_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    latitude = serializers.DecimalField(
        max_digits=8, decimal_places=5, required=False, allow_null=True, default=None
    )  # fmt: skip
    longitude = serializers.DecimalField(
        max_digits=8, decimal_places=5, required=False, allow_null=True, default=None
    )  # fmt: skip
    late_reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    photo = serializers.FileField(required=False, allow_null=True, default=None, help_text="Sent as multipart.")


class SignInLateSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=DECISIONS)


class SignInViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[SignIn]):
    """Who signed in to work when; `day`, `late`, `contract` and `tambon` filter."""

    needs: ClassVar[dict[str, str]] = {"create": Can.SIGN_IN}
    serializer_class = SignInSerializer
    filterset_class = SignInFilterSet
    queryset = SignIn.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[SignIn]:
        return signins_of(self.request.user)

    @extend_schema(
        request={"application/json": StampSerializer, "multipart/form-data": StampSerializer},
        responses={201: SignInSerializer},
    )
    def create(self, request: Request) -> Response:
        """Sign in to the own work; the same key or day again answers with the first."""
        asked = body_of(request, StampSerializer)
        photo = picture_in(asked.pop("photo"))
        made = signins.sign_in(stamp=Stamp(**asked), photo=photo, by=actor(request))
        return self._shown(made, status.HTTP_201_CREATED)

    @extend_schema(request=SignInLateSerializer, responses=SignInSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, **_arguments: str) -> Response:
        """Say whether a sign-in outside the window counts."""
        found = self.get_object()
        accepted = body_of(request, SignInLateSerializer)["decision"] == "accept"
        return self._shown(signins.decide_late(sign_in=found, accepted=accepted, by=actor(request)))

    def _shown(self, found: SignIn, code: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=found.pk)).data, status=code)


routes: list[tuple[str, type[ViewSetMixin], str]] = [("sign-ins", SignInViewSet, "api-signin")]
