"""Definitions of data sets, made and changed."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.headings import LINE, line_of
from datasets.choices import FieldKind
from datasets.importing import proposals
from datasets.models import Dataset, DatasetField, DatasetVersion
from datasets.selectors.spreadsheets import MOST_CHOICES, Column
from datasets.services import catalogue

if TYPE_CHECKING:
    from rest_framework.viewsets import GenericViewSet

    _Base = GenericViewSet[Dataset]
else:
    _Base = object

_NAME = r"fields/(?P<name>[A-Za-z][\w.]*)"


class VersionedSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version of the definition that was seen.")
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class DatasetFactsSerializer(serializers.ModelSerializer[Dataset]):
    class Meta:
        model = Dataset
        fields = [
            "name_th", "name_en", "about_th", "about_en", "owner_th", "source_th", "licence", "frequency",
            "default_period", "place_level", "data_class", "needs_second_person", "data_kind", "contact_name",
            "contact_email", "keywords", "purpose_th", "update_unit", "update_every", "coverage_th",
        ]  # fmt: skip


class SpreadsheetColumnSerializer(serializers.Serializer[Any]):
    heading = serializers.CharField(allow_blank=True, max_length=500)
    use = serializers.CharField(
        allow_blank=True, max_length=40,
        help_text="`value`, `key`, `place`, `place-name`, `latitude` and `longitude` of one position (or"
        " `easting47` and `northing47`, or `utm47` for both in one column; of UTM 48N as well), or the name of"
        " a field of place or period; empty: left out.",
    )  # fmt: skip
    name = serializers.CharField(allow_blank=True, required=False, default="", max_length=80)
    label_th = serializers.CharField(allow_blank=True, required=False, default="", max_length=200)
    kind = serializers.ChoiceField(choices=FieldKind.choices, required=False, default="text")
    is_personal = serializers.BooleanField(required=False, default=False)
    choices = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, default=list, max_length=MOST_CHOICES + 1
    )


class ProposedColumnSerializer(SpreadsheetColumnSerializer):
    samples = serializers.ListField(child=serializers.CharField())


class SpreadsheetProposalSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField(help_text="In which row of the file the headings stand.")
    place_level = serializers.CharField()
    columns = ProposedColumnSerializer(many=True)


class SpreadsheetSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(allow_empty_file=True)


class NewDatasetSerializer(DatasetFactsSerializer):
    code = serializers.SlugField(max_length=60)
    columns = SpreadsheetColumnSerializer(
        many=True, required=False, help_text="The columns of a spreadsheet: its fields are defined at once."
    )

    class Meta(DatasetFactsSerializer.Meta):
        fields = ["code", "columns", *DatasetFactsSerializer.Meta.fields]


class AmendDatasetSerializer(DatasetFactsSerializer):
    version = serializers.IntegerField(help_text="The version of the definition that was seen.")
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)

    class Meta(DatasetFactsSerializer.Meta):
        fields = ["version", "note", *DatasetFactsSerializer.Meta.fields]


class FieldFactsSerializer(serializers.ModelSerializer[DatasetField]):
    aliases = serializers.ListField(child=serializers.CharField(max_length=200), required=False)
    version = serializers.IntegerField(help_text="The version of the definition that was seen.")
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)

    class Meta:
        model = DatasetField
        fields = [
            "version", "note", "kind", "role", "label_th", "label_en", "unit_th", "unit_en", "aliases", "is_required",
            "is_personal", "is_searchable", "is_naming", "minimum", "maximum", "formula",
        ]  # fmt: skip


class NewFieldSerializer(FieldFactsSerializer):
    class Meta(FieldFactsSerializer.Meta):
        fields = ["name", *FieldFactsSerializer.Meta.fields]


class DatasetVersionSerializer(serializers.ModelSerializer[DatasetVersion]):
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = DatasetVersion
        fields = ["number", "at", "by", "note", "definition"]


class DefinitionActions(_Base):
    """What stewards do with the catalogue; every change names the version it was made from."""

    @extend_schema(request=NewDatasetSerializer, responses={201: OpenApiTypes.OBJECT})
    def create(self, request: Request) -> Response:
        """Define a data set; its columns of place and period come with it."""
        facts = _asked(NewDatasetSerializer, request)
        columns, code = facts.pop("columns", None), facts.pop("code")
        if columns is None:
            made = catalogue.create(by=request.user, code=code, facts=facts)
        else:
            said = [Column(**column | {"choices": tuple(column["choices"])}) for column in columns]
            made = catalogue.create_from_columns(by=request.user, code=code, facts=facts, columns=said)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        request=SpreadsheetSerializer, responses=SpreadsheetProposalSerializer, parameters=[LINE], filters=False
    )
    @action(detail=False, methods=["post"], parser_classes=[MultiPartParser])
    def propose(self, request: Request) -> Response:
        """Say what the columns of a spreadsheet seem to be; nothing is kept of the file."""
        file = _asked(SpreadsheetSerializer, request)["file"]
        found = proposals.propose_upload(file, size=file.size, line=line_of(request))
        columns = [asdict(seen.column) | {"samples": seen.samples} for seen in found.columns]
        return Response({"line": found.line, "place_level": found.place_level, "columns": columns})

    @extend_schema(request=AmendDatasetSerializer)
    def partial_update(self, request: Request, **_arguments: str) -> Response:
        """Change what is said of a data set."""
        facts = _asked(AmendDatasetSerializer, request, partial=True)
        done = catalogue.amend(by=request.user, dataset=self.get_object(), **_versioned(facts), facts=facts)
        return Response(self.get_serializer(done).data)

    @extend_schema(request=NewFieldSerializer, responses={201: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["post"], url_path="fields")
    def add_field(self, request: Request, **_arguments: str) -> Response:
        """Add a field."""
        facts = _asked(NewFieldSerializer, request)
        dataset = self.get_object()
        catalogue.add_field(by=request.user, dataset=dataset, **_versioned(facts), facts=facts)
        return Response(self.get_serializer(self.get_object()).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=FieldFactsSerializer, parameters=[OpenApiParameter("name", str, OpenApiParameter.PATH)])
    @action(detail=True, methods=["patch"], url_path=_NAME)
    def amend_field(self, request: Request, **arguments: str) -> Response:
        """Change a field."""
        field = self._field(arguments["name"])
        facts = _asked(FieldFactsSerializer, request, partial=True)
        catalogue.amend_field(by=request.user, field=field, **_versioned(facts), facts=facts)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=VersionedSerializer, parameters=[OpenApiParameter("name", str, OpenApiParameter.PATH)])
    @action(detail=True, methods=["post"], url_path=f"{_NAME}/retire")
    def retire_field(self, request: Request, **arguments: str) -> Response:
        """Read a field no longer."""
        field = self._field(arguments["name"])
        catalogue.retire_field(by=request.user, field=field, **_asked(VersionedSerializer, request))
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=VersionedSerializer, parameters=[OpenApiParameter("name", str, OpenApiParameter.PATH)])
    @action(detail=True, methods=["post"], url_path=f"{_NAME}/restore")
    def restore_field(self, request: Request, **arguments: str) -> Response:
        """Read a retired field again."""
        field = self._field(arguments["name"])
        catalogue.restore_field(by=request.user, field=field, **_asked(VersionedSerializer, request))
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses=DatasetVersionSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def versions(self, _request: Request, **_arguments: str) -> Response:
        """List what the data set meant, newest first."""
        versions = self.get_object().versions.select_related("by").order_by("-number")
        return Response(DatasetVersionSerializer(versions, many=True).data)

    def _field(self, name: str) -> DatasetField:
        return get_object_or_404(self.get_object().fields.select_related("dataset"), name=name)


def _asked(kind: type[serializers.BaseSerializer[Any]], request: Request, *, partial: bool = False) -> dict[str, Any]:
    asked = kind(data=request.data, partial=partial)
    asked.is_valid(raise_exception=True)
    if partial and "version" not in asked.validated_data:
        raise serializers.ValidationError({"version": ["This field is required."]})
    return dict(asked.validated_data)


def _versioned(facts: dict[str, Any]) -> dict[str, Any]:
    """Take what is said of the change itself out of the values."""
    return {"version": facts.pop("version"), "note": facts.pop("note", "")}
