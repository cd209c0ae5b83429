"""Forms of data sets."""

from dataclasses import asdict
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from datasets.importing import formintake
from datasets.models import Dataset, Form
from datasets.permissions import Can
from datasets.selectors.fillpages import lists_for, shown_by
from datasets.selectors.formpages import forms_of
from u2t.core.access import require
from u2t.core.api.bodies import body_of


class FormSerializer(serializers.ModelSerializer[Form]):
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = Form
        fields = ["number", "dataset", "version", "title_th", "title_en", "md5", "definition", "note", "by", "at"]


class WholeFormSerializer(FormSerializer):
    class Meta(FormSerializer.Meta):
        fields = [*FormSerializer.Meta.fields, "questions", "choices", "xml"]


class FormRequestSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(allow_empty_file=True)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    files = serializers.ListField(
        child=serializers.FileField(), required=False, default=list, help_text="Lists, pictures and sounds of the form."
    )


class ShownSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    address = serializers.CharField(help_text="Where the file is given.")
    size = serializers.IntegerField(help_text="In bytes.")
    mark = serializers.CharField(help_text="Changes with the content.")


class PackedFormSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    title = serializers.CharField()
    xml = serializers.CharField(help_text="The XForm.")
    lists = serializers.DictField(child=serializers.CharField(), help_text="CSV by the name the form uses.")
    shown = ShownSerializer(many=True, help_text="The pictures, sounds and films of the form, the small ones first.")
    properties = serializers.DictField(
        child=serializers.CharField(), help_text="What a form may record of who fills it in: username and email."
    )


class FormViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Form]):
    """The forms of a data set, version after version."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_DATASET}
    serializer_class = FormSerializer
    queryset = Form.objects.none()
    ordering = "-pk"
    lookup_field = "number"
    lookup_value_regex = r"\d{1,9}"

    def get_queryset(self) -> QuerySet[Form]:
        if getattr(self, "swagger_fake_view", False):
            return Form.objects.none()
        return forms_of(self.request.user, dataset=self._dataset().pk)

    @extend_schema(responses=WholeFormSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show one version with its questions, its choices and the XForm that telephones get."""
        return Response(WholeFormSerializer(self.get_object()).data)

    @extend_schema(responses=PackedFormSerializer)
    @action(detail=True)
    def packed(self, request: Request, **_arguments: str) -> Response:
        """Give one version with the lists of the own areas: all that is needed to fill it in."""
        require(request.user, Can.VIEW_FORM_FILE)
        form = self.get_object()
        facts = {"id": form.pk, "code": form.dataset_id, "title": form.title, "xml": form.xml}
        shown = [asdict(each) for each in shown_by(form)]
        known = {"username": request.user.get_username(), "email": getattr(request.user, "email", "")}
        return Response({**facts, "lists": lists_for(request.user, form), "shown": shown, "properties": known})

    @extend_schema(request={"multipart/form-data": FormRequestSerializer}, responses={201: OpenApiTypes.OBJECT})
    def create(self, request: Request, **_arguments: str) -> Response:
        """Bring an XLSForm; what is wrong with it is told by sheet, row and column."""
        asked = body_of(request, FormRequestSerializer)
        file = asked["file"]
        form = formintake.bring(
            by=request.user, dataset=self._dataset(), file=file, name=file.name, note=asked["note"],
            files=[(str(given.name), given) for given in asked["files"]],
        )  # fmt: skip
        return Response(FormSerializer(form).data, status=status.HTTP_201_CREATED)

    def _dataset(self) -> Dataset:
        datasets = Dataset.objects.visible_to(self.request.user, to=Can.VIEW_DATASET)
        return get_object_or_404(datasets, code=self.kwargs["dataset"])
