"""Months, their rules, batches and wages."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import DayField, FirstDayField, LastDayField, actor
from tambon.models import Programme, University
from u2t.core.access import reach, require
from u2t.core.api.bodies import body_of
from workforce.chain_choices import EscalateTo
from workforce.choices import PayMethod, StepKind
from workforce.filters.months import PayLineFilterSet, PeriodFilterSet
from workforce.models import MonthRules, PayBatch, PayLine, Period
from workforce.permissions import Can
from workforce.selectors.closing import checks_of, shares_of_month
from workforce.selectors.pay import batches_of, lines_of
from workforce.selectors.periods import certifiers_of, periods_of, rules_in_force
from workforce.services import months, payroll, results


class PeriodSerializer(serializers.ModelSerializer[Period]):
    first_on = FirstDayField(source="during", read_only=True)
    last_on = LastDayField(source="during", read_only=True)

    class Meta:
        model = Period
        fields = [
            "id", "university", "programme", "number", "month", "first_on", "last_on", "reports_due_on", "pay_on",
            "state", "closed_at", "version",
        ]  # fmt: skip


class OpenSerializer(serializers.Serializer[Any]):
    university = serializers.SlugField()
    programme = serializers.SlugField()


class PeriodVersionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if the month changed since.")


class ReopenPeriodSerializer(PeriodVersionSerializer):
    reason = serializers.CharField(max_length=2000)


class ComputeSerializer(serializers.Serializer[Any]):
    method = serializers.ChoiceField(choices=PayMethod.choices, required=False, default=None, allow_null=True)


class ClosingShareSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name of a field of ours
    people = serializers.IntegerField()
    baht = serializers.DecimalField(max_digits=14, decimal_places=2)
    is_most = serializers.BooleanField(help_text="Not approved yet: at most the wages of the contracts.")


class CheckListSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    said = serializers.CharField(source="label")
    people = serializers.IntegerField()


class StepSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=StepKind.choices)
    name_th = serializers.CharField(max_length=120)
    name_en = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    due_days = serializers.IntegerField(min_value=0, max_value=60, required=False, default=3)
    is_digital = serializers.BooleanField(required=False, allow_null=True, default=None)
    remind_before = serializers.IntegerField(
        min_value=0, max_value=60, required=False, default=1, help_text="Days before the day; 0 for never."
    )
    remind_every = serializers.IntegerField(
        min_value=0, max_value=60, required=False, default=3, help_text="Every so many days after it; 0 for never."
    )
    escalate_after = serializers.IntegerField(
        min_value=0, max_value=60, required=False, default=7, help_text="Days late; 0 for never."
    )
    escalate_to = serializers.ChoiceField(choices=EscalateTo.choices, required=False, default=EscalateTo.NEXT)
    certifiers = serializers.ListField(
        child=serializers.CharField(max_length=150), required=False, default=list, help_text="Usernames of staff."
    )


class MonthRulesSerializer(serializers.ModelSerializer[MonthRules]):
    class Meta:
        model = MonthRules
        fields = ["id", "university", "programme", "version", *months.Counting.__slots__]
        read_only_fields = ("version",)


class LayDownSerializer(MonthRulesSerializer):
    university = serializers.SlugField()  # looked up among those one may lay rules for
    programme = serializers.SlugField()
    steps = StepSerializer(many=True, allow_empty=False)

    class Meta(MonthRulesSerializer.Meta):
        fields = [*MonthRulesSerializer.Meta.fields, "steps"]
        validators: list[Any] = []


class PayBatchSerializer(serializers.ModelSerializer[PayBatch]):
    people = serializers.IntegerField(read_only=True)
    gross = serializers.DecimalField(max_digits=16, decimal_places=2, read_only=True)
    net = serializers.DecimalField(max_digits=16, decimal_places=2, read_only=True)

    class Meta:
        model = PayBatch
        fields = [
            "id",
            "period",
            "number",
            "state",
            "method",
            "pay_on",
            "people",
            "gross",
            "net",
            "frozen_at",
            "version",
        ]


class FailureSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField(min_value=1)
    failure = serializers.CharField(max_length=200)


class SettleSerializer(serializers.Serializer[Any]):
    paid_on = DayField()
    failures = FailureSerializer(many=True, required=False, default=list)


class BankFileSerializer(serializers.Serializer[Any]):
    file = serializers.FileField()


class BankProblemSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    said = serializers.CharField()


class BankFileCheckedSerializer(serializers.Serializer[Any]):
    paid = serializers.ListField(child=serializers.IntegerField(), help_text="Payments that the bank made.")
    failures = FailureSerializer(many=True)
    sum_paid = serializers.DecimalField(max_digits=16, decimal_places=2)
    sum_failed = serializers.DecimalField(max_digits=16, decimal_places=2)
    problems = BankProblemSerializer(many=True, help_text="What is wrong with the file; then nothing of it is stored.")


class BankFileStoreSerializer(serializers.Serializer[Any]):
    paid_on = DayField()
    paid = serializers.ListField(child=serializers.IntegerField(min_value=1), default=list)
    failures = FailureSerializer(many=True, required=False, default=list)


class SettledSerializer(serializers.Serializer[Any]):
    paid = serializers.IntegerField()


class AgainSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200)


class PayLineSerializer(serializers.ModelSerializer[PayLine]):
    month = serializers.DateField(source="period.month", read_only=True)
    university = serializers.CharField(source="period.university_id", read_only=True)

    class Meta:
        model = PayLine
        fields = [
            "id", "batch", "period", "month", "university", "contract", "report", "monthly_wage", "period_days",
            "covered_days", "worth", "wage", "absent_days", "per_day", "deduction", "late_days", "late_per_day",
            "penalty", "waived", "agreed",
            "adjusted", "gross", "withheld", "net", "state", "paid_on", "failure", "failed_at", "retry_reason",
        ]  # fmt: skip


class PeriodViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Period]):
    """Months of work as universities count them; `period` (2564-11), `university` and `status` filter."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_PERIOD}
    serializer_class = PeriodSerializer
    filterset_class = PeriodFilterSet
    queryset = Period.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Period]:
        return periods_of(self.request.user)

    @extend_schema(request=OpenSerializer, responses={201: PeriodSerializer(many=True)})
    def create(self, request: Request) -> Response:
        """Open every month of a programme that is not there yet."""
        asked = body_of(request, OpenSerializer)
        own = University.objects.filter(pk__in=reach(request.user, Can.CHANGE_PERIOD).universities)
        made = months.open_all(
            university=get_object_or_404(own, pk=asked["university"]),
            programme=get_object_or_404(Programme, pk=asked["programme"]),
            by=actor(request),
        )
        return Response(PeriodSerializer(made, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=CheckListSerializer(many=True))
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def checks(self, request: Request, **_arguments: str) -> Response:
        """Count what is to be looked at before the month is closed."""
        period = self.get_object()
        require(request.user, Can.VIEW_PAYROLL, period)
        return Response(CheckListSerializer(checks_of(period, user=request.user), many=True).data)

    @extend_schema(responses=ClosingShareSerializer(many=True))
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def closing(self, request: Request, **_arguments: str) -> Response:
        """Count who is paid, ready, waiting at which step and missing, in people and baht, before a month is closed."""
        period = self.get_object()
        require(request.user, Can.VIEW_PAYROLL, period)
        return Response(ClosingShareSerializer(shares_of_month(period, user=request.user), many=True).data)

    @extend_schema(request=PeriodVersionSerializer, responses=PeriodSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, **_arguments: str) -> Response:
        """Close a month that is over."""
        period = self.get_object()
        version = body_of(request, PeriodVersionSerializer)["version"]
        return Response(PeriodSerializer(months.close(period=period, by=actor(request), version=version)).data)

    @extend_schema(request=ReopenPeriodSerializer, responses=PeriodSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **_arguments: str) -> Response:
        """Open a closed month again."""
        period = self.get_object()
        asked = body_of(request, ReopenPeriodSerializer)
        return Response(PeriodSerializer(months.reopen(period=period, by=actor(request), **asked)).data)

    @extend_schema(request=ComputeSerializer, responses=PayBatchSerializer)
    @action(detail=True, methods=["post"])
    def compute(self, request: Request, **_arguments: str) -> Response:
        """Compute the wages of those who are ready, anew as often as needed; by transfer those with an account."""
        method = body_of(request, ComputeSerializer)["method"]
        batch = payroll.compute(period=self.get_object(), method=method, by=actor(request))
        return Response(PayBatchSerializer(batches_of(request.user).get(pk=batch.pk)).data)


class MonthRulesViewSet(ListModelMixin, GenericViewSet[MonthRules]):
    """The present rules of the month of the universities one may lay rules for."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_MONTH_RULES}
    serializer_class = MonthRulesSerializer
    queryset = MonthRules.objects.none()
    ordering = "-pk"

    def get_queryset(self) -> QuerySet[MonthRules]:
        return rules_in_force(self.request.user)

    @extend_schema(request=LayDownSerializer, responses={201: MonthRulesSerializer})
    def create(self, request: Request) -> Response:
        """Lay down a new version; months opened before keep theirs."""
        asked = body_of(request, LayDownSerializer)
        own = University.objects.filter(pk__in=reach(request.user, Can.CHANGE_MONTH_RULES).universities)
        university = get_object_or_404(own, pk=asked.pop("university"))
        programme = get_object_or_404(Programme, pk=asked.pop("programme"))
        people = {one.username: one.pk for one in certifiers_of([university.pk])}
        steps = [_step(one, people) for one in asked.pop("steps")]
        made = months.lay_down(
            university=university,
            programme=programme,
            counting=months.Counting(**asked),
            steps=steps,
            by=actor(request),
        )
        return Response(MonthRulesSerializer(made).data, status=status.HTTP_201_CREATED)


def _step(asked: dict[str, Any], people: dict[str, int]) -> months.Step:
    named = asked.pop("certifiers")
    unknown = sorted(set(named) - set(people))
    if unknown:
        raise months.MonthInputError(f"{', '.join(unknown)}: not staff of this university.", extra={"field": "steps"})
    return months.Step(certifiers=tuple(sorted(people[name] for name in named)), **asked)


class PayBatchViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[PayBatch]):
    """Those of a month who are paid together."""

    serializer_class = PayBatchSerializer
    queryset = PayBatch.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[PayBatch]:
        return batches_of(self.request.user)

    @extend_schema(request=PeriodVersionSerializer, responses=PayBatchSerializer)
    @action(detail=True, methods=["post"])
    def freeze(self, request: Request, **_arguments: str) -> Response:
        """Freeze a batch; it never changes from then on."""
        batch = self.get_object()
        payroll.freeze(batch=batch, by=actor(request), version=body_of(request, PeriodVersionSerializer)["version"])
        return Response(PayBatchSerializer(self.get_object()).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, **_arguments: str) -> Response:
        """Throw a draft away."""
        payroll.discard(batch=self.get_object(), by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=SettleSerializer, responses=SettledSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, **_arguments: str) -> Response:
        """Enter what the bank paid; those it did not are paid in the next batch."""
        batch = self.get_object()
        asked = body_of(request, SettleSerializer)
        failures = {one["line"]: one["failure"] for one in asked["failures"]}
        paid = payroll.settle(batch=batch, paid_on=asked["paid_on"], failures=failures, by=actor(request))
        return Response({"paid": paid})

    @extend_schema(request={"multipart/form-data": BankFileSerializer}, responses=BankFileCheckedSerializer)
    @action(detail=True, methods=["post"], url_path="check-results", parser_classes=[MultiPartParser])
    def check_results(self, request: Request, **_arguments: str) -> Response:
        """Check the file that the bank sent back: what it would enter, and what is wrong with it; nothing is stored."""
        batch = self.get_object()
        require(actor(request), Can.CHANGE_PAYROLL, batch)
        content = body_of(request, BankFileSerializer)["file"].read()
        found = results.check(batch=batch, content=content, by=actor(request))
        failures = [{"line": line, "failure": why} for line, why in found.failures.items()]
        said = {"paid": found.paid, "sum_paid": found.sum_paid, "sum_failed": found.sum_failed}
        told = BankFileCheckedSerializer(said | {"failures": failures, "problems": found.problems})
        return Response(told.data, status=422 if found.problems else 200)

    @extend_schema(request=BankFileStoreSerializer, responses=SettledSerializer)
    @action(detail=True, methods=["post"], url_path="store-results")
    def store_results(self, request: Request, **_arguments: str) -> Response:
        """Enter what was checked, whole; 409 where results were entered since."""
        batch = self.get_object()
        require(actor(request), Can.CHANGE_PAYROLL, batch)
        asked = body_of(request, BankFileStoreSerializer)
        failures = {one["line"]: one["failure"] for one in asked["failures"]}
        paid = results.store(
            batch=batch, paid=asked["paid"], failures=failures, paid_on=asked["paid_on"], by=actor(request)
        )
        return Response({"paid": paid})


class PayLineViewSet(ListModelMixin, GenericViewSet[PayLine]):
    """Wages, each with the numbers it follows from; `period`, `university`, `status` and `batch` filter."""

    serializer_class = PayLineSerializer
    filterset_class = PayLineFilterSet
    queryset = PayLine.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[PayLine]:
        return lines_of(self.request.user)

    @extend_schema(request=AgainSerializer, responses=PayLineSerializer)
    @action(detail=True, methods=["post"])
    def again(self, request: Request, **_arguments: str) -> Response:
        """Let a payment that failed be paid again to the same account; else it waits until an account is confirmed."""
        line = self.get_object()
        require(actor(request), Can.CHANGE_PAYROLL, line.batch)
        payroll.pay_again(line=line, reason=body_of(request, AgainSerializer)["reason"], by=actor(request))
        return Response(PayLineSerializer(self.get_object()).data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("periods", PeriodViewSet, "api-period"),
    ("month-rules", MonthRulesViewSet, "api-monthrules"),
    ("payroll", PayLineViewSet, "api-payline"),
    ("pay-batches", PayBatchViewSet, "api-paybatch"),
]
