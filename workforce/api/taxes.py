"""Tax: what is withheld from payments."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import actor
from tambon.models import University
from u2t.core.access import reach
from u2t.core.api.bodies import body_of
from workforce.models import Person, TaxRule
from workforce.pay_choices import IncomeClass
from workforce.permissions import Can
from workforce.selectors.papers import address_of
from workforce.selectors.taxes import rules_of_tax
from workforce.selectors.taxyears import payers_of, people_paid_in, this_year
from workforce.services import taxes


class BracketSerializer(serializers.Serializer[Any]):
    above = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0)
    rate = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100)


class TaxRuleSerializer(serializers.ModelSerializer[TaxRule]):
    brackets = BracketSerializer(many=True)

    class Meta:
        model = TaxRule
        fields = [
            "id", "university", "version", "applies_from", "income_class", "floor", "brackets", "note", "payer_tax_id",
            "payer_address", "created_at",
        ]  # fmt: skip


class WithholdingSerializer(serializers.Serializer[Any]):
    university = serializers.SlugField()
    applies_from = serializers.DateField()
    income_class = serializers.ChoiceField(choices=IncomeClass.choices)
    floor = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0)
    brackets = BracketSerializer(many=True, allow_empty=False)
    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    payer_tax_id = serializers.CharField(max_length=13, required=False, default="", allow_blank=True)
    payer_address = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class YearSerializer(serializers.Serializer[Any]):
    year = serializers.IntegerField(min_value=2400, max_value=2599, required=False, default=None)


class TaxRuleViewSet(ListModelMixin, GenericViewSet[TaxRule]):
    """What universities withhold as tax; for a payment that of the latest day before it counts."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_TAX_RULE}
    serializer_class = TaxRuleSerializer
    queryset = TaxRule.objects.none()
    ordering = "-pk"

    def get_queryset(self) -> QuerySet[TaxRule]:
        return rules_of_tax(self.request.user).order_by()

    @extend_schema(request=WithholdingSerializer, responses={201: TaxRuleSerializer})
    def create(self, request: Request) -> Response:
        """Lay down a new version for payments from a day on."""
        user, asked = actor(request), body_of(request, WithholdingSerializer)
        own = University.objects.filter(pk__in=reach(user, Can.CHANGE_TAX_RULE).universities)
        university = get_object_or_404(own, pk=asked.pop("university"))
        brackets = [(one["above"], one["rate"]) for one in asked.pop("brackets")]
        made = taxes.lay_down(university=university, given=taxes.Withholding(brackets=brackets, **asked), by=user)
        return Response(TaxRuleSerializer(made).data, status=status.HTTP_201_CREATED)


class TaxPersonSerializer(serializers.ModelSerializer[Person]):
    national_id = serializers.CharField(source="masked_national_id", read_only=True, help_text="The last four digits.")
    has_address = serializers.SerializerMethodField()
    payments = serializers.IntegerField(read_only=True)
    gross = serializers.DecimalField(max_digits=16, decimal_places=2, read_only=True)
    withheld = serializers.DecimalField(max_digits=16, decimal_places=2, read_only=True)

    class Meta:
        model = Person
        fields = ["id", "full_name", "national_id", "has_address", "payments", "gross", "withheld"]

    def get_has_address(self, person: Person) -> bool:
        return bool(address_of(person))


class TaxYearSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = TaxPersonSerializer(many=True)


class TaxYearViewSet(GenericViewSet[Person]):
    """Who a university paid in a tax year (`year`, 2564; the present one unless said), by the day of payment."""

    serializer_class = TaxPersonSerializer
    queryset = Person.objects.none()
    ordering = "-pk"
    lookup_url_kwarg = "university"
    lookup_value_regex = r"[\w-]{1,50}"

    @extend_schema(
        responses=TaxYearSerializer, parameters=[OpenApiParameter("year", OpenApiTypes.INT, OpenApiParameter.QUERY)]
    )
    def retrieve(self, request: Request, university: str) -> Response:
        """Return the people of a tax year with their sums, a page of them."""
        payer = get_object_or_404(payers_of(request.user), pk=university)
        asked = YearSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        year = asked.validated_data["year"] or this_year()
        rows = self.paginate_queryset(people_paid_in(payer, year)) or []
        return self.get_paginated_response(TaxPersonSerializer(rows, many=True).data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("tax-years", TaxYearViewSet, "api-taxyear"),
    ("tax-rules", TaxRuleViewSet, "api-taxrule"),
]
