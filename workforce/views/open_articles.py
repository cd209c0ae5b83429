"""Articles as everybody reads them, without signing in: only what is published now."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tambon.models import Area
from u2t.core import files
from u2t.core.keyset import page_of
from workforce.selectors.articles import public_photos, published, writer_of
from workforce.views.articles import picture

_PAGE = 12
_DIGITS = 6


@require_GET
def article_open_list(request: HttpRequest) -> HttpResponse:
    """List what is published, of one tambon where the address names it."""
    rows, code = published(), request.GET.get("tambon", "")
    tambon = None
    if code:
        tambons = Area.objects.public() if len(code) == _DIGITS and code.isdecimal() else Area.objects.none()
        tambon = get_object_or_404(tambons, pk=code)
        rows = rows.filter(tambon=tambon)
    page = page_of(rows, order="-published_at", size=_PAGE, token=request.GET.get("cursor", ""))
    context = {"page": page, "tambon": tambon}
    return render(request, "workforce/article_open_list.html", context)


@require_GET
def article_open_detail(request: HttpRequest, pk: int) -> HttpResponse:
    article = get_object_or_404(published(), pk=pk)
    return render(
        request, "workforce/article_open_detail.html", {"article": article, "writer": writer_of(article)}
    )  # fmt: skip


@require_GET
def article_open_photo(_request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a photo of a published article; its address is of the article alone."""
    found = get_object_or_404(public_photos(), key=key)
    return picture(files.read(found.photo.file), "public, max-age=300")
