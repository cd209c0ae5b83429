"""Which version of the rules holds, and what a version says."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet

from tambon.models import Programme, University
from u2t.core.access import Actor, reach
from workforce.choices import DocumentKind, TermsState, WorkerType
from workforce.definitions import Paper, Rule, Type
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


@dataclass(frozen=True, slots=True)
class TypeSummary:
    """What one type of worker is offered, has to be and has to bring, in words; `hints` are rules staff decide on."""

    worker_type: str
    label: str
    posts: int
    wage: Decimal
    rules: tuple[str, ...]
    hints: tuple[str, ...]
    documents: tuple[str, ...]
    if_any: tuple[str, ...]
    digital_posts: int = 0


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
    """Return all that a version says, in five queries."""
    return Content(
        work_starts_on=terms.work_starts_on,
        work_ends_on=terms.work_ends_on,
        digital_posts=terms.digital_posts,
        digital_type=terms.digital_type,
        mend_days=terms.mend_days,
        keep_months=terms.keep_months,
        keep_years=terms.keep_years,
        list_days=terms.list_days,
        source=terms.source,
        types=tuple(Type(t.worker_type, t.posts_per_tambon, t.monthly_wage) for t in terms.types.all()),
        rules=tuple(Rule(r.code, r.parameters, r.worker_type, r.is_required) for r in terms.rules.all()),
        documents=tuple(Paper(d.kind, d.worker_type, d.is_required) for d in terms.documents.all()),
        criteria=tuple(Scored(c.name_th, c.maximum, c.name_en, c.code) for c in terms.criteria.all()),
    )


def summaries_of(content: Content) -> list[TypeSummary]:
    """Say for each type of worker what is offered and asked, for the public page and the page of the terms."""
    return [_summary(content, type_) for type_ in sorted(content.types, key=_order)]


def _order(type_: Type) -> int:
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
    )
