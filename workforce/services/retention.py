"""The promise of the privacy notice kept: drafts and applications of people not hired are erased after their time."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from u2t.core import audit, clock, files
from u2t.core.access import Actor, require
from u2t.core.models import AuditEvent, PrivateFile
from u2t.core.permissions import Can
from u2t.core.text import HIDDEN
from workforce.choices import BirthPrecision
from workforce.models import (
    Appeal,
    Application,
    Contract,
    Document,
    Education,
    Employment,
    NameChange,
    PastTraining,
    Person,
    Round,
    Score,
    TieBreak,
)
from workforce.selectors.retention import expired_in, rounds_past_keeping

#: How many of a round are erased at once; the next run goes on.
MOST = 2_000
_PARTS = (Education, Employment, PastTraining, Score, TieBreak)
_NOBODY = {
    "national_id": "", "national_id_digest": None, "id_kind": "", "rank": "", "title": "", "first_name": "",
    "last_name": "", "sex": "", "born_on": None, "birth_precision": BirthPrecision.DAY, "telephone": "", "email": "",
    "domicile": None, "registered_address": "", "current_address": "", "sort_key": "", "search_key": "",
}  # fmt: skip


def erase_expired(*, by: Actor) -> int:
    """Erase who applied and was not hired, in rounds closed long enough ago; return of how many applications.

    That there was one stays, with its state, type and tambons, so that every count stays what it was.
    """
    require(by, Can.ERASE_REVISION)
    return sum(_erase(round_, by) for round_ in rounds_past_keeping())


@transaction.atomic
def _erase(round_: Round, by: Actor) -> int:
    held = expired_in(round_).select_for_update(of=("self",), skip_locked=True)
    found = dict(held.values_list("pk", "person")[:MOST])
    if not found:
        return 0
    papers = _erase_documents(found)
    for part in _PARTS:
        part._default_manager.filter(application__in=found).delete()
    appeals = Appeal.objects.filter(application__in=found)
    _erase_trail("workforce.appeal", appeals.values_list("pk", flat=True))
    appeals.update(text=HIDDEN)
    appeals.exclude(answer="").update(answer=HIDDEN)
    now = clock.now()
    rows = Application.objects.filter(pk__in=found)
    rows.update(achievements="", note="", answers=[], has_no_state_work=None, erased_at=now, updated_at=now)
    _erase_trail("workforce.application", found)
    people = _erase_people(set(found.values()))
    changes = {"applications": (None, len(found)), "people": (None, people), "documents": (None, papers)}
    audit.record(action="round.erased", target=round_, by=by, changes=changes)
    return len(found)


def _erase_documents(applications: Collection[int]) -> int:
    rows = Document.objects.filter(application__in=applications)
    keys = dict(rows.values_list("pk", "file"))
    _erase_trail("workforce.document", keys)
    rows.delete()
    files.remove(PrivateFile.objects.filter(pk__in=keys.values()))
    return len(keys)


def _erase_people(keys: Collection[int]) -> int:
    """Forget who they were, but those of whom another application is kept, or a contract that came to be."""
    others = Application.objects.filter(person=OuterRef("pk"), erased_at__isnull=True)
    works = Contract.objects.counting().filter(person=OuterRef("pk"))
    rows = Person.objects.filter(~Exists(others), ~Exists(works), pk__in=keys, bank_accounts=None)
    gone = list(rows.values_list("pk", flat=True))
    NameChange.objects.filter(person__in=gone).delete()
    Person.objects.filter(pk__in=gone).update(**_NOBODY, updated_at=clock.now())
    _erase_trail("workforce.person", gone)
    return len(gone)


def _erase_trail(model: str, keys: "Collection[int] | QuerySet[Appeal, int]") -> None:
    audit.erase(AuditEvent.objects.filter(target_model=model, target_id__in=[str(key) for key in keys]))
