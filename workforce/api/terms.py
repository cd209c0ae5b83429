"""Rules of the programmes: read, drafted, changed, put in force."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.models import Programme, University
from tambon.permissions import Can as Where
from workforce.choices import DocumentKind, RuleCode, WorkerType
from workforce.definitions import Apart, Paper, Rule, Type
from workforce.filters.terms import TermsFilterSet
from workforce.models import Terms
from workforce.permissions import Can
from workforce.selectors.rules import sentence_of
from workforce.selectors.terms import Content, Scored, content_of, readable_terms
from workforce.services import terms


class TermsTypeSerializer(serializers.Serializer[Any]):
    worker_type = serializers.ChoiceField(choices=WorkerType.choices)
    posts = serializers.IntegerField()
    wage = serializers.DecimalField(max_digits=12, decimal_places=2, coerce_to_string=False)


class TermsRuleSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=RuleCode.choices)
    parameters = serializers.DictField(required=False, default=dict)
    worker_type = serializers.ChoiceField(choices=WorkerType.choices, allow_blank=True, required=False, default="")
    is_required = serializers.BooleanField(required=False, default=True)
    sentence = serializers.SerializerMethodField(help_text="The rule in words.")

    def get_sentence(self, rule: Rule) -> str:
        return sentence_of(rule.code, rule.parameters)


class TermsPaperSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    worker_type = serializers.ChoiceField(choices=WorkerType.choices, allow_blank=True, required=False, default="")
    is_required = serializers.BooleanField(required=False, default=True)


class TermsScoredSerializer(serializers.Serializer[Any]):
    name_th = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")
    maximum = serializers.DecimalField(max_digits=6, decimal_places=2, coerce_to_string=False)
    code = serializers.SlugField(allow_blank=True, required=False, default="")


class TermsQuotaSerializer(serializers.Serializer[Any]):
    tambon = serializers.RegexField(r"^[0-9]{6}$", help_text="Code of the tambon.")
    worker_type = serializers.ChoiceField(choices=WorkerType.choices)
    posts = serializers.IntegerField()


class TermsContentSerializer(serializers.Serializer[Any]):
    """All that a version says."""

    work_starts_on = serializers.DateField()
    work_ends_on = serializers.DateField()
    digital_posts = serializers.IntegerField()
    digital_type = serializers.ChoiceField(choices=WorkerType.choices)
    mend_days = serializers.IntegerField(required=False, default=7, help_text="Days to mend what is returned.")
    keep_months = serializers.IntegerField(
        required=False, default=12, help_text="Months that applications of people not hired are kept."
    )
    keep_years = serializers.IntegerField(
        required=False, default=10, help_text="Years that people hired are kept after their last contract ended."
    )
    list_days = serializers.IntegerField(
        required=False, default=90, help_text="Days that the file of a list of people is kept."
    )
    reserve_days = serializers.IntegerField(
        required=False, default=None, allow_null=True,
        help_text="Days that a reserve list holds once its result is published; null: until the round is ended.",
    )  # fmt: skip
    source = serializers.CharField(allow_blank=True, required=False, default="")  # type: ignore[assignment]  # a field of this name
    types = TermsTypeSerializer(many=True)
    rules = TermsRuleSerializer(many=True)
    documents = TermsPaperSerializer(many=True)
    criteria = TermsScoredSerializer(many=True)
    quotas = TermsQuotaSerializer(
        many=True, required=False, default=list, help_text="Tambons with other posts than each tambon has."
    )


class TermsSerializer(serializers.ModelSerializer[Terms]):
    status = serializers.CharField(source="state", read_only=True)

    class Meta:
        model = Terms
        fields = [
            "id", "programme", "university", "version", "status", "in_force_at", "created_at", "edits",
            "work_starts_on", "work_ends_on",
        ]  # fmt: skip
        read_only_fields = fields


class TermsDetailSerializer(TermsSerializer):
    content = serializers.SerializerMethodField()

    class Meta(TermsSerializer.Meta):
        fields = [*TermsSerializer.Meta.fields, "content"]
        read_only_fields = fields

    @extend_schema(responses=TermsContentSerializer)
    def get_content(self, found: Terms) -> Any:
        return TermsContentSerializer(content_of(found)).data


class DraftRequestSerializer(serializers.Serializer[Any]):
    programme = serializers.SlugField()
    university = serializers.SlugField(
        required=False, allow_null=True, default=None, help_text="None: the rules of the nation."
    )


class EditsRequestSerializer(serializers.Serializer[Any]):
    edits = serializers.IntegerField(help_text="The count of changes that was seen; 412 if the draft changed since.")


class ChangeRequestSerializer(EditsRequestSerializer):
    content = TermsContentSerializer()


class TermsViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Terms]):
    """Versions of the rules: all that were put in force, and the drafts of the own area."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_TERMS}
    filterset_class = TermsFilterSet
    queryset = Terms.objects.none()
    ordering = "pk"
    lookup_value_regex = r"\d{1,9}"

    def get_queryset(self) -> QuerySet[Terms]:
        return readable_terms(self.request.user)

    def get_serializer_class(self) -> type[TermsSerializer]:
        return TermsSerializer if self.action == "list" else TermsDetailSerializer

    @extend_schema(request=DraftRequestSerializer, responses={201: TermsDetailSerializer})
    def create(self, request: Request) -> Response:
        """Begin a version: a copy of what is in force there."""
        asked = _read(DraftRequestSerializer, request)
        programme = get_object_or_404(Programme, pk=asked["programme"])
        universities = University.objects.visible_to(request.user, to=Where.VIEW_UNIVERSITY)
        university = get_object_or_404(universities, pk=asked["university"]) if asked["university"] else None
        made = terms.draft(programme=programme, university=university, by=request.user)
        return Response(TermsDetailSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ChangeRequestSerializer, responses=TermsDetailSerializer)
    def update(self, request: Request, **_arguments: str) -> Response:
        """Store all that a draft shall say."""
        found, asked = self.get_object(), _read(ChangeRequestSerializer, request)
        content = _content(asked["content"])
        changed = terms.change(terms=found, content=content, edits=asked["edits"], by=request.user)
        return Response(TermsDetailSerializer(changed).data)

    @extend_schema(request=EditsRequestSerializer, responses=TermsDetailSerializer)
    @action(detail=True, methods=["post"], url_path="put-in-force")
    def put_in_force(self, request: Request, **_arguments: str) -> Response:
        """Let a draft hold from now on; the version before is replaced."""
        found, asked = self.get_object(), _read(EditsRequestSerializer, request)
        return Response(TermsDetailSerializer(terms.put_in_force(terms=found, by=request.user, **asked)).data)

    @extend_schema(request=EditsRequestSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, **_arguments: str) -> Response:
        """Throw a draft away."""
        found, asked = self.get_object(), _read(EditsRequestSerializer, request)
        terms.drop(terms=found, by=request.user, **asked)
        return Response(status=status.HTTP_204_NO_CONTENT)


_PARTS = frozenset({"types", "rules", "documents", "criteria", "quotas"})


def _content(asked: dict[str, Any]) -> Content:
    return Content(
        **{name: value for name, value in asked.items() if name not in _PARTS},
        types=tuple(Type(**one) for one in asked["types"]),
        rules=tuple(Rule(**one) for one in asked["rules"]),
        documents=tuple(Paper(**one) for one in asked["documents"]),
        criteria=tuple(Scored(**one) for one in asked["criteria"]),
        quotas=tuple(Apart(**one) for one in asked["quotas"]),
    )


def _read(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    asked = shape(data=request.data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [("terms", TermsViewSet, "api-terms")]
