"""Papers, read and signed."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from tambon.api.fields import actor
from tambon.models import University
from u2t.core.access import require
from u2t.core.api.bodies import body_of
from u2t.core.api.views import JobSerializer
from workforce.choices import PaperKind, Party
from workforce.filters.papers import PaperFilterSet
from workforce.models import Contract, Paper, PaperTemplate, Post, Signature
from workforce.permissions import Can
from workforce.selectors.matrix import tambons_at_work
from workforce.selectors.monthpapers import MADE_WHEN
from workforce.selectors.papers import PER_CONTRACT, papers_of, university_of
from workforce.selectors.periods import periods_of
from workforce.selectors.sheets import Line, Order
from workforce.services import filing, monthpapers, packets, papers, templates

#: Kinds of papers about one contract, for the names in the description of the API.
MONTH_KINDS = [(kind, PaperKind(kind).label) for kind in MADE_WHEN]
KINDS = [(kind.value, kind.label) for kind in PER_CONTRACT]


class SignatureSerializer(serializers.ModelSerializer[Signature]):
    class Meta:
        model = Signature
        fields = ["id", "position", "party", "kind", "name", "capacity", "order_number", "signed_at"]


class PaperSerializer(serializers.ModelSerializer[Paper]):
    sha256 = serializers.CharField(source="pdf.sha256", read_only=True, help_text="Of the PDF, in hexadecimal.")
    signatures = SignatureSerializer(many=True, read_only=True)

    class Meta:
        model = Paper
        fields = [
            "id", "kind", "number", "university", "title", "contract", "handover", "announcement", "monthreport",
            "state", "issued_at", "cancelled_at", "sha256", "signatures",
        ]  # fmt: skip


class SignerSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200)
    capacity = serializers.CharField(max_length=200)
    order_number = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)
    party = serializers.ChoiceField(choices=Party.choices, required=False, default=Party.OFFICE)


class OrderSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KINDS)
    contract = serializers.IntegerField(min_value=1)
    on = serializers.DateField()
    to = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    lines = SignerSerializer(many=True, allow_empty=False)


class PacketSerializer(serializers.Serializer[Any]):
    tambon = serializers.CharField(max_length=6)
    programme = serializers.SlugField()
    kinds = serializers.MultipleChoiceField(choices=KINDS, allow_empty=False)
    on = serializers.DateField()
    to = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    lines = SignerSerializer(many=True, allow_empty=False)


class MonthPacketSerializer(serializers.Serializer[Any]):
    period = serializers.IntegerField(min_value=1)
    tambon = serializers.CharField(max_length=6)
    kinds = serializers.MultipleChoiceField(choices=MONTH_KINDS, allow_empty=False)


class ScanSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="A PDF; each page finds its paper by its code.")


class OwnPagesSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="A PDF of pages of this paper only.")
    pages = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=999),
        allow_empty=False,
        help_text="Which pages of the paper these are, in the order of the file.",
    )


class PagesSerializer(serializers.Serializer[Any]):
    pages = serializers.CharField(help_text="Numbers of pages, counted from 1.")
    result = serializers.CharField()


class CancelSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField()


class SignSerializer(serializers.Serializer[Any]):
    signature = serializers.IntegerField(min_value=1)
    sha256 = serializers.CharField(max_length=64, help_text="Of the PDF that was read.")
    intent = serializers.CharField(help_text="The sentence that is agreed to.")


class PaperViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Paper]):
    """Papers about contracts and hand-overs; their files are fetched from `/workforce/papers/ID/pdf/`."""

    needs: ClassVar[dict[str, str]] = {
        "create": Can.CHANGE_PAPER,
        "packets": Can.CHANGE_PAPER,
        "month_packets": Can.CHANGE_PAPER,
        "scans": Can.CHANGE_PAPER,
    }
    serializer_class = PaperSerializer
    filterset_class = PaperFilterSet
    queryset = Paper.objects.none()
    ordering = "-pk"

    def get_queryset(self) -> QuerySet[Paper]:
        return papers_of(self.request.user).select_related("pdf").prefetch_related("signatures")

    @extend_schema(request=OrderSerializer, responses={201: PaperSerializer})
    def create(self, request: Request) -> Response:
        asked = OrderSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        rows = Contract.objects.visible_to(request.user, to=Can.VIEW_CONTRACT)
        contract = get_object_or_404(rows.select_related("person", "university", "programme"), pk=data["contract"])
        order = Order(
            kind=data["kind"], subject=contract, on=data["on"], to=data["to"], site=request.build_absolute_uri("/"),
            lines=[Line(**line) for line in data["lines"]],
        )  # fmt: skip
        paper = papers.issue(order=order, by=request.user)
        return Response(self.get_serializer(paper).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=CancelSerializer, responses=PaperSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        paper = self.get_object()
        asked = CancelSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        papers.cancel(paper=paper, reason=asked.validated_data["reason"], by=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=SignSerializer, responses=PaperSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: str) -> Response:
        paper = self.get_object()
        asked = SignSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        signature = get_object_or_404(Signature, pk=data["signature"], paper=paper)
        papers.sign(signature=signature, shown_sha256=data["sha256"], intent=data["intent"], by=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=ScanSerializer, responses=PagesSerializer(many=True))
    @action(detail=False, methods=["post"], filterset_class=None, pagination_class=None)
    def scans(self, request: Request) -> Response:
        asked = ScanSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        filed = filing.file_all(content=asked.validated_data["file"].read(), by=request.user)
        return Response([{"pages": pages, "result": result} for pages, result in filed])

    @extend_schema(request=OwnPagesSerializer, responses=PagesSerializer)
    @action(detail=True, methods=["post"])
    def pages(self, request: Request, pk: str) -> Response:
        """File pages whose code cannot be read."""
        paper = self.get_object()
        require(request.user, Can.CHANGE_PAPER, paper)
        asked = OwnPagesSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        pages = asked.validated_data["pages"]
        content = asked.validated_data["file"].read()
        said = filing.file_by_hand(paper=paper, content=content, pages=pages, by=request.user)
        return Response({"pages": ", ".join(map(str, pages)), "result": said})

    @extend_schema(request=PacketSerializer, responses={202: JobSerializer})
    @action(detail=False, methods=["post"], filterset_class=None, pagination_class=None)
    def packets(self, request: Request) -> Response:
        asked = PacketSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        posts = Post.objects.visible_to(request.user, to=Can.CHANGE_POST).select_related("tambon", "programme")
        post = posts.filter(tambon=data["tambon"], programme=data["programme"]).first()
        if post is None:
            raise NotFound
        found = university_of(tambon=post.tambon, programme=post.programme, user=request.user)
        if found is None:
            raise NotFound
        packet = packets.Packet(
            tambon=post.tambon, programme=post.programme, university=found, kinds=tuple(sorted(data["kinds"])),
            on=data["on"], lines=tuple(Line(**line) for line in data["lines"]), to=data["to"],
            site=request.build_absolute_uri("/"),
        )  # fmt: skip
        return Response(JobSerializer(packets.ask(packet=packet, by=request.user)).data, status=202)

    @extend_schema(request=MonthPacketSerializer, responses={202: JobSerializer})
    @action(
        detail=False, methods=["post"], url_path="month-packets", filterset_class=None, pagination_class=None
    )  # fmt: skip
    def month_packets(self, request: Request) -> Response:
        """Make the papers of everybody in a tambon of one month, as one file."""
        asked = body_of(request, MonthPacketSerializer)
        period = get_object_or_404(periods_of(request.user), pk=asked["period"])
        require(request.user, Can.CHANGE_PAPER, period.university)
        tambon = get_object_or_404(tambons_at_work(period.university, request.user), pk=asked["tambon"])
        job = monthpapers.ask(
            period=period, tambon=tambon, kinds=sorted(asked["kinds"]), site=request.build_absolute_uri("/"),
            by=actor(request),
        )  # fmt: skip
        return Response(JobSerializer(job).data, status=202)


class WordingSerializer(serializers.ModelSerializer[PaperTemplate]):
    university = serializers.SlugField(required=False, default="", allow_blank=True, help_text="None: the shared text.")

    class Meta:
        model = PaperTemplate
        fields = ["id", "kind", "form", "university", "version", "title", "body", "is_current"]
        read_only_fields = ["version", "is_current"]
        validators: ClassVar[list[Any]] = []

    def to_representation(self, instance: PaperTemplate) -> dict[str, Any]:
        return super().to_representation(instance) | {"university": instance.university_id}


class PaperTextViewSet(ListModelMixin, GenericViewSet[PaperTemplate]):
    """Current texts of papers: the shared ones and those of the universities one answers for."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_TEMPLATE}
    serializer_class = WordingSerializer
    queryset = PaperTemplate.objects.none()
    ordering = "pk"

    def get_queryset(self) -> QuerySet[PaperTemplate]:
        require(self.request.user, Can.CHANGE_TEMPLATE)
        own = PaperTemplate.objects.visible_to(self.request.user, to=Can.CHANGE_TEMPLATE)
        return PaperTemplate.objects.filter(pk__in=own).filter(is_current=True) | PaperTemplate.objects.public().filter(
            is_current=True
        )

    @extend_schema(responses={201: WordingSerializer})
    def create(self, request: Request) -> Response:
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = dict(asked.validated_data)
        code = data.pop("university")
        rows = University.objects.visible_to(request.user, to=Can.CHANGE_TEMPLATE)
        university = get_object_or_404(rows, pk=code) if code else None
        template = templates.revise(wording=templates.Wording(university=university, **data), by=request.user)
        return Response(self.get_serializer(template).data, status=status.HTTP_201_CREATED)
