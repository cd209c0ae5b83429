"""Certificates of tax withheld."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import actor
from u2t.core import files
from u2t.core.access import require
from u2t.core.api.bodies import body_of
from u2t.core.api.views import JobSerializer
from workforce.filters.certificates import TaxCertificateFilterSet
from workforce.models import TaxCertificate
from workforce.permissions import Can
from workforce.selectors.certificates import certificates_of
from workforce.selectors.taxyears import payers_of, people_paid_in
from workforce.services import certificates


class TaxCertificateSerializer(serializers.ModelSerializer[TaxCertificate]):
    number = serializers.CharField(source="shown_number", read_only=True)

    gross_now = serializers.DecimalField(
        max_digits=14, decimal_places=2, read_only=True, help_text="What the payments of the year come to now."
    )
    withheld_now = serializers.DecimalField(max_digits=14, decimal_places=2, read_only=True)
    differs = serializers.BooleanField(
        read_only=True, help_text="It stands, and no longer says what the year comes to."
    )

    class Meta:
        model = TaxCertificate
        fields = [
            "id", "university", "person", "year", "number", "state", "gross", "withheld", "gross_now", "withheld_now",
            "differs", "replaces", "issued_at", "cancelled_at",
        ]  # fmt: skip


class CertifyAllSerializer(serializers.Serializer[Any]):
    university = serializers.SlugField()
    year = serializers.IntegerField(min_value=2400, max_value=2599, help_text="Buddhist era.")


class CertifySerializer(CertifyAllSerializer):
    person = serializers.IntegerField(min_value=1)


class CancelCertificateSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)


class TaxCertificateViewSet(ListModelMixin, GenericViewSet[TaxCertificate]):
    """Certificates of tax withheld (50 bis); `year`, `university` and `status` filter."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_TAX_CERTIFICATE, "issue_all": Can.CHANGE_TAX_CERTIFICATE}
    serializer_class = TaxCertificateSerializer
    filterset_class = TaxCertificateFilterSet
    queryset = TaxCertificate.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[TaxCertificate]:
        return certificates_of(self.request.user)

    @extend_schema(request=CertifySerializer, responses={201: TaxCertificateSerializer})
    def create(self, request: Request) -> Response:
        """Issue the certificate of a person and year; the one that stands is the answer."""
        user, asked = actor(request), body_of(request, CertifySerializer)
        university = get_object_or_404(payers_of(user), pk=asked["university"])
        person = get_object_or_404(people_paid_in(university, asked["year"]), pk=asked["person"])
        made = certificates.issue(university=university, person=person, year=asked["year"], by=user)
        return self._shown(made, status.HTTP_201_CREATED)

    @extend_schema(request=CertifyAllSerializer, responses={202: JobSerializer})
    @action(detail=False, methods=["post"], url_path="issue-all", filterset_class=None, pagination_class=None)
    def issue_all(self, request: Request) -> Response:
        """Issue those of everybody of whom tax was withheld in a year, as a job."""
        user, asked = actor(request), body_of(request, CertifyAllSerializer)
        university = get_object_or_404(payers_of(user), pk=asked["university"])
        job = certificates.ask(university=university, year=asked["year"], by=user)
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=CancelCertificateSerializer, responses=TaxCertificateSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **_arguments: str) -> Response:
        """Cancel a certificate; the next one of the year names it."""
        certificate = self.get_object()
        require(request.user, Can.CHANGE_TAX_CERTIFICATE, certificate)
        reason = body_of(request, CancelCertificateSerializer)["reason"]
        return self._shown(certificates.cancel(certificate=certificate, reason=reason, by=actor(request)))

    @extend_schema(request=CancelCertificateSerializer, responses={201: TaxCertificateSerializer})
    @action(detail=True, methods=["post"])
    def reissue(self, request: Request, **_arguments: str) -> Response:
        """Cancel a certificate and issue the one that says what the year comes to now."""
        certificate = self.get_object()
        require(request.user, Can.CHANGE_TAX_CERTIFICATE, certificate)
        reason = body_of(request, CancelCertificateSerializer)["reason"]
        made = certificates.reissue(certificate=certificate, reason=reason, by=actor(request))
        return self._shown(made, status.HTTP_201_CREATED)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def pdf(self, request: Request, **_arguments: str) -> HttpResponse:
        """Return the certificate."""
        file = certificates.read(certificate=self.get_object(), by=actor(request))
        return HttpResponse(files.read(file), content_type=file.media_type)

    def _shown(self, certificate: TaxCertificate, code: int = status.HTTP_200_OK) -> Response:
        return Response(TaxCertificateSerializer(self.get_queryset().get(pk=certificate.pk)).data, status=code)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("tax-certificates", TaxCertificateViewSet, "api-taxcertificate"),
]
