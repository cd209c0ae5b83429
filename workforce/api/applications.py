"""Applications and their documents: own ones are written, those of the own university are read."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import actor
from u2t.core.errors import InputError
from workforce.api.resultshapes import OwnStandingSerializer
from workforce.choices import ApplicationState, DocumentKind, EducationLevel
from workforce.editing import ApplicationInputError
from workforce.filters.applications import ApplicationApiFilterSet
from workforce.forms.applications import PART_FORMS, FormerNameForm
from workforce.models import Application, Document, Education, Employment, NameChange, PastTraining, Person, Round
from workforce.permissions import Can
from workforce.selectors.applications import answers_of, own_applications, with_parts
from workforce.selectors.lacks import lacks_of
from workforce.selectors.results import result_for
from workforce.selectors.running import running_during
from workforce.selectors.selections import shown_state
from workforce.selectors.standing import standing_of
from workforce.services import applications, documents, parts, people, refusals
from workforce.views import documents as pages

_PARTS = r"parts/(?P<part>education|work|training)"
_ROW = OpenApiParameter("row", OpenApiTypes.INT, OpenApiParameter.PATH)
_PART = OpenApiParameter("part", OpenApiTypes.STR, OpenApiParameter.PATH, enum=sorted(PART_FORMS))


class ApplicantSerializer(serializers.ModelSerializer[Person]):
    national_id = serializers.CharField(source="masked_national_id", read_only=True, help_text="The last four digits.")

    class Meta:
        model = Person
        fields = [
            "id", "national_id", "id_kind", "rank", "title", "first_name", "last_name", "sex", "born_on",
            "birth_precision", "telephone", "email", "domicile",
        ]  # fmt: skip


class EducationSerializer(serializers.ModelSerializer[Education]):
    class Meta:
        model = Education
        fields = ["id", "level", "field", "institution", "grade_average", "graduated_on", "is_studying"]


class EmploymentSerializer(serializers.ModelSerializer[Employment]):
    class Meta:
        model = Employment
        fields = ["id", "employer", "position", "began_on", "ended_on", "reason_for_leaving"]


class PastTrainingSerializer(serializers.ModelSerializer[PastTraining]):
    class Meta:
        model = PastTraining
        fields = ["id", "subject", "hours", "year"]


class DocumentSerializer(serializers.ModelSerializer[Document]):
    name = serializers.CharField(source="file.name", read_only=True)
    media_type = serializers.CharField(source="file.media_type", read_only=True)
    size = serializers.IntegerField(source="file.size", read_only=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)

    class Meta:
        model = Document
        fields = ["id", "application", "kind", "state", "reason", "uploaded_at", "replaced_at", "name", "media_type"]
        fields += ["size", "sha256"]


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    person = ApplicantSerializer(read_only=True)
    educations = EducationSerializer(many=True, read_only=True)
    employments = EmploymentSerializer(many=True, read_only=True)
    trainings = PastTrainingSerializer(many=True, read_only=True)
    documents = DocumentSerializer(source="lasting", many=True, read_only=True)

    class Meta:
        model = Application
        fields = [
            "id", "round", "number", "state", "worker_type", "first_choice", "second_choice", "achievements",
            "has_no_state_work", "note", "answers", "submitted_at", "returned_parts", "mend_until", "version", "person",
            "educations", "employments", "trainings", "documents",
        ]  # fmt: skip

    def to_representation(self, instance: Application) -> dict[str, Any]:
        """Show the writer no result before it is announced."""
        shown = super().to_representation(instance)
        if instance.user_id == self.context["request"].user.pk:
            shown["state"] = shown_state(instance).value
        return shown


class StartSerializer(serializers.Serializer[Any]):
    round = serializers.IntegerField()
    notice_version = serializers.CharField(help_text="The version of the privacy notice that the applicant read.")


class SaveSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version that was seen; another one answers 412.")
    title = serializers.CharField(required=False, allow_blank=True)
    rank = serializers.CharField(required=False, allow_blank=True)
    first_name = serializers.CharField(required=False, allow_blank=True)
    last_name = serializers.CharField(required=False, allow_blank=True)
    national_id = serializers.CharField(required=False, allow_blank=True)
    born = serializers.CharField(required=False, allow_blank=True, help_text="1998-05-01, 1/5/2541, 5/2541 or 2541.")
    sex = serializers.CharField(required=False, allow_blank=True)
    telephone = serializers.CharField(required=False, allow_blank=True)
    email = serializers.CharField(required=False, allow_blank=True)
    domicile = serializers.CharField(required=False, allow_blank=True, help_text="Code or full name of the tambon.")
    registered_address = serializers.CharField(required=False, allow_blank=True)
    current_address = serializers.CharField(required=False, allow_blank=True)
    worker_type = serializers.CharField(required=False, allow_blank=True)
    first_choice = serializers.CharField(required=False, allow_blank=True, help_text="Code of a tambon.")
    second_choice = serializers.CharField(required=False, allow_blank=True)
    has_no_state_work = serializers.ChoiceField(choices=["", "yes", "no"], required=False)
    achievements = serializers.CharField(required=False, allow_blank=True)


class PartSerializer(serializers.Serializer[Any]):
    """A row of education, work or training; each takes its own fields."""

    level = serializers.ChoiceField(choices=EducationLevel.choices, required=False)
    institution = serializers.CharField(required=False)
    field = serializers.CharField(required=False, allow_blank=True)
    is_studying = serializers.BooleanField(required=False)
    graduated_on = serializers.CharField(required=False, allow_blank=True)
    grade_average = serializers.DecimalField(max_digits=3, decimal_places=2, required=False, allow_null=True)
    employer = serializers.CharField(required=False)
    position = serializers.CharField(required=False, allow_blank=True)
    began_on = serializers.CharField(required=False, allow_blank=True)
    ended_on = serializers.CharField(required=False, allow_blank=True)
    reason_for_leaving = serializers.CharField(required=False, allow_blank=True)
    subject = serializers.CharField(required=False)
    hours = serializers.IntegerField(required=False, allow_null=True)
    year = serializers.IntegerField(required=False, allow_null=True)


class FormerNameSerializer(serializers.ModelSerializer[NameChange]):
    until_on = serializers.CharField(help_text="2019-05-01, or 1/5/2562.")

    class Meta:
        model = NameChange
        fields = ["id", "until_on", "title", "first_name", "last_name"]


class SubmitSerializer(serializers.Serializer[Any]):
    declared = serializers.BooleanField(help_text="The applicant confirms that what is stated is true.")


class GiveUpSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class UploadSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    file = serializers.FileField()


class AnswerSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    verdict = serializers.CharField()
    is_required = serializers.BooleanField()
    reason = serializers.CharField()
    remedy = serializers.CharField()


class RunningSerializer(serializers.Serializer[Any]):
    """All that is told of a contract that runs during the work of the round: that there is one, and whom to call."""

    telephone = serializers.CharField(help_text="Of whom hired; empty where none is known.")
    is_sure = serializers.BooleanField(
        help_text="False of somebody of the same name and perhaps birth, one of the two without a national ID."
    )


class CheckSerializer(serializers.Serializer[Any]):
    answers = AnswerSerializer(many=True)
    missing = serializers.ListField(child=serializers.CharField())
    running = RunningSerializer(allow_null=True, help_text="A contract that runs anywhere in the country, if any.")


class ApplicationViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Application]):
    """Applications: the own ones, and to staff those of their university."""

    needs: ClassVar[dict[str, str]] = {"create": Can.CHANGE_APPLICATION}
    serializer_class = ApplicationSerializer
    filterset_class = ApplicationApiFilterSet
    queryset = Application.objects.none()
    ordering = "pk"

    def get_queryset(self) -> QuerySet[Application]:
        rows = Application.objects.visible_to(self.request.user, to=Can.VIEW_APPLICATION)
        # What was never sent is its writer's alone.
        return with_parts(rows.filter(Q(submitted_at__isnull=False) | Q(user=actor(self.request).pk)))

    @extend_schema(request=StartSerializer, responses={201: ApplicationSerializer, 200: ApplicationSerializer})
    def create(self, request: Request) -> Response:
        """Begin an application in a round; the one that is there is returned."""
        asked = _valid(StartSerializer, request)
        round_ = get_object_or_404(Round.objects.public(), pk=asked["round"])
        mine = Application.objects.filter(round=round_, user=actor(request)).exclude(state=ApplicationState.WITHDRAWN)
        known = mine.exists()
        made = applications.start(round_=round_, notice_version=asked["notice_version"], by=actor(request))
        return Response(self._shown(made), status=status.HTTP_200_OK if known else status.HTTP_201_CREATED)

    @extend_schema(request=SaveSerializer, responses=ApplicationSerializer)
    def partial_update(self, request: Request, **_arguments: str) -> Response:
        """Store all of what is given, or nothing."""
        application = self._own()
        asked = dict(_valid(SaveSerializer, request))
        unknown = sorted(set(_body(request)) - set(SaveSerializer().fields))
        if unknown:
            raise InputError(f"Unknown field: {', '.join(unknown)}.", extra={"known": sorted(SaveSerializer().fields)})
        version = asked.pop("version")
        return Response(
            self._shown(applications.save(application=application, given=asked, version=version, by=actor(request)))
        )

    @extend_schema(request=SubmitSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, **_arguments: str) -> Response:
        """Send it; what is missing is listed in words."""
        application, asked = self._own(), _valid(SubmitSerializer, request)
        sent = applications.submit(application=application, declared=asked["declared"], by=actor(request))
        return Response(self._shown(sent))

    @extend_schema(request=None, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **_arguments: str) -> Response:
        """Take it back."""
        return Response(self._shown(applications.withdraw(application=self._own(), by=actor(request))))

    @extend_schema(request=GiveUpSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="give-up", url_name="give-up")
    def give_up(self, request: Request, **_arguments: str) -> Response:
        """Give up the place that was announced; the next on the list follows."""
        application, asked = self._own(), _valid(GiveUpSerializer, request)
        done = refusals.give_up(application=application, reason=asked["reason"], by=actor(request))
        return Response(self._shown(done))

    @extend_schema(responses=OwnStandingSerializer)
    @action(detail=True, methods=["get"])
    def standing(self, request: Request, **_arguments: str) -> Response:
        """Say where an own application stands, what happens next, and its result once that is published."""
        application = self._own()
        found = {"standing": standing_of(application), "result": result_for(application)}
        return Response(OwnStandingSerializer(found).data)

    @extend_schema(responses=CheckSerializer)
    @action(detail=True, methods=["get"])
    def check(self, request: Request, **_arguments: str) -> Response:
        """Answer each rule of the round, and list what is missing."""
        application = self.get_object()
        answers = AnswerSerializer(answers_of(application), many=True).data
        running = running_during(application)
        return Response(
            {
                "answers": answers,
                "missing": [lack.sentence for lack in lacks_of(application)],
                "running": RunningSerializer(running).data if running else None,
            }
        )

    @extend_schema(request=PartSerializer, responses={201: ApplicationSerializer}, parameters=[_PART])
    @action(detail=True, methods=["post"], url_path=_PARTS, url_name="part-list")
    def add_part(self, request: Request, *, part: str, **_arguments: str) -> Response:
        """Add a row of education, work or training."""
        application = self._own()
        values = _taken(PART_FORMS[part](_body(request)))
        parts.add(application=application, kind=part, values=values, by=actor(request))
        return Response(self._shown(application), status=status.HTTP_201_CREATED)

    @extend_schema(request=PartSerializer, responses=ApplicationSerializer, parameters=[_PART, _ROW])
    @action(detail=True, methods=["patch"], url_path=rf"{_PARTS}/(?P<row>\d+)", url_name="part-detail")
    def change_part(self, request: Request, *, part: str, row: str, **_arguments: str) -> Response:
        """Write a row anew."""
        application = self._own()
        found = self._row(application, part, row)
        parts.change(row=found, values=_taken(PART_FORMS[part](_body(request))), by=actor(request))
        return Response(self._shown(application))

    @extend_schema(request=None, responses={204: None}, parameters=[_PART, _ROW])
    @action(detail=True, methods=["post"], url_path=rf"{_PARTS}/(?P<row>\d+)/remove", url_name="part-remove")
    def remove_part(self, request: Request, *, part: str, row: str, **_arguments: str) -> Response:
        """Take a row out."""
        parts.remove(row=self._row(self._own(), part, row), by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=FormerNameSerializer, responses={201: FormerNameSerializer})
    @action(detail=True, methods=["post"], url_path="former-names", url_name="former-name-list")
    def add_former_name(self, request: Request, **_arguments: str) -> Response:
        """Enter the name the applicant had until a day."""
        application = self._own()
        name = people.FormerName(**_taken(FormerNameForm(_body(request))))
        made = parts.add_name(application=application, name=name, by=actor(request))
        return Response(FormerNameSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None}, parameters=[_ROW])
    @action(detail=True, methods=["post"], url_path=r"former-names/(?P<row>\d+)/remove", url_name="former-name-remove")
    def remove_former_name(self, request: Request, *, row: str, **_arguments: str) -> Response:
        """Take a former name out."""
        application = self._own()
        change = get_object_or_404(NameChange.objects.filter(person=application.person), pk=row)
        parts.remove_name(application=application, change=change, by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request={"multipart/form-data": UploadSerializer}, responses={201: DocumentSerializer})
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser, FormParser])
    def documents(self, request: Request, **_arguments: str) -> Response:
        """Bring a document: a picture or a PDF of at most 10 MB; it replaces the one of its kind."""
        kind, file = str(_body(request).get("kind", "")), request.FILES.get("file")
        made = pages.bring(self._own(), kind, file, by=actor(request))
        return Response(DocumentSerializer(made).data, status=status.HTTP_201_CREATED)

    def _row(self, application: Application, part: str, row: str) -> parts.Part:
        rows = parts.KINDS[part]._default_manager.filter(application=application)
        return cast("parts.Part", get_object_or_404(rows, pk=row))

    def _own(self) -> Application:
        return get_object_or_404(own_applications(self.request.user), pk=self.kwargs["pk"])

    def _shown(self, application: Application) -> Any:
        return self.get_serializer(self.get_queryset().get(pk=application.pk)).data


class DocumentViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Document]):
    """Documents, replaced ones too; opening one is recorded."""

    serializer_class = DocumentSerializer
    queryset = Document.objects.none()
    ordering = "pk"
    own_parameters = ()

    def get_queryset(self) -> QuerySet[Document]:
        return Document.objects.visible_to(self.request.user, to=Can.VIEW_DOCUMENT).select_related("file")

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def content(self, request: Request, **_arguments: str) -> HttpResponse:
        """Return the document itself."""
        return pages.shown(self.get_object(), by=actor(request))

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, **_arguments: str) -> Response:
        """Take a document out of an own application."""
        mine = Document.objects.visible_to(request.user, to=Can.CHANGE_APPLICATION).select_related("application")
        documents.remove(document=get_object_or_404(mine, pk=self.kwargs["pk"]), by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _valid(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    asked = kind(data=request.data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def _body(request: Request) -> Mapping[str, Any]:
    if not isinstance(request.data, Mapping):
        raise ApplicationInputError(_("Send the fields with their names, not a list."))
    return request.data


def _taken(form: Form) -> dict[str, Any]:
    if not form.is_valid():
        raise ApplicationInputError(_("Some values cannot be accepted."), extra={"errors": form.errors})
    return dict(form.cleaned_data)


routes: list[tuple[str, type[ViewSetMixin], str]] = [
    ("applications", ApplicationViewSet, "api-application"),
    ("application-documents", DocumentViewSet, "api-document"),
]
