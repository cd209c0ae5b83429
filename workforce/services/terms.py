"""Rules of a programme: a version is drafted, put in force, and from then on never changed."""

from django.db import transaction

from tambon.models import Programme
from u2t.core import audit, clock
from u2t.core.access import Actor, key_of, require
from workforce import definitions
from workforce.choices import TermsState
from workforce.models import Criterion, EligibilityRule, RequiredDocument, Terms, TypeTerms, WorkArea, WorkItem
from workforce.permissions import Can


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
    """Bring the shipped names in; entries that staff added beside them stay."""
    areas = [
        WorkArea(code=code, name_th=name_th, name_en=name_en, position=position)
        for position, (code, name_th, name_en) in enumerate(definitions.AREAS, start=1)
    ]
    fields = ["name_th", "name_en", "position"]
    WorkArea.objects.bulk_create(areas, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    items = [
        WorkItem(scheme=item.scheme, number=item.number, name_th=item.name_th, name_en=item.name_en)
        for item in definitions.ITEMS
    ]
    WorkItem.objects.bulk_create(
        items, update_conflicts=True, unique_fields=["scheme", "number"], update_fields=["name_th", "name_en"]
    )
    _store_crosswalk()


def _store_crosswalk() -> None:
    keys = {(scheme, number): pk for pk, scheme, number in WorkItem.objects.values_list("pk", "scheme", "number")}
    link = WorkItem.areas.through
    links = [
        link(workitem_id=keys[item.scheme, item.number], workarea_id=area)
        for item in definitions.ITEMS
        for area in item.areas
    ]
    link.objects.bulk_create(links, ignore_conflicts=True)


def _store(one: definitions.Definition, by: Actor) -> Terms:
    now = clock.now()
    terms = Terms.objects.create(
        programme_id=one.programme,
        version=1,
        state=TermsState.IN_FORCE if one.is_in_force else TermsState.DRAFT,
        work_starts_on=one.work_starts_on,
        work_ends_on=one.work_ends_on,
        digital_posts=one.digital_posts,
        source=one.source,
        created_by_id=key_of(by),
        created_at=now,
        in_force_at=now if one.is_in_force else None,
    )
    _store_parts(terms, one)
    return terms


def _store_parts(terms: Terms, one: definitions.Definition) -> None:
    kept = {"", *(type_.worker_type for type_ in one.types)}
    TypeTerms.objects.bulk_create(
        TypeTerms(terms=terms, worker_type=t.worker_type, posts_per_tambon=t.posts, monthly_wage=t.wage)
        for t in one.types
    )
    EligibilityRule.objects.bulk_create(
        EligibilityRule(
            terms=terms, worker_type=rule.worker_type, code=rule.code, parameters=rule.parameters,
            is_required=rule.is_required, position=position,
        )
        for position, rule in enumerate(definitions.RULES, start=1)
        if rule.worker_type in kept
    )  # fmt: skip
    RequiredDocument.objects.bulk_create(
        RequiredDocument(
            terms=terms, worker_type=paper.worker_type, kind=paper.kind, is_required=paper.is_required,
            position=position,
        )
        for position, paper in enumerate(definitions.DOCUMENTS, start=1)
        if paper.worker_type in kept
    )  # fmt: skip
    Criterion.objects.bulk_create(
        Criterion(terms=terms, code=code, name_th=name_th, name_en=name_en, maximum=maximum, position=position)
        for position, (code, name_th, name_en, maximum) in enumerate(definitions.CRITERIA, start=1)
    )
