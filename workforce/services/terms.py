"""Rules of a programme: a version is drafted, put in force, and from then on never changed."""

from dataclasses import replace
from decimal import Decimal
from itertools import count

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tambon.models import Area, Programme, University
from u2t.core import audit, clock
from u2t.core.access import Actor, key_of, require
from u2t.core.errors import DomainError, InputError, StaleError
from workforce import definitions
from workforce.choices import TermsState, WorkerType
from workforce.models import (
    Criterion,
    EligibilityRule,
    RequiredDocument,
    TambonQuota,
    Terms,
    TypeTerms,
    WorkArea,
    WorkItem,
)
from workforce.permissions import Can
from workforce.selectors.checking import problems_of
from workforce.selectors.terms import Content, Scored, content_of, held_ever, terms_for

_NATION = "TH"
_FIELDS = (
    "work_starts_on", "work_ends_on", "digital_posts", "digital_type", "mend_days", "keep_months", "keep_years",
    "list_days", "reserve_days", "source",
)  # fmt: skip


class TermsError(DomainError):
    """The terms are not in a state for what was asked."""


class TermsInputError(InputError):
    """What the terms shall say cannot be; `extra["problems"]` has each place with what to do."""


@transaction.atomic
def draft(*, programme: Programme, university: University | None, by: Actor) -> Terms:
    """Begin a version of the nation's or of a university's rules: a copy of what holds there now."""
    require(by, Can.CHANGE_TERMS, university or Area(code=_NATION))
    Programme.objects.select_for_update().get(pk=programme.pk)  # one at a time: a double click begins one draft
    rows = Terms.objects.filter(programme=programme, university=university)
    begun = rows.filter(state=TermsState.DRAFT).first()
    if begun is not None:
        message = _("Version %(version)s is being drafted already. Go on with it, or drop it.")
        raise TermsError(message % {"version": begun.version}, extra={"terms": begun.pk})
    latest = rows.aggregate(version=Max("version"))["version"] or 0
    base = _base(programme, university)
    terms = Terms(programme=programme, university=university, version=latest + 1, created_at=clock.now())
    terms.created_by_id = key_of(by)
    content = content_of(base) if base is not None else _blank(programme)
    _write(terms, _fitting(content, terms))
    changes = {"from": (None, str(base) if base else None)}
    audit.record(action="terms.drafted", target=terms, by=by, changes=changes)
    return terms


@transaction.atomic
def change(*, terms: Terms, content: Content, edits: int, by: Actor) -> Terms:
    """Store what a draft shall say; `edits` is what the page saw, so that nobody overwrites another's work."""
    require(by, Can.CHANGE_TERMS, terms)
    terms = _locked_draft(terms, edits)
    if problems := problems_of(content, terms):
        message = _("Some of it cannot be. Each place says what to do.")
        raise TermsInputError(message, extra={"problems": [problem.as_dict() for problem in problems]})
    content = _with_codes(content)
    changes = _changes(content_of(terms), content)
    if not changes:
        return terms
    terms.edits += 1
    _write(terms, content)
    audit.record(action="terms.changed", target=terms, by=by, changes=changes)
    return terms


@transaction.atomic
def put_in_force(*, terms: Terms, edits: int, by: Actor) -> Terms:
    """Let a draft hold from now on; the version before is replaced, and rounds that stand on that keep it."""
    require(by, Can.CHANGE_TERMS, terms)
    terms = _locked_draft(terms, edits)
    _check_whole(terms)
    before = Terms.objects.filter(
        programme_id=terms.programme_id, university_id=terms.university_id, state=TermsState.IN_FORCE
    ).first()
    if before is not None:
        before.state = TermsState.REPLACED
        before.save(update_fields=["state"])
    terms.state, terms.in_force_at = TermsState.IN_FORCE, clock.now()
    terms.save(update_fields=["state", "in_force_at"])
    changes = {"replaces": (None, str(before) if before else None)}
    audit.record(action="terms.put_in_force", target=terms, by=by, changes=changes)
    return terms


@transaction.atomic
def drop(*, terms: Terms, edits: int, by: Actor) -> None:
    """Throw a draft away."""
    require(by, Can.CHANGE_TERMS, terms)
    terms = _locked_draft(terms, edits)
    audit.record(action="terms.dropped", target=terms, by=by, changes=_changes(content_of(terms), None))
    terms.delete()


