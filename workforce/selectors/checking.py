"""What is wrong with a version of the terms, part by part, so that each answer stands beside its field."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tambon.choices import Level
from tambon.models import Area, Programme
from u2t.core.templatetags.u2t import thai_date
from workforce.choices import DocumentKind, RuleCode, WorkerType
from workforce.definitions import Paper, Rule, Type
from workforce.models import Terms
from workforce.selectors.rules import problems_in
from workforce.selectors.terms import Content, Scored, held_ever

_MOST_POSTS = 200
_MOST_QUOTAS = 25_000
_MOST_BAHT = 1_000_000
_MOST_POINTS = 1_000
_LONGEST_NAME = 200
#: What is counted in days, months or years, and the most of it.
_MOST = (("mend_days", 60), ("keep_months", 120), ("keep_years", 50), ("list_days", 3_650), ("reserve_days", 1_000))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct: in a part (`row` counts from 0), or in the version itself (no part)."""

    part: str
    row: int
    name: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as the API says it."""
        return {"part": self.part, "row": self.row, "name": self.name, "message": self.message}


def problems_of(content: Content, terms: Terms) -> list[Problem]:
    """Return everything that is wrong with what a version shall say, so that it is corrected in one go."""
    return [
        *_of_version(content),
        *_of_days(content, terms.programme),
        *(p for row, one in enumerate(content.types) for p in _of_type(row, one)),
        *(p for row, one in enumerate(content.rules) for p in _of_rule(row, one)),
        *(p for row, one in enumerate(content.documents) for p in _of_paper(row, one)),
        *(p for row, one in enumerate(content.criteria) for p in _of_criterion(row, one)),
        *_of_quotas(content, terms),
        *_twice("types", [one.worker_type for one in content.types], "worker_type"),
        *_twice("rules", [(one.worker_type, one.code) for one in content.rules], "code"),
        *_twice("documents", [(one.worker_type, one.kind) for one in content.documents], "kind"),
        *_twice("criteria", [one.code for one in content.criteria], "name_th"),
        *_twice("quotas", [(one.tambon, one.worker_type) for one in content.quotas], "tambon"),
    ]


def _of_version(content: Content) -> Iterator[Problem]:
    if content.work_ends_on < content.work_starts_on:
        yield Problem("", 0, "work_ends_on", _("The work ends before it begins."))
    if content.digital_type not in WorkerType.values:
        yield Problem("", 0, "digital_type", _("Choose a type of worker."))
    posts = {one.worker_type: one.posts for one in content.types}
    most = posts.get(content.digital_type, 0)
    if content.digital_posts < 0:
        yield Problem("", 0, "digital_posts", _("Write 0 or more."))
    elif content.digital_posts > most:
        message = _("There are only %(most)s posts of this type in a tambon.") % {"most": most}
        yield Problem("", 0, "digital_posts", message)
    for name, most in _MOST:
        value = getattr(content, name)
        if value is not None and not 1 <= value <= most:
            message = _("Write a whole number from %(least)s to %(most)s.") % {"least": 1, "most": most}
            yield Problem("", 0, name, message)


def _of_days(content: Content, programme: Programme) -> Iterator[Problem]:
    """Point at days of work outside the programme: nobody could be hired on them."""
    limits = {"first": thai_date(programme.starts_on), "last": thai_date(programme.ends_on)}
    message = _("The programme runs from %(first)s to %(last)s: write a day of it.") % limits
    for name in ("work_starts_on", "work_ends_on"):
        if not programme.starts_on <= getattr(content, name) <= programme.ends_on:
            yield Problem("", 0, name, message)


def _of_quotas(content: Content, terms: Terms) -> Iterator[Problem]:
    if len(content.quotas) > _MOST_QUOTAS:
        yield Problem("quotas", 0, "tambon", _("At most %(most)s lines.") % {"most": f"{_MOST_QUOTAS:,}"})
        return
    codes = {one.tambon for one in content.quotas}
    known = set(Area.objects.filter(pk__in=codes, level=Level.TAMBON).values_list("pk", flat=True))
    held = held_ever(terms.programme, terms.university, codes) if terms.university else known
    types = {one.worker_type for one in content.types}
    for row, one in enumerate(content.quotas):
        if one.tambon not in known:
            yield Problem("quotas", row, "tambon", _("There is no tambon of this code."))
        elif one.tambon not in held:
            message = _("This tambon is not among those of the university in this programme.")
            yield Problem("quotas", row, "tambon", message)
        if one.worker_type not in types:
            message = _("This version says no wage of this type. Add the type above, or take the line out.")
            yield Problem("quotas", row, "worker_type", message)
        if not 0 <= one.posts <= _MOST_POSTS:
            message = _("Write a whole number from %(least)s to %(most)s.") % {"least": 0, "most": _MOST_POSTS}
            yield Problem("quotas", row, "posts", message)


def _of_type(row: int, one: Type) -> Iterator[Problem]:
    if one.worker_type not in WorkerType.values:
        yield Problem("types", row, "worker_type", _("Choose a type of worker."))
    if not 0 <= one.posts <= _MOST_POSTS:
        message = _("Write a whole number from %(least)s to %(most)s.") % {"least": 0, "most": _MOST_POSTS}
        yield Problem("types", row, "posts", message)
    wage = Decimal(one.wage)
    if not wage.is_finite() or not 0 <= wage <= _MOST_BAHT or wage != wage.quantize(Decimal("0.01")):
        message = _("Write an amount from 0 to %(most)s baht, with at most two decimals.") % {"most": f"{_MOST_BAHT:,}"}
        yield Problem("types", row, "wage", message)


def _of_rule(row: int, one: Rule) -> Iterator[Problem]:
    if one.worker_type not in {"", *WorkerType.values}:
        yield Problem("rules", row, "worker_type", _("Choose a type of worker."))
    if one.code not in RuleCode.values:
        yield Problem("rules", row, "code", _("There is no such rule."))
        return
    for name, message in problems_in(one.code, one.parameters).items():
        yield Problem("rules", row, name, message)


def _of_paper(row: int, one: Paper) -> Iterator[Problem]:
    if one.worker_type not in {"", *WorkerType.values}:
        yield Problem("documents", row, "worker_type", _("Choose a type of worker."))
    if one.kind not in DocumentKind.values:
        yield Problem("documents", row, "kind", _("There is no such document."))


def _of_criterion(row: int, one: Scored) -> Iterator[Problem]:
    if not one.name_th.strip() or max(len(one.name_th), len(one.name_en)) > _LONGEST_NAME:
        message = _("Write a name of at most %(limit)s characters.") % {"limit": _LONGEST_NAME}
        yield Problem("criteria", row, "name_th", message)
    points = one.maximum
    if not points.is_finite() or not 0 < points <= _MOST_POINTS or points != points.quantize(Decimal("0.01")):
        message = _("Write points above 0, at most %(most)s.") % {"most": _MOST_POINTS}
        yield Problem("criteria", row, "maximum", message)


def _twice(part: str, keys: list[Any], name: str) -> Iterator[Problem]:
    """Point at each key that was there before; an empty one is still to be given."""
    seen: set[Any] = set()
    for row, key in enumerate(keys):
        if key and key in seen:
            yield Problem(part, row, name, _("This is there twice. Take one of them out."))
        seen.add(key)
