"""Kinds of money of the programmes."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import actor
from tambon.models import Programme
from u2t.core.api.bodies import body_of
from workforce.models import BudgetCategory
from workforce.money_choices import BudgetBasis
from workforce.permissions import Can
from workforce.selectors.budgets import categories
from workforce.services import budgetcategories
from workforce.services.budgetcategories import Kind


class BudgetCategorySerializer(serializers.ModelSerializer[BudgetCategory]):
    class Meta:
        model = BudgetCategory
        fields = ["id", "programme", "code", "name_th", "name_en", "basis", "per_tambon", "position", "version"]


class KindSerializer(serializers.Serializer[Any]):
    name_th = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200)
    basis = serializers.ChoiceField(choices=BudgetBasis.choices)
    per_tambon = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=Decimal(0), required=False, allow_null=True, default=None
    )
    position = serializers.IntegerField(min_value=0, max_value=999, required=False, default=0)


class NewKindSerializer(KindSerializer):
    programme = serializers.SlugField()
    code = serializers.SlugField(max_length=50)


class AmendKindSerializer(KindSerializer):
    version = serializers.IntegerField(help_text="The version you saw; 412 if it changed since.")


class BudgetCategoryViewSet(ListModelMixin, GenericViewSet[BudgetCategory]):
    """What the money of the programmes is for, and what the amount of a tambon follows from."""

    needs: ClassVar[dict[str, str]] = {"create": Can.ALLOT, "amend": Can.ALLOT}
    serializer_class = BudgetCategorySerializer
    queryset = BudgetCategory.objects.none()
    ordering = "pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[BudgetCategory]:
        return categories()

    @extend_schema(request=NewKindSerializer, responses={201: BudgetCategorySerializer})
    def create(self, request: Request) -> Response:
        """Add a kind of money; added before as the same, that one is the answer."""
        asked = body_of(request, NewKindSerializer)
        programme, code = get_object_or_404(Programme, pk=asked.pop("programme")), asked.pop("code")
        made = budgetcategories.add(programme=programme, code=code, kind=Kind(**asked), by=actor(request))
        return Response(BudgetCategorySerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=AmendKindSerializer, responses=BudgetCategorySerializer)
    @action(detail=True, methods=["post"])
    def amend(self, request: Request, **_arguments: str) -> Response:
        """Correct a kind of money; what was given by it stays."""
        asked = body_of(request, AmendKindSerializer)
        version, category = asked.pop("version"), self.get_object()
        changed = budgetcategories.amend(category=category, kind=Kind(**asked), by=actor(request), version=version)
        return Response(BudgetCategorySerializer(changed).data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("budget-categories", BudgetCategoryViewSet, "api-budgetcategory"),
]