def _base(programme: Programme, university: University | None) -> Terms | None:
    """Return what a new version is copied from: what holds, else the latest there was."""
    if university is not None:
        return terms_for(programme=programme, university=university)
    rows = Terms.objects.filter(programme=programme, university=None)
    return rows.filter(state=TermsState.IN_FORCE).first() or rows.order_by("-version").first()


def _fitting(content: Content, terms: Terms) -> Content:
    """Leave out the tambons of others: a university that begins from the rules of the nation keeps its own."""
    if terms.university is None or not content.quotas:
        return content
    held = held_ever(terms.programme, terms.university, {one.tambon for one in content.quotas})
    return replace(content, quotas=tuple(one for one in content.quotas if one.tambon in held))


def _blank(programme: Programme) -> Content:
    return Content(
        work_starts_on=programme.starts_on,
        work_ends_on=programme.ends_on,
        digital_posts=0,
        digital_type=WorkerType.GRADUATE,
        source="",
        types=(),
        rules=definitions.RULES,
        documents=definitions.DOCUMENTS,
        criteria=_criteria(),
    )


def _criteria() -> tuple[Scored, ...]:
    return tuple(Scored(name_th, Decimal(most), name_en, code) for code, name_th, name_en, most in definitions.CRITERIA)


def _locked_draft(terms: Terms, edits: int) -> Terms:
    found = Terms.objects.select_for_update(of=("self",)).filter(pk=terms.pk).first()
    if found is None:
        raise TermsError(_("This draft was dropped meanwhile."))
    Programme.objects.select_for_update().get(pk=found.programme_id)
    if found.state != TermsState.DRAFT:
        raise TermsError(_("Only a draft is changed. Begin a new version: rounds keep the one they were opened with."))
    if found.edits != edits:
        told = _("Somebody changed this draft meanwhile. Open it again, and write your changes once more.")
        raise StaleError(told, of=found)
    return found


def _check_whole(terms: Terms) -> None:
    """Stop unless a version says enough to hire by."""
    content = content_of(terms)
    if problems := problems_of(content, terms):
        message = _("Some of it cannot be. Each place says what to do.")
        raise TermsInputError(message, extra={"problems": [problem.as_dict() for problem in problems]})
    if not any(one.posts for one in content.types) and not any(one.posts for one in content.quotas):
        raise TermsError(_("The draft gives no posts. Say how many of each type a tambon has."))
    if not content.criteria:
        raise TermsError(_("The draft has no criteria for the interview. Name at least one."))


def _with_codes(content: Content) -> Content:
    """Give each new criterion a code that no other has."""
    taken = {one.code for one in content.criteria}
    free = (code for number in count(1) if (code := f"criterion-{number}") not in taken)
    criteria = tuple(one if one.code else replace(one, code=next(free)) for one in content.criteria)
    return replace(content, criteria=criteria)


def _changes(old: Content, new: Content | None) -> audit.Changes:
    """Return the parts that differ, each as text: the audit trail keeps what was said before."""
    before, after = _told(old), _told(new) if new is not None else {}
    return {name: (before[name], after.get(name)) for name in before if before[name] != after.get(name)}


def _told(content: Content) -> dict[str, str]:
    parts = {name: str(getattr(content, name)) for name in _FIELDS}
    parts["types"] = "; ".join(sorted(f"{t.worker_type} {t.posts} × {t.wage:.2f}" for t in content.types))
    parts["rules"] = "; ".join(_told_rule(rule) for rule in content.rules)
    parts["documents"] = "; ".join(
        f"{paper.kind} [{paper.worker_type or '*'}] {'!' if paper.is_required else '?'}" for paper in content.documents
    )
    parts["quotas"] = "; ".join(sorted(f"{one.tambon} {one.worker_type} {one.posts}" for one in content.quotas))
    parts["criteria"] = "; ".join(f"{one.name_th} / {one.name_en} {one.maximum:.2f}" for one in content.criteria)
    return parts


def _told_rule(rule: definitions.Rule) -> str:
    values = ", ".join(f"{name}={value}" for name, value in sorted(rule.parameters.items()))
    return f"{rule.code}({values}) [{rule.worker_type or '*'}] {'!' if rule.is_required else '?'}"


def _write(terms: Terms, content: Content) -> None:
    for name in _FIELDS:
        setattr(terms, name, getattr(content, name))
    terms.save()
    for rows in (terms.types, terms.rules, terms.documents, terms.criteria, terms.quotas):
        rows.all().delete()
    _store_parts(terms, content)


