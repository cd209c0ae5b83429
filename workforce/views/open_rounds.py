"""Rounds as everybody sees them, without signing in: what is open where, until when, for whom."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tambon.choices import Level
from tambon.models import Area
from u2t.core import clock
from u2t.core.keyset import page_of
from u2t.core.templatetags.u2t import local_name
from workforce.choices import RoundPhase
from workforce.filters.rounds import provinces
from workforce.forms.rounds import WantedForm
from workforce.models import Round, RoundQuota
from workforce.selectors.rounds import Offer, Wanted, announced_rounds, narrowed, offers_of, open_rounds
from workforce.selectors.selections import announcements_of, standing_announcement
from workforce.selectors.terms import content_of, summaries_of

_PAGE = 20


@require_GET
def round_open_list(request: HttpRequest) -> HttpResponse:
    form = WantedForm(request.GET or None, provinces=provinces())
    wanted = form.wanted()
    now = clock.now()
    page = page_of(_found(open_rounds(), wanted), order="closes_at", size=_PAGE, token=request.GET.get("cursor", ""))
    coming = _found(announced_rounds().filter(opens_at__gt=now), wanted).order_by("opens_at", "pk")[:_PAGE]
    results = announcements_of(_found(Round.objects.public(), wanted))[:_PAGE]
    context = {"form": form, "page": page, "coming": coming, "wanted": wanted, "query": _query(request)}
    context["results"] = results
    return render(request, "workforce/round_open_list.html", context)


@require_GET
def round_open_detail(request: HttpRequest, pk: int) -> HttpResponse:
    rounds = Round.objects.public().select_related("university", "programme", "terms")
    found = get_object_or_404(rounds, pk=pk)
    form = WantedForm(request.GET or None, provinces=_provinces(found))
    offers = offers_of(found, wanted) if (wanted := form.wanted()) is not None else []
    phase = found.phase_at(clock.now())
    offered = {offer.worker_type for offer in offers_of(found)}
    summaries = [one for one in summaries_of(content_of(found.terms)) if one.worker_type in offered]
    context = {
        "round": found,
        "phase": phase,
        "is_open": phase == RoundPhase.OPEN,
        "announcement": standing_announcement(found),
        "is_coming": phase == RoundPhase.COMING,
        "form": form,
        "types": [one.label for one in summaries],
        "lines": _by_tambon(offers, [one.worker_type for one in summaries]),
        "posts": sum(offer.posts for offer in offers),
        "summaries": summaries,
    }
    return render(request, "workforce/round_open_detail.html", context)


def _by_tambon(offers: list[Offer], types: list[str]) -> list[tuple[Area, list[int]]]:
    tambons = {offer.tambon.code: offer.tambon for offer in offers}
    posts = {(offer.tambon.code, offer.worker_type): offer.posts for offer in offers}
    return [(tambon, [posts.get((code, type_), 0) for type_ in types]) for code, tambon in tambons.items()]


def _found(rounds: "QuerySet[Round, Round]", wanted: Wanted | None) -> "QuerySet[Round, Round]":
    return narrowed(rounds, wanted) if wanted is not None else rounds.none()


def _provinces(found: Round) -> list[tuple[str, str]]:
    """Return the provinces in which a round offers something."""
    codes = RoundQuota.objects.filter(round=found, posts__gt=0).values("tambon__parent__parent")
    rows = Area.objects.public().filter(pk__in=codes, level=Level.PROVINCE).order_by("sort_key")
    return [(area.pk, local_name(area)) for area in rows]


def _query(request: HttpRequest) -> str:
    """Return the search without its page, for the links to each round."""
    query = request.GET.copy()
    query.pop("cursor", None)
    return f"?{query.urlencode()}" if query else ""
