"""Selections: who contends for what, and the result as people look at it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Concat, LPad
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tambon.selectors.names import full_names
from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.text import fold
from workforce.choices import ApplicationState, Outcome, PaperState, RoundState, SelectionState, WorkerType
from workforce.models import (
    Announcement,
    Application,
    Criterion,
    Paper,
    Placement,
    Round,
    RoundQuota,
    Selection,
    SelectionLine,
    TieBreak,
)
from workforce.selecting import Candidate, Cell, Line, Reason, select

_DIGITS = 9
#: Applications that take part in a selection; those of people hired have their post already.
CONTENDING = frozenset(
    {ApplicationState.QUALIFIED, ApplicationState.SELECTED, ApplicationState.RESERVE, ApplicationState.NOT_SELECTED}
)
#: Applications that were sent and have no result.
WITHOUT_RESULT = (ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.QUALIFIED)
#: States that tell the result, which the applicant learns with the announcement and not before.
RESULTS = frozenset({ApplicationState.SELECTED, ApplicationState.RESERVE, ApplicationState.NOT_SELECTED})


@dataclass(frozen=True, slots=True)
class Seat:
    """One line as the page of a selection shows it."""

    line: SelectionLine
    number: int
    name: str
    choice: int
    why: str


@dataclass(frozen=True, slots=True)
class Section:
    """A tambon and type of a selection: posts, and the lines in the order of places."""

    tambon: str
    name: str
    worker_type: str
    type_name: str
    posts: int
    selected: int
    tied: int
    seats: list[Seat]

    @property
    def empty(self) -> int:
        """Return how many posts nobody got."""
        return max(self.posts - self.selected - self.tied, 0)

    @property
    def is_decided(self) -> bool:
        """Tell whether people decided who of equal scores goes first."""
        return any(seat.line.reason == Reason.TIE_DECIDED for seat in self.seats)

    @property
    def left(self) -> int:
        """Return how many posts are left for those who are tied."""
        return max(self.posts - self.selected, 0)


@dataclass(frozen=True, slots=True)
class Place:
    """One tambon and type in the overview of a selection."""

    tambon: str
    name: str
    worker_type: str
    type_name: str
    posts: int
    selected: int
    reserve: int
    tied: int
    applicants: int


def candidates_of(round_: Round) -> list[Candidate]:
    """Return everybody who contends in a round, with totals where the interview is scored completely."""
    needed = Criterion.objects.filter(terms=round_.terms_id).count()
    rows = Application.objects.filter(round=round_, state__in=CONTENDING).order_by("pk")
    values = rows.annotate(total=Sum("scores__points"), given=Count("scores")).values_list(
        "pk", "number", "worker_type", "first_choice", "second_choice", "total", "given", "tie_break__position"
    )
    return [
        Candidate(
            pk, number or 0, worker_type, tuple(code for code in (first, second) if code),
            total if needed and given >= needed else None, position,
        )
        for pk, number, worker_type, first, second, total, given, position in values
    ]  # fmt: skip


def quotas_of(round_: Round, selection: Selection | None = None) -> dict[Cell, int]:
    """Return the posts a round offers by tambon and type, less those whom it has brought to work already: maybe none.

    Whom `selection` itself brought to work does not count against it: a result that is agreed reads the same for good.
    """
    rows = RoundQuota.objects.filter(round=round_, posts__gt=0).values_list("tambon", "worker_type", "posts")
    sitting = Placement.objects.filter(
        contract__application__round=round_, contract__application__state=ApplicationState.HIRED
    )
    if selection is not None:
        sitting = sitting.exclude(contract__application__in=selection.lines.values("application"))
    taken = Counter(sitting.filling().values_list("post__tambon", "post__worker_type"))
    return {(tambon, kind): max(posts - taken[tambon, kind], 0) for tambon, kind, posts in rows}


def lines_now(round_: Round) -> list[Line]:
    """Compute the selection of a round as scores, choices and decisions are now."""
    return select(candidates_of(round_), quotas_of(round_))


def lines_of(selection: Selection) -> list[Line]:
    """Return the stored lines of a selection in the shape in which they are computed."""
    rows = selection.lines.order_by("pk").values_list(
        "application", "tambon", "worker_type", "choice", "total", "place", "outcome", "reason", "values"
    )
    return [Line(*row) for row in rows]


def latest_selection(round_: Round) -> Selection | None:
    """Return the draft of a round, else the agreed selection; of a round that has ended the agreed one."""
    found = {row.state: row for row in Selection.objects.filter(round=round_).exclude(state=SelectionState.REPLACED)}
    draft, agreed = found.get(SelectionState.DRAFT), found.get(SelectionState.AGREED)
    return agreed or draft if round_.state == RoundState.CLOSED else draft or agreed


def reopenable_in(round_: Round) -> Selection | None:
    """Return the agreed selection of a round while it is not announced, and can be opened again."""
    announced = Announcement.objects.filter(selection=OuterRef("pk"), withdrawn_at__isnull=True)
    rows = Selection.objects.filter(~Exists(announced), round=round_, state=SelectionState.AGREED)
    return rows.exclude(round__state=RoundState.CLOSED).first()


def why_points_stay(round_: Round) -> str:
    """Say why points of a round stay as they are, and what would have to come first; nothing while none is decided."""
    rows = Application.objects.filter(round=round_, state__in=[*RESULTS, ApplicationState.HIRED])
    counts = dict(rows.values_list("state").annotate(count=Count("pk")).order_by())
    if not counts:
        return ""
    if round_.state == RoundState.CLOSED:
        return _("The round has ended: its points and its result stay. They are read on the page of each applicant.")
    if hired := counts.get(ApplicationState.HIRED, 0):
        return ngettext(
            "%(count)s person of this round is hired: the points that decided it stay. To correct points, drop the "
            "contract that came of them first, as long as its work has not begun, then open the result again.",
            "%(count)s people of this round are hired: the points that decided it stay. To correct points, drop the "
            "contracts that came of them first, as long as their work has not begun, then open the result again.",
            hired,
        ) % {"count": hired}
    if reopenable_in(round_) is None:
        return _("The result is announced: points stay. To correct them, take the announcement down first.")
    return _("The result is agreed: points stay. To correct them, open the result again, with a reason.")


def unscored_in(round_: Round) -> int:
    """Count the applicants who contend and whose interview is not scored completely."""
    return sum(one.total is None for one in candidates_of(round_))


def places_of(selection: Selection) -> list[Place]:
    """Return the overview of a selection: each tambon and type with posts or applicants, and what became of them."""
    counts: Counter[tuple[str, str, str]] = Counter()
    rows = selection.lines.values_list("tambon", "worker_type", "outcome").annotate(count=Count("pk"))
    for tambon, kind, outcome, count in rows:
        counts[tambon, kind, outcome] = count
    quotas = quotas_of(selection.round, selection)
    offered = {cell for cell, posts in quotas.items() if posts}
    cells = sorted(offered | {(tambon, kind) for tambon, kind, _outcome in counts})
    names = full_names({tambon for tambon, _kind in cells})
    return [
        Place(
            tambon, names.get(tambon, tambon), kind, str(WorkerType(kind).label), quotas.get((tambon, kind), 0),
            counts[tambon, kind, Outcome.SELECTED], counts[tambon, kind, Outcome.RESERVE],
            counts[tambon, kind, Outcome.TIE], sum(counts[tambon, kind, outcome] for outcome in Outcome.values),
        )
        for tambon, kind in cells
    ]  # fmt: skip


def section_of(selection: Selection, tambon: str, worker_type: str) -> Section:
    """Return one tambon and type of a selection with everybody in it."""
    order = {Outcome.SELECTED: 0, Outcome.TIE: 1, Outcome.RESERVE: 2, Outcome.NOT_SELECTED: 3}
    rows = selection.lines.filter(tambon=tambon, worker_type=worker_type).select_related("application__person")
    lines = sorted(rows, key=lambda line: (order[Outcome(line.outcome)], line.place, -line.total, line.pk))
    seats = [
        Seat(line, line.application.number or 0, line.application.person.full_name, line.choice, why(line))
        for line in lines
    ]
    outcomes = Counter(line.outcome for line in lines)
    posts = quotas_of(selection.round, selection).get((tambon, worker_type), 0)
    return Section(
        tambon, full_names([tambon]).get(tambon, tambon), worker_type, str(WorkerType(worker_type).label),
        posts, outcomes[Outcome.SELECTED], outcomes[Outcome.TIE], seats,
    )  # fmt: skip


def decisions_in(section: Section) -> list[TieBreak]:
    """Return the decisions of ties that the order of a section rests on: one for each reason, the earliest first."""
    keys = [seat.line.application_id for seat in section.seats if seat.line.reason == Reason.TIE_DECIDED]
    found = TieBreak.objects.filter(application__in=keys).select_related("by").order_by("decided_at", "position")
    return list({(one.reason, one.by_id): one for one in found}.values())


def why(line: SelectionLine) -> str:
    """Say in words why a line says what it says."""
    return str(Reason(line.reason).label)


def tied_in(selection: Selection, tambon: str, worker_type: str) -> "QuerySet[SelectionLine]":
    """Return those who are tied at the last post of a tambon and type."""
    rows = SelectionLine.objects.filter(selection=selection, tambon=tambon, worker_type=worker_type)
    return rows.filter(outcome=Outcome.TIE).select_related("application__person").order_by("application__number")


def decided_in(selection: Selection, tambon: str, worker_type: str) -> "QuerySet[SelectionLine]":
    """Return those whose order at the last post of a tambon and type people decided, also who is selected elsewhere."""
    rows = SelectionLine.objects.filter(selection=selection, tambon=tambon, worker_type=worker_type)
    decided = rows.filter(reason=Reason.TIE_DECIDED)
    went_on = Q(reason=Reason.OTHER_CHOICE, choice=1, application__tie_break__isnull=False)
    return rows.filter(Q(reason=Reason.TIE_DECIDED) | went_on & Q(total__in=decided.values("total")))


def standing_announcement(round_: Round) -> Announcement | None:
    """Return the announcement of a round that stands on the board."""
    return Announcement.objects.public().filter(round=round_).order_by("-published_at").first()


def announcements_of(rounds: "QuerySet[Round]") -> "QuerySet[Announcement]":
    """Return what stands on the board of some rounds, the latest first."""
    rows = Announcement.objects.public().filter(round__in=rounds).select_related("round__university")
    return rows.order_by("-published_at", "pk")


def announcement_of(selection: Selection) -> Announcement | None:
    """Return the announcement that was made of a selection and not taken down, also where its time is over."""
    rows = Announcement.objects.filter(selection=selection, published_at__lte=clock.now(), withdrawn_at__isnull=True)
    return rows.order_by("-published_at").first()


def successor_of(key: str) -> Announcement | None:
    """Return what stands on the board in the place of an announcement that was taken down."""
    gone = Announcement.objects.filter(pk=key, withdrawn_at__isnull=False).select_related("round").first()
    return standing_announcement(gone.round) if gone is not None else None


def without_result(round_: Round) -> int:
    """Count the applications of a round about which an agreed selection says nothing: they came back since."""
    return Application.objects.filter(round=round_, state__in=WITHOUT_RESULT).count()


def drawn_up(selection: Selection) -> Announcement | None:
    """Return the announcement of a selection that waits to be published."""
    rows = Announcement.objects.filter(selection=selection, withdrawn_at__isnull=True, published_at__isnull=True)
    return rows.first()


def is_signed(announcement: Announcement) -> bool:
    """Tell whether an announcement is signed: its paper shows it, or who published it said so of the original."""
    paper = paper_of(announcement)
    return announcement.ink_signed_on is not None or (paper is not None and paper.state == PaperState.SIGNED)


def is_announced(application: Application) -> bool:
    """Tell whether the applicant may know the result: an announcement of it was made and is not withdrawn."""
    rows = Announcement.objects.filter(round=application.round_id, selection__state=SelectionState.AGREED)
    return rows.filter(published_at__lte=clock.now(), withdrawn_at__isnull=True).exists()


def was_announced(round_: Round) -> bool:
    """Tell whether a result of a round was ever public, be it of an earlier selection, taken down or over since."""
    return Announcement.objects.filter(round=round_, published_at__lte=clock.now()).exists()


def shown_state(application: Application) -> ApplicationState:
    """Return the state as the applicant may know it: no result before it is announced."""
    state = ApplicationState(application.state)
    return ApplicationState.QUALIFIED if state in RESULTS and not is_announced(application) else state


def _announced() -> "QuerySet[Announcement]":
    return Announcement.objects.filter(
        round=OuterRef("round"), selection__state=SelectionState.AGREED, published_at__lte=clock.now(),
        withdrawn_at__isnull=True,
    )  # fmt: skip


def with_result(rows: "QuerySet[Application]") -> "QuerySet[Application]":
    """Keep the applications whose result is announced."""
    return rows.filter(Exists(_announced()))


def in_shown_state(rows: "QuerySet[Application]", state: str, user: Actor) -> "QuerySet[Application]":
    """Keep the applications at a state as the user may know it: own ones have no result before it is said."""
    unknown = Q(user=user.pk, state__in=RESULTS) & ~Exists(_announced())
    if state in RESULTS:
        return rows.filter(state=state).exclude(unknown)
    return rows.filter(Q(state=state) | unknown) if state == ApplicationState.QUALIFIED else rows.filter(state=state)


def with_shown_state(rows: "QuerySet[Application]", user: Actor) -> "QuerySet[Application, Application]":
    """Add `shown`, the state as the user may know it."""
    unknown = Q(user=user.pk, state__in=RESULTS) & ~Exists(_announced())
    return rows.annotate(shown=Case(When(unknown, then=Value(ApplicationState.QUALIFIED.value)), default=F("state")))


def paper_of(announcement: Announcement) -> Paper | None:
    """Return the paper of an announcement."""
    return (
        Paper.objects.filter(announcement=announcement).exclude(state="cancelled").select_related("pdf", "scan").first()
    )


def board_of(announcement: Announcement, wanted: str = "") -> "QuerySet[SelectionLine]":
    """Return the lines an announcement shows to everybody: the selected, then the reserve, by tambon and type.

    `wanted` finds an application number, or part of a name where the announcement shows names, and nothing beyond what
    it shows. Pages are ordered by `spot`.
    """
    rows = announcement.selection.lines.filter(outcome__in=[Outcome.SELECTED, Outcome.RESERVE])
    rows = rows.select_related("application__person", "tambon")
    if text := fold(wanted):
        rows = rows.filter(_on_board(text, shows_names=announcement.shows_names))
    first = Case(When(outcome=Outcome.SELECTED, then=Value("0")), default=Value("1"))
    place = LPad(Cast("place", CharField()), _DIGITS, Value("0"))
    spot = Concat("tambon_id", Value(" "), "worker_type", Value(" "), first, place, output_field=CharField())
    return rows.annotate(spot=spot).order_by("spot", "pk")


def _on_board(text: str, *, shows_names: bool) -> Q:
    if text.isascii() and text.isdigit():
        return Q(application__number=int(text)) if len(text) <= _DIGITS else Q(pk__in=[])
    return Q(application__person__search_key__contains=text) if shows_names else Q(pk__in=[])


def places_with_result(lines: Sequence[SelectionLine]) -> list[tuple[str, str, list[SelectionLine]]]:
    """Group lines of a board by tambon, with its amphoe and province, and type."""
    names = full_names({line.tambon_id for line in lines})
    found: dict[tuple[str, str], tuple[str, str, list[SelectionLine]]] = {}
    for line in lines:
        name = names.get(line.tambon_id, line.tambon_id)
        entry = found.setdefault((line.tambon_id, line.worker_type), (name, line.get_worker_type_display(), []))
        entry[2].append(line)
    return list(found.values())
