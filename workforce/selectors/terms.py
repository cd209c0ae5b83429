"""Which version of the rules holds, and what a version says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet

from tambon.models import Allocation, Programme, University
from tambon.selectors.names import full_names
from u2t.core.access import Actor, reach
from workforce.choices import DocumentKind, TermsState, WorkerType
from workforce.definitions import Apart, Paper, Rule, Type
from workforce.models import Terms
from workforce.permissions import Can
from workforce.selectors.rules import sentence_of


@dataclass(frozen=True, slots=True)
class Scored:
    """One criterion of the interview; without a code it is a new one."""

    name_th: str
    maximum: Decimal
    name_en: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """All that a version of the terms says."""

    work_starts_on: date
    work_ends_on: date
    digital_posts: int
    digital_type: str
    source: str
    types: tuple[Type, ...]
    rules: tuple[Rule, ...]
    documents: tuple[Paper, ...]
    criteria: tuple[Scored, ...]
    mend_days: int = 7
    keep_months: int = 12
    keep_years: int = 10
    list_days: int = 90
    reserve_days: int | None = None
    quotas: tuple[Apart, ...] = ()


@dataclass(frozen=True, slots=True)
class Posts:
    """How many posts of each type a version gives a tambon."""

    in_each: Mapping[str, int]
    apart: Mapping[tuple[str, str], int]

    def of(self, tambon: str, worker_type: str) -> int:
        """Return the posts of a type in a tambon: its own number, else that of each tambon."""
        return self.apart.get((tambon, worker_type), self.in_each.get(worker_type, 0))


@dataclass(frozen=True, slots=True)
class OwnPosts:
    """What a tambon has of the types in which it differs, for the page of a version."""

    tambon: str
    posts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TypeSummary:
    """What one type of worker is offered, has to be and has to bring, in words; `hints` are rules staff decide on.

    `apart` counts the tambons that have other posts of it than `posts`.
    """

    worker_type: str
    label: str
    posts: int
    wage: Decimal
    rules: tuple[str, ...]
    hints: tuple[str, ...]
    documents: tuple[str, ...]
    if_any: tuple[str, ...]
    digital_posts: int = 0
    apart: int = 0


def terms_for(*, programme: Programme, university: University) -> Terms | None:
    """Return the rules in force for a university: its own, else those of the nation; None where there are none."""
    rows = Terms.objects.filter(programme=programme, state=TermsState.IN_FORCE)
    own = rows.filter(university=university) | rows.filter(university=None)
    return own.order_by(F("university").asc(nulls_last=True)).first()


def readable_terms(user: Actor) -> "QuerySet[Terms, Terms]":
    """Return the versions a user may read: all that were put in force, and the drafts of the own area."""
    rows = Terms.objects.all()
    if not reach(user, Can.VIEW_TERMS):
        return rows.none()
    return (rows.public() | rows.visible_to(user, to=Can.VIEW_TERMS)).select_related("programme", "university")


def content_of(terms: Terms) -> Content:
    """Return all that a version says, in six queries."""
    return Content(
        work_starts_on=terms.work_starts_on,
        work_ends_on=terms.work_ends_on,
        digital_posts=terms.digital_posts,
        digital_type=terms.digital_type,
        mend_days=terms.mend_days,
        keep_months=terms.keep_months,
        keep_years=terms.keep_years,
        list_days=terms.list_days,
        reserve_days=terms.reserve_days,
        source=terms.source,
        types=tuple(Type(t.worker_type, t.posts_per_tambon, t.monthly_wage) for t in terms.types.all()),
        rules=tuple(Rule(r.code, r.parameters, r.worker_type, r.is_required) for r in terms.rules.all()),
        documents=tuple(Paper(d.kind, d.worker_type, d.is_required) for d in terms.documents.all()),
        criteria=tuple(Scored(c.name_th, c.maximum, c.name_en, c.code) for c in terms.criteria.all()),
        quotas=tuple(Apart(q.tambon_id, q.worker_type, q.posts) for q in terms.quotas.all()),
    )


def posts_by(terms: Terms, tambons: Collection[str] | None = None) -> Posts:
    """Return the posts that a version gives tambons: some, or all."""
    own = terms.quotas.all() if tambons is None else terms.quotas.filter(tambon__in=tambons)
    return Posts(
        dict(terms.types.values_list("worker_type", "posts_per_tambon")),
        {(tambon, type_): posts for tambon, type_, posts in own.values_list("tambon", "worker_type", "posts")},
    )


def own_posts(content: Content) -> list[OwnPosts]:
    """Return the tambons that differ, by the order of their codes."""
    found: dict[str, list[Apart]] = {}
    for one in content.quotas:
        found.setdefault(one.tambon, []).append(one)
    names = full_names(list(found))
    told = {code: sorted(rows, key=_order) for code, rows in sorted(found.items())}
    return [
        OwnPosts(names.get(code, code), tuple((str(WorkerType(row.worker_type).label), row.posts) for row in rows))
        for code, rows in told.items()
    ]


def held_ever(programme: Programme, university: University, tambons: Collection[str]) -> set[str]:
    """Return those of some tambons that a university holds on any day of a programme."""
    rows = Allocation.objects.filter(programme=programme, university=university, during__isempty=False)
    return set(rows.filter(tambon__in=tambons).values_list("tambon", flat=True))


def summaries_of(content: Content) -> list[TypeSummary]:
    """Say for each type of worker what is offered and asked, for the public page and the page of the terms."""
    return [_summary(content, type_) for type_ in sorted(content.types, key=_order)]


def _order(type_: Type | Apart) -> int:
    return WorkerType.values.index(type_.worker_type)


def _summary(content: Content, type_: Type) -> TypeSummary:
    rules = [rule for rule in content.rules if rule.worker_type in {"", type_.worker_type}]
    papers = [paper for paper in content.documents if paper.worker_type in {"", type_.worker_type}]
    return TypeSummary(
        worker_type=type_.worker_type,
        label=str(WorkerType(type_.worker_type).label),
        posts=type_.posts,
        wage=Decimal(type_.wage),
        rules=tuple(sentence_of(rule.code, rule.parameters) for rule in rules if rule.is_required),
        hints=tuple(sentence_of(rule.code, rule.parameters) for rule in rules if not rule.is_required),
        documents=tuple(str(DocumentKind(paper.kind).label) for paper in papers if paper.is_required),
        if_any=tuple(str(DocumentKind(paper.kind).label) for paper in papers if not paper.is_required),
        digital_posts=content.digital_posts if type_.worker_type == content.digital_type else 0,
        apart=sum(1 for one in content.quotas if one.worker_type == type_.worker_type and one.posts != type_.posts),
    )
