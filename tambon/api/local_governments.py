"""Local governments (อปท.), to be read."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet, ViewSetMixin

from tambon.api.fields import FirstDayField, LastDayField
from tambon.filters.institutions import LocalGovernmentFilterSet
from tambon.models import LocalGovernment, LocalGovernmentStatus
from tambon.selectors import local_governments as selectors


class LocalGovernmentSerializer(serializers.ModelSerializer[LocalGovernment]):
    kind = serializers.CharField(read_only=True, allow_null=True, help_text="What it is today.")

    class Meta:
        model = LocalGovernment
        fields = ["code", "name_th", "kind", "amphoe"]


class StatusSerializer(serializers.ModelSerializer[LocalGovernmentStatus]):
    from_on = FirstDayField(source="during", read_only=True)
    until_on = LastDayField(source="during", read_only=True)

    class Meta:
        model = LocalGovernmentStatus
        fields = ["kind", "from_on", "until_on"]


class LocalGovernmentDetailSerializer(LocalGovernmentSerializer):
    kinds = serializers.SerializerMethodField(help_text="What it was, the latest first.")
    tambons = serializers.SerializerMethodField(help_text="Tambons it serves, of those one may see.")

    class Meta(LocalGovernmentSerializer.Meta):
        fields = [*LocalGovernmentSerializer.Meta.fields, "kinds", "tambons"]

    @extend_schema_field(StatusSerializer(many=True))
    def get_kinds(self, government: LocalGovernment) -> list[Any]:
        return list(StatusSerializer(selectors.statuses_of(government), many=True).data)

    def get_tambons(self, government: LocalGovernment) -> list[str]:
        rows = selectors.tambons_of(user=self.context["request"].user, government=government)
        return [tambon.code for tambon in rows]


class LocalGovernmentViewSet(ReadOnlyModelViewSet[LocalGovernment]):
    """Local governments of one's own area; one of them with its kinds over time and the tambons it serves."""

    filterset_class = LocalGovernmentFilterSet
    queryset = LocalGovernment.objects.none()
    ordering = "code"
    lookup_value_regex = r"[^/]{1,10}"

    def get_queryset(self) -> QuerySet[LocalGovernment]:
        return selectors.local_governments(self.request.user)

    def get_serializer_class(self) -> type[LocalGovernmentSerializer]:
        return LocalGovernmentSerializer if self.action == "list" else LocalGovernmentDetailSerializer


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("local-governments", LocalGovernmentViewSet, "api-localgovernment")
]
