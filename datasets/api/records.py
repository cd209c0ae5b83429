"""Data sets, their records and corrections."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from datasets.api.definitions import DefinitionActions
from datasets.filters import CorrectionFilterSet, DatasetFilterSet, RecordFilterSet
from datasets.models import Correction, Dataset, DatasetField, Record
from datasets.models.closed import sees_all_of
from datasets.permissions import Can
from datasets.selectors.pages import remarks_of
from datasets.selectors.records import live_records, personal_fields
from datasets.selectors.searching import ordered
from datasets.services import corrections
from u2t.core.text import HIDDEN


class FieldSerializer(serializers.ModelSerializer[DatasetField]):
    class Meta:
        model = DatasetField
        fields = [
            "name", "kind", "role", "label_th", "label_en", "unit_th", "unit_en", "aliases", "is_required",
            "is_personal", "is_searchable", "is_naming", "minimum", "maximum", "formula", "is_retired", "is_added",
            "amended",
        ]  # fmt: skip


class DatasetSerializer(serializers.ModelSerializer[Dataset]):
    fields_ = FieldSerializer(source="fields", many=True, read_only=True)

    class Meta:
        model = Dataset
        fields = [
            "code", "name_th", "name_en", "about_th", "about_en", "owner_th", "source_th", "licence", "frequency",
            "default_period", "place_level", "data_class", "needs_second_person", "version", "data_kind",
            "contact_name", "contact_email", "keywords", "purpose_th", "update_unit", "update_every", "coverage_th",
            "quality", "amended", "fields_",
        ]  # fmt: skip

    def to_representation(self, instance: Dataset) -> dict[str, Any]:
        """Name the columns `fields`, which a serializer cannot declare; say where records lie to who sees them all."""
        shown = super().to_representation(instance)
        shown["fields"] = shown.pop("fields_")
        if not sees_all_of(self.context["request"].user, instance):
            shown["quality"] = {name: value for name, value in shown["quality"].items() if name != "provinces"}
        return shown


# Whole rows of places and layers, made anew for each record, took a tenth of the time of a page.
_READ = (
    "dataset", "place", "period", "key", "origin", "values", "version", "changed_at",
    "place__name_th", "layer__run", "layer__line",
)  # fmt: skip


class RecordSerializer(serializers.ModelSerializer[Record]):
    place_name = serializers.CharField(source="place.name_th", read_only=True)
    run = serializers.IntegerField(source="layer.run_id", read_only=True, allow_null=True)
    line = serializers.IntegerField(source="layer.line", read_only=True, allow_null=True)
    key = serializers.CharField(
        source="shown_key", read_only=True, help_text="The natural key; “…” where a part of it is personal."
    )

    class Meta:
        model = Record
        fields = [
            "id", "dataset", "place", "place_name", "period", "key", "origin", "values", "version", "changed_at", "run",
            "line",
        ]  # fmt: skip
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "values": {"help_text": "By field. Personal fields are left out: they are read on the page of the record."}
        }

    def to_representation(self, instance: Record) -> dict[str, Any]:
        """Leave out what is personal."""
        shown = super().to_representation(instance)
        hidden = self.context["personal"]
        shown["values"] = {name: value for name, value in shown["values"].items() if name not in hidden}
        return shown


class CorrectionSerializer(serializers.ModelSerializer[Correction]):
    by = serializers.CharField(source="by.username", read_only=True)
    remarks = serializers.SerializerMethodField(help_text="What the correction brings with it, such as people rounded.")
    decided_by = serializers.CharField(source="decided_by.username", read_only=True, allow_null=True)

    class Meta:
        model = Correction
        fields = [
            "id", "record", "field", "old", "new", "reason", "state", "remarks", "by", "created_at", "decided_by",
            "decided_at",
        ]  # fmt: skip

    def to_representation(self, instance: Correction) -> dict[str, Any]:
        """Hide what has become personal since; what was just proposed or decided is not."""
        shown = super().to_representation(instance)
        return shown | {"old": HIDDEN, "new": HIDDEN} if getattr(instance, "is_personal", False) else shown

    def get_remarks(self, correction: Correction) -> list[str]:
        return remarks_of(correction)


class ProposalSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    new = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()
    accept_rounding = serializers.BooleanField(
        required=False, default=False, help_text="Needed where people would be rounded and no second person decides."
    )
    version = serializers.IntegerField(help_text="The version of the record that was seen.")


class DatasetViewSet(DefinitionActions, ListModelMixin, RetrieveModelMixin, GenericViewSet[Dataset]):
    """The catalogue."""

    needs: ClassVar[dict[str, str]] = {
        "create": Can.CHANGE_DATASET,
        "propose": Can.CHANGE_DATASET,
        "partial_update": Can.CHANGE_DATASET,
        "add_field": Can.CHANGE_DATASET,
        "amend_field": Can.CHANGE_DATASET,
        "retire_field": Can.CHANGE_DATASET,
        "restore_field": Can.CHANGE_DATASET,
    }
    serializer_class = DatasetSerializer
    queryset = Dataset.objects.none()
    filterset_class = DatasetFilterSet
    ordering = "code"
    lookup_value_regex = r"[-\w]+"

    def get_queryset(self) -> QuerySet[Dataset]:
        return (
            Dataset.objects.visible_to(self.request.user, to=Can.VIEW_DATASET)
            .select_related("parent")
            .prefetch_related("fields")
        )


class RecordViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Record]):
    """Records of one data set, where the user may see them."""

    needs: ClassVar[dict[str, str]] = {"correct": Can.PROPOSE_CORRECTION}
    serializer_class = RecordSerializer
    queryset = Record.objects.none()
    filterset_class = RecordFilterSet
    lookup_value_regex = r"\d{1,18}"

    @property
    def ordering(self) -> str:
        """Order by the key, or by the value of the searchable field that is asked for."""
        return ordered(self.request.query_params) or "pk"

    def get_queryset(self) -> QuerySet[Record]:
        if getattr(self, "swagger_fake_view", False):
            return Record.objects.none()
        datasets = Dataset.objects.visible_to(self.request.user, to=Can.VIEW_DATASET)
        dataset = get_object_or_404(datasets, code=self.kwargs["dataset"])
        records = live_records(self.request.user, dataset=dataset.pk)
        return records.select_related(None).select_related("place", "layer").only(*_READ)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "personal": personal_fields(self.kwargs.get("dataset", ""))}

    @extend_schema(request=ProposalSerializer, responses={201: CorrectionSerializer})
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, **_arguments: str) -> Response:
        """Propose a correction of one cell."""
        asked = ProposalSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        correction = corrections.propose(by=request.user, record=self.get_object(), **asked.validated_data)
        return Response(CorrectionSerializer(correction).data, status=status.HTTP_201_CREATED)


class CorrectionViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Correction]):
    """Corrections, proposed and decided."""

    serializer_class = CorrectionSerializer
    queryset = Correction.objects.none()
    filterset_class = CorrectionFilterSet
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Correction]:
        found = Correction.objects.visible_to(self.request.user, to=Can.VIEW_CORRECTION).in_words()
        return found.select_related("by", "decided_by")

    @extend_schema(request=None, responses=CorrectionSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, **_arguments: str) -> Response:
        """Agree to another person's correction."""
        return Response(self.get_serializer(corrections.agree(by=request.user, correction=self.get_object())).data)

    @extend_schema(request=None, responses=CorrectionSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, **_arguments: str) -> Response:
        """Refuse another person's correction."""
        return Response(self.get_serializer(corrections.refuse(by=request.user, correction=self.get_object())).data)
