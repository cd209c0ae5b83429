"""Plain scores, selections, announcements and appeals."""

from datetime import timedelta
from decimal import Decimal

from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import clock
from workforce.models import Announcement, Appeal, Score, Selection, SelectionLine, TieBreak


def closed_round(**fields):
    """A round of KPRU that closed yesterday."""
    now = clock.now()
    return work.hiring_round(**({"opens_at": now - timedelta(days=9), "closes_at": now - timedelta(days=1)} | fields))


def score(application, points, by, code=None):
    criteria = application.round.terms.criteria.all()
    criterion = criteria.get(code=code) if code else criteria[0]
    return Score.objects.create(
        application=application, criterion=criterion, points=Decimal(points), by=by, given_at=clock.now()
    )


def interviewed(round_, total, by, first="630111", second=None, **fields):
    """A qualified applicant with a complete score; the two criteria take 60 and 40."""
    values = {"state": "qualified", "first_choice": make.area(first)} | fields
    if second:
        values["second_choice"] = make.area(second)
    made = work.application(round_, **values)
    if total is not None:
        score(made, min(total, 60), by, "knowledge")
        score(made, max(total - 60, 0), by, "attitude")
    return made


def selection(round_, by, **fields):
    values = {"number": 1, "state": "agreed", "made_at": clock.now(), "made_by": by} | fields
    if values["state"] != "draft":
        values |= {"agreed_at": clock.now(), "agreed_by": by}
    return Selection.objects.create(round=round_, **values)


def line(selection_, application, outcome="selected", tambon=None, **fields):
    values = {"choice": 1, "total": 80, "place": 1, "reason": "within-quota", "worker_type": "graduate"} | fields
    return SelectionLine.objects.create(
        selection=selection_, application=application, tambon=tambon or application.first_choice, outcome=outcome,
        **values,
    )  # fmt: skip


def announcement(selection_, by, **fields):
    now = clock.now()
    values = {
        "document_number": "1/2564", "shows_names": True, "published_at": now, "published_by": by,
        "expires_at": now + timedelta(days=30), "appeals_until": now + timedelta(days=7),
    } | fields  # fmt: skip
    return Announcement.objects.create(round=selection_.round, selection=selection_, **values)


def announced(round_, by):
    """The agreed selection of a round, which stands on the board."""
    found = Selection.objects.filter(round=round_, state="agreed").first()
    if found is None:
        found = selection(round_, by)
        announcement(found, by)
    return found


def appeal(application, announcement_, **fields):
    values = {"text": "คะแนนไม่ถูกต้อง", "created_at": clock.now()} | fields
    return Appeal.objects.create(application=application, announcement=announcement_, **values)


def tie_break(application, position, by):
    return TieBreak.objects.create(
        round=application.round,
        application=application,
        position=position,
        reason="จับสลาก",
        by=by,
        decided_at=clock.now(),
    )
