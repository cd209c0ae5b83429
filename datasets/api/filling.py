"""Forms that browsers fill in, also where there is no network."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from datasets.models import Form
from datasets.permissions import Can
from datasets.selectors.fillpages import returned_to, to_fill


class FormToFillSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    number = serializers.IntegerField()
    version = serializers.CharField()
    title = serializers.CharField()
    round = serializers.CharField()
    closes_on = serializers.DateField(help_text="Until when answers are taken.")
    is_late = serializers.BooleanField(help_text="The round has closed; the user has an exception.")
    address = serializers.CharField(help_text="Where the form is given with its lists.")
    hash = serializers.CharField(help_text="Changes with the form and with the lists that come with it.")


class SaidSerializer(serializers.Serializer[Any]):
    path = serializers.CharField()
    question = serializers.CharField()
    text = serializers.CharField()
    by = serializers.CharField()


class ReturnedEntrySerializer(serializers.Serializer[Any]):
    entry = serializers.IntegerField()
    form = serializers.IntegerField()
    address = serializers.CharField(help_text="Where the form is given with its lists.")
    title = serializers.CharField()
    place = serializers.CharField()
    instance = serializers.CharField()
    xml = serializers.CharField()
    remarks = SaidSerializer(many=True)
    files = serializers.DictField(child=serializers.CharField(), help_text="Addresses by name.")


class FieldFormViewSet(GenericViewSet[Form]):
    """The forms that somebody fills in today, with what is needed to do so without a network."""

    serializer_class = FormToFillSerializer
    pagination_class = None
    queryset = Form.objects.none()

    def get_queryset(self) -> QuerySet[Form]:
        return Form.objects.visible_to(self.request.user, to=Can.VIEW_FORM)

    @extend_schema(responses=FormToFillSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List the forms of the open rounds in the own areas."""
        return Response([asdict(form) for form in to_fill(request.user)])

    @extend_schema(responses=ReturnedEntrySerializer(many=True))
    @action(detail=False, pagination_class=None)
    def returned(self, request: Request) -> Response:
        """List the own entries that were sent back, with the remarks on them."""
        return Response([asdict(each) for each in returned_to(request.user)])
