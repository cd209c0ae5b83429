"""Articles of the month."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSetMixin

from tambon.api.fields import actor
from u2t.core.api.bodies import body_of
from workforce.filters.articles import ArticleFilterSet
from workforce.models import Article, ArticlePhoto, Period
from workforce.permissions import Can
from workforce.selectors.articles import articles_of, own_contract, photos_to_pick
from workforce.services import articles
from workforce.services.articles import MOST_LETTERS, MOST_PHOTOS, Picked, Told


class ArticlePhotoSerializer(serializers.ModelSerializer[ArticlePhoto]):
    class Meta:
        model = ArticlePhoto
        fields = ["id", "photo", "caption", "position"]


class ArticleSerializer(serializers.ModelSerializer[Article]):
    month = serializers.DateField(source="period.month", read_only=True)
    photos = ArticlePhotoSerializer(many=True, read_only=True)

    class Meta:
        model = Article
        fields = [
            "id", "contract", "period", "month", "tambon", "state", "title", "text", "shows_name", "photos", "sent_at",
            "published_at", "reason", "version",
        ]  # fmt: skip


class BeginArticleSerializer(serializers.Serializer[Any]):
    contract = serializers.IntegerField(min_value=1)
    period = serializers.IntegerField(min_value=1)


class ArticleVersionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version you saw; 412 if the article changed since.")


class PickedSerializer(serializers.Serializer[Any]):
    photo = serializers.IntegerField(min_value=1, help_text="A photo of a log of the same month.")
    caption = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class WriteArticleSerializer(ArticleVersionSerializer):
    title = serializers.CharField(max_length=150)
    text = serializers.CharField(max_length=MOST_LETTERS, allow_blank=True)
    photos = PickedSerializer(  # type: ignore[call-arg]  # `max_length` is that of the list
        many=True, required=False, default=list, max_length=MOST_PHOTOS
    )
    shows_name = serializers.BooleanField(required=False, default=False)


class ArticleReasonSerializer(ArticleVersionSerializer):
    reason = serializers.CharField(max_length=1000)


class ArticleViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Article]):
    """Articles of people at work; `status`, `period` (2564-11), `tambon` and `contract` filter."""

    needs: ClassVar[dict[str, str]] = {"create": Can.WRITE_ARTICLE}
    serializer_class = ArticleSerializer
    filterset_class = ArticleFilterSet
    queryset = Article.objects.none()
    ordering = "-pk"
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Article]:
        return articles_of(self.request.user).prefetch_related("photos")

    @extend_schema(request=BeginArticleSerializer, responses={201: ArticleSerializer})
    def create(self, request: Request) -> Response:
        """Begin the article of an own month from its logs; begun before, that one is the answer."""
        asked, user = body_of(request, BeginArticleSerializer), actor(request)
        contract = get_object_or_404(own_contract(user, asked["contract"]), pk=asked["contract"])
        period = get_object_or_404(Period.objects.visible_to(user, to=Can.VIEW_PERIOD), pk=asked["period"])
        return self._shown(articles.begin(contract=contract, period=period, by=user), status.HTTP_201_CREATED)

    @extend_schema(request=WriteArticleSerializer, responses=ArticleSerializer)
    @action(detail=True, methods=["post"])
    def write(self, request: Request, **_arguments: str) -> Response:
        """Store what was written so far."""
        article, asked = self.get_object(), body_of(request, WriteArticleSerializer)
        version, wanted = asked.pop("version"), asked.pop("photos")
        there = photos_to_pick(article.contract, article.period).in_bulk()
        if {one["photo"] for one in wanted} - set(there):
            said = _("Choose photos of your own logs of this month.")
            raise articles.ArticleInputError(said, extra={"field": "photos"})
        told = Told(photos=[Picked(there[one["photo"]], one["caption"]) for one in wanted], **asked)
        return self._shown(articles.save(article=article, told=told, by=actor(request), version=version))

    @extend_schema(request=ArticleVersionSerializer, responses=ArticleSerializer)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, **_arguments: str) -> Response:
        """Send the own article to be reviewed."""
        article, asked = self.get_object(), body_of(request, ArticleVersionSerializer)
        return self._shown(articles.send(article=article, by=actor(request), **asked))

    @extend_schema(request=ArticleVersionSerializer, responses=ArticleSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **_arguments: str) -> Response:
        """Take the own article back, also one that is published."""
        article, asked = self.get_object(), body_of(request, ArticleVersionSerializer)
        return self._shown(articles.withdraw(article=article, by=actor(request), **asked))

    @extend_schema(request=ArticleVersionSerializer, responses=ArticleSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, **_arguments: str) -> Response:
        """Publish an article that waits."""
        article, asked = self.get_object(), body_of(request, ArticleVersionSerializer)
        return self._shown(articles.publish(article=article, by=actor(request), **asked))

    @extend_schema(request=ArticleReasonSerializer, responses=ArticleSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, **_arguments: str) -> Response:
        """Return an article, saying what is to be changed."""
        article, asked = self.get_object(), body_of(request, ArticleReasonSerializer)
        return self._shown(articles.send_back(article=article, by=actor(request), **asked))

    @extend_schema(request=ArticleReasonSerializer, responses=ArticleSerializer)
    @action(detail=True, methods=["post"], url_path="take-down")
    def take_down(self, request: Request, **_arguments: str) -> Response:
        """Take a published article down, saying why."""
        article, asked = self.get_object(), body_of(request, ArticleReasonSerializer)
        return self._shown(articles.take_down(article=article, by=actor(request), **asked))

    def _shown(self, article: Article, code: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=article.pk)).data, status=code)


routes: list[tuple[str, type[ViewSetMixin], str]] = [("articles", ArticleViewSet, "api-article")]
