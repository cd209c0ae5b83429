"""Articles of the month: begun from the own logs, written, sent; reviewed, published, taken down."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from u2t.core.access import require
from u2t.core.errors import StaleError
from u2t.core.lists import ListSpec, list_page, register
from workforce.closing_choices import ArticleState
from workforce.filters.articles import ArticleFilterSet
from workforce.forms.articles import ArticleForm, ReasonForm
from workforce.forms.months import VersionForm
from workforce.models import Article, ArticlePhoto, Period
from workforce.permissions import Can
from workforce.selectors.articles import articles_of, logs_to_tell, own_contract
from workforce.services import articles
from workforce.tables.articles import ArticleTable
from workforce.views.answers import actor, settle, status_of

ARTICLES = register(
    ListSpec(
        name="workforce.articles",
        title=gettext_lazy("Articles of the month"),
        table=ArticleTable,
        filterset=ArticleFilterSet,
        rows=articles_of,
        empty=gettext_lazy("No article was found. What people write of a month of work stands here."),
    )
)
_WRITTEN = frozenset({ArticleState.DRAFT, ArticleState.RETURNED, ArticleState.WITHDRAWN})
_TAKEN_BACK = frozenset({ArticleState.SENT, ArticleState.PUBLISHED})


@login_required
@require_GET
def article_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, ARTICLES)


@login_required
@require_http_methods(["GET", "POST"])
def article_begin(request: HttpRequest, contract: int, period: int) -> HttpResponse:
    """Show the logs of an own month to pick from; begun before, the article is opened."""
    user = actor(request)
    require(user, Can.WRITE_ARTICLE)
    mine = get_object_or_404(own_contract(user, contract), pk=contract)
    months = Period.objects.filter(university=mine.university_id, programme=mine.programme_id)
    month = get_object_or_404(months.filter(during__overlap=mine.during), pk=period)
    there = Article.objects.filter(contract=mine, period=month).first()
    if there is not None:
        return redirect("article-detail", pk=there.pk)
    logs = logs_to_tell(mine, month)
    if request.method == "POST":
        chosen = set(request.POST.getlist("logs"))
        picked = [one for one in logs if str(one.pk) in chosen]
        article = articles.begin(contract=mine, period=month, picked=picked, by=user)
        return redirect("article-write", pk=article.pk)
    return render(request, "workforce/article_begin.html", {"logs": logs, "period": month})


@login_required
@require_GET
def article_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _article(request, pk), None)


@login_required
@require_http_methods(["GET", "POST"])
def article_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an article; "send" stores what is typed first."""
    user, article = actor(request), _article(request, pk)
    require(user, Can.WRITE_ARTICLE, article)
    form = ArticleForm(request.POST or None, article=article)

    def save() -> Article:
        write = articles.submit if "send" in request.POST else articles.save
        return write(article=article, told=form.told(), by=user, version=form.cleaned_data["version"])

    if settle(form, save) is not None:
        if "send" in request.POST:
            messages.success(request, _("The article is sent. You are told what becomes of it."))
            return redirect("article-detail", pk=pk)
        messages.success(request, _("Stored. You can go on later."))
        return redirect("article-write", pk=pk)
    return render(
        request, "workforce/article_write.html", {"form": form, "article": article}, status=status_of(form)
    )  # fmt: skip


@login_required
@require_POST
def article_publish(request: HttpRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, _("The article is published: everybody can read it."), _publish)


@login_required
@require_POST
def article_return(request: HttpRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, _("The article went back, and its writer is told."), _send_back)


@login_required
@require_POST
def article_take_down(request: HttpRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, _("The article is taken down, and its writer is told."), _take_down)


@login_required
@require_POST
def article_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    article, form = _article(request, pk), VersionForm(request.POST)
    require(actor(request), Can.WRITE_ARTICLE, article)
    if not form.is_valid():
        raise StaleError(_("This article was changed since you opened it. Open it again and look."), of=article)
    articles.withdraw(article=article, by=actor(request), version=form.cleaned_data["version"])
    messages.success(request, _("You have taken your article back. You can write it anew."))
    return redirect("article-detail", pk=pk)


@login_required
@require_GET
def article_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a photo of an article to whom the article is shown before it is published."""
    user = actor(request)
    rows = ArticlePhoto.objects.visible_to(user, to=Can.VIEW_ARTICLE).select_related("photo__file")
    return picture(articles.look(picked=get_object_or_404(rows, pk=pk), by=user), "private, max-age=3600")


def picture(content: bytes, kept: str) -> HttpResponse:
    """Answer with a picture; nothing in it may run or reach out."""
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Content-Disposition"] = "inline; filename=photo.jpg"
    answer["Content-Security-Policy"] = "default-src 'none'; img-src 'self'"
    answer["Cache-Control"] = kept
    return answer


def _publish(request: HttpRequest, article: Article, form: ReasonForm) -> Article:
    return articles.publish(article=article, by=actor(request), version=form.cleaned_data["version"])


def _send_back(request: HttpRequest, article: Article, form: ReasonForm) -> Article:
    return articles.send_back(article=article, by=actor(request), **form.cleaned_data)


def _take_down(request: HttpRequest, article: Article, form: ReasonForm) -> Article:
    return articles.take_down(article=article, by=actor(request), **form.cleaned_data)


def _decided(
    request: HttpRequest, pk: int, said: str, act: Callable[[HttpRequest, Article, ReasonForm], Article]
) -> HttpResponse:
    article = _article(request, pk)
    form = ReasonForm(request.POST, initial={"version": article.version})
    require(actor(request), Can.PUBLISH_ARTICLE, article)
    if settle(form, lambda: act(request, article, form)) is None:
        return _page(request, article, form)
    messages.success(request, said)
    return redirect("article-detail", pk=pk)


def _page(request: HttpRequest, article: Article, form: ReasonForm | None) -> HttpResponse:
    user = actor(request)
    is_own = article.contract.person.user_id == user.pk
    may_decide = not is_own and user.has_perm(Can.PUBLISH_ARTICLE, article)
    context = {
        "article": article,
        "photos": article.photos.all(),
        "versions": article.versions.all(),
        "is_own": is_own,
        "may_write": is_own and article.state in _WRITTEN,
        "may_withdraw": is_own and article.state in _TAKEN_BACK,
        "may_review": may_decide and article.state == ArticleState.SENT,
        "may_take_down": may_decide and article.state == ArticleState.PUBLISHED,
        "form": form or ReasonForm(initial={"version": article.version}),
    }
    return render(request, "workforce/article_detail.html", context, status=status_of(form) if form else 200)


def _article(request: HttpRequest, pk: int) -> Article:
    return get_object_or_404(articles_of(actor(request)), pk=pk)