@transaction.atomic
def sync(*, by: Actor) -> int:
    """Store the shipped lists of work, and the first version of terms where a programme has none; return how many."""
    require(by, Can.CHANGE_TERMS)
    _store_work()
    present = set(Terms.objects.values_list("programme", flat=True))
    known = set(Programme.objects.values_list("code", flat=True))
    wanted = [one for one in definitions.TERMS if one.programme in known - present]
    for one in wanted:
        terms = _store(one, by)
        audit.record(action="terms.shipped", target=terms, by=by)
    return len(wanted)


def _store_work() -> None:
    """Bring the shipped names in; what people added or changed stays as they wrote it."""
    kept = set(WorkArea.objects.filter(edits__gt=0).values_list("pk", flat=True))
    areas = [
        WorkArea(code=code, name_th=name_th, name_en=name_en, position=position)
        for position, (code, name_th, name_en) in enumerate(definitions.AREAS, start=1)
        if code not in kept
    ]
    fields = ["name_th", "name_en", "position"]
    WorkArea.objects.bulk_create(areas, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    items = [
        WorkItem(scheme=item.scheme, number=item.number, name_th=item.name_th, name_en=item.name_en)
        for item in _unedited()
    ]
    WorkItem.objects.bulk_create(
        items, update_conflicts=True, unique_fields=["scheme", "number"], update_fields=["name_th", "name_en"]
    )
    _store_crosswalk()


def _unedited() -> list[definitions.Item]:
    kept = set(WorkItem.objects.filter(edits__gt=0).values_list("scheme", "number"))
    return [item for item in definitions.ITEMS if (item.scheme, item.number) not in kept]


def _store_crosswalk() -> None:
    keys = {(scheme, number): pk for pk, scheme, number in WorkItem.objects.values_list("pk", "scheme", "number")}
    link = WorkItem.areas.through
    links = [
        link(workitem_id=keys[item.scheme, item.number], workarea_id=area)
        for item in _unedited()
        for area in item.areas
    ]
    link.objects.bulk_create(links, ignore_conflicts=True)


def _store(one: definitions.Definition, by: Actor) -> Terms:
    now = clock.now()
    terms = Terms(
        programme_id=one.programme,
        version=1,
        state=TermsState.IN_FORCE if one.is_in_force else TermsState.DRAFT,
        created_by_id=key_of(by),
        created_at=now,
        in_force_at=now if one.is_in_force else None,
    )
    _write(terms, _shipped(one))
    return terms


def _shipped(one: definitions.Definition) -> Content:
    kept = {"", *(type_.worker_type for type_ in one.types)}
    return Content(
        work_starts_on=one.work_starts_on,
        work_ends_on=one.work_ends_on,
        digital_posts=one.digital_posts,
        digital_type=WorkerType.GRADUATE,
        source=one.source,
        types=one.types,
        rules=tuple(rule for rule in definitions.RULES if rule.worker_type in kept),
        documents=tuple(paper for paper in definitions.DOCUMENTS if paper.worker_type in kept),
        criteria=_criteria(),
    )


def _store_parts(terms: Terms, content: Content) -> None:
    TypeTerms.objects.bulk_create(
        TypeTerms(terms=terms, worker_type=t.worker_type, posts_per_tambon=t.posts, monthly_wage=t.wage)
        for t in content.types
    )
    EligibilityRule.objects.bulk_create(
        EligibilityRule(
            terms=terms, worker_type=rule.worker_type, code=rule.code, parameters=rule.parameters,
            is_required=rule.is_required, position=position,
        )
        for position, rule in enumerate(content.rules, start=1)
    )  # fmt: skip
    RequiredDocument.objects.bulk_create(
        RequiredDocument(
            terms=terms, worker_type=paper.worker_type, kind=paper.kind, is_required=paper.is_required,
            position=position,
        )
        for position, paper in enumerate(content.documents, start=1)
    )  # fmt: skip
    Criterion.objects.bulk_create(
        Criterion(
            terms=terms, code=one.code, name_th=one.name_th.strip(), name_en=one.name_en.strip(), maximum=one.maximum,
            position=position,
        )
        for position, one in enumerate(content.criteria, start=1)
    )  # fmt: skip
    TambonQuota.objects.bulk_create(
        (
            TambonQuota(terms=terms, tambon_id=one.tambon, worker_type=one.worker_type, posts=one.posts)
            for one in content.quotas
        ),
        batch_size=2000,
    )
