"""Where an application stands on its road, and what happens next, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from u2t.core import clock
from u2t.core.templatetags.u2t import thai_date, thai_datetime
from workforce.choices import WORKS, ApplicationState, ContractState
from workforce.editing import is_too_late, may_change, may_withdraw, names_of_parts, too_late
from workforce.models import Application, Contract, Round
from workforce.selectors.applications import SENT, is_open
from workforce.selectors.hiring import HIREABLE
from workforce.selectors.reserves import reserve_of
from workforce.selectors.selections import shown_state, was_announced

_AT = {
    ApplicationState.DRAFT: 1, ApplicationState.RETURNED: 1, ApplicationState.WITHDRAWN: 1,
    ApplicationState.SUBMITTED: 2, ApplicationState.REFUSED: 2, ApplicationState.QUALIFIED: 3,
    ApplicationState.SELECTED: 5, ApplicationState.RESERVE: 4, ApplicationState.NOT_SELECTED: 4,
    ApplicationState.HIRED: 6, ApplicationState.DECLINED: 4,
}  # fmt: skip
_TONES = {
    ApplicationState.DRAFT: "warn", ApplicationState.RETURNED: "bad", ApplicationState.SUBMITTED: "info",
    ApplicationState.QUALIFIED: "info", ApplicationState.RESERVE: "info", ApplicationState.SELECTED: "good",
    ApplicationState.HIRED: "good",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """The road with the present step, what happens next, and what the applicant may do now."""

    title: str
    road: tuple[str, ...]
    step: int
    tone: str
    next_line: str
    may_change: bool
    is_to_send: bool
    may_withdraw: bool
    may_give_up: bool
    may_take_up: bool


def standing_of(application: Application) -> Standing:
    """Return where an application stands."""
    state = shown_state(application)
    road = (_("Write and send"), _("Check by staff"), _("Interview"), _("Announcement"), _("Contract"), _("At work"))
    return Standing(
        title=str(state.label),
        road=road,
        step=_AT[state],
        tone=_TONES.get(state, "quiet"),
        next_line=_next(application, state),
        may_change=may_change(application),
        is_to_send=may_change(application) and state not in SENT,
        may_withdraw=may_withdraw(application),
        may_give_up=state in HIREABLE,
        may_take_up=state == ApplicationState.WITHDRAWN and is_open(application.round),
    )


def _next(application: Application, state: ApplicationState) -> str:
    """Say what happens next: of some states by what else is known, of the others in the words of the state."""
    round_ = application.round
    if state == ApplicationState.RETURNED:
        return _returned(application)
    if state == ApplicationState.HIRED:
        return _hired(getattr(application, "contract", None), round_)
    values = {
        "closes": thai_datetime(round_.closes_at),
        "starts": thai_date(round_.work_starts_on),
        "contact": round_.contact,
        "telephone": round_.telephone,
        "interview": round_.interview_note or _("The contact of this round tells you the day and place."),
    }
    lines = {
        ApplicationState.DRAFT: _("Not sent yet. Complete it and send it before %(closes)s."),
        ApplicationState.SUBMITTED: _("The staff check it after the round closes on %(closes)s. You are told here."),
        ApplicationState.QUALIFIED: _("You are invited to the interview. %(interview)s"),
        ApplicationState.REFUSED: _("You do not qualify in this round. Questions: %(contact)s, %(telephone)s."),
        ApplicationState.SELECTED: _("You are selected. Work starts on %(starts)s; the contract is made before that."),
        ApplicationState.RESERVE: _("You are on the reserve list and are called when a post becomes free."),
        ApplicationState.NOT_SELECTED: _("You were not selected this time. Questions: %(contact)s, %(telephone)s."),
        ApplicationState.DECLINED: _("You gave up your place. If that is wrong, call %(contact)s, %(telephone)s."),
        ApplicationState.WITHDRAWN: _("You withdrew it. As long as the round is open you can take it up again."),
    }
    if state == ApplicationState.QUALIFIED and was_announced(round_):
        return _decided_anew() % values
    if state == ApplicationState.RESERVE and (until := reserve_of(round_)) is not None:
        lines[state] += " " + _("The list holds until %(day)s.") % {"day": thai_date(until)}
    if not is_open(round_):
        return _once_closed().get(state, lines[state]) % values
    if state in {ApplicationState.QUALIFIED, ApplicationState.REFUSED}:
        return f"{lines[state] % values} {_still_open() % values}"
    return lines[state] % values


def _once_closed() -> dict[ApplicationState, str]:
    return {
        ApplicationState.DRAFT: _("It was not sent before the round closed on %(closes)s, and is not considered."),
        ApplicationState.SUBMITTED: _(
            "The staff are checking it. You are told here, and can call %(contact)s, %(telephone)s."
        ),
        ApplicationState.WITHDRAWN: _("You withdrew it. The round is closed."),
    }


def _decided_anew() -> str:
    return _(
        "The result that was announced is being decided anew. You are told here once it is announced. Questions: "
        "%(contact)s, %(telephone)s."
    )


def _still_open() -> str:
    return _("Until %(closes)s you can still correct it; the staff then check it again.")


def _hired(contract: Contract | None, round_: Round) -> str:
    """Say when the work starts by the contract: who follows from the reserve list starts later than the round."""
    if contract is None:
        return _("Your contract is made. Work starts on %(starts)s.") % {"starts": thai_date(round_.work_starts_on)}
    values = {"starts": thai_date(contract.first_day), "ends": thai_date(contract.last_day)}
    if contract.state in WORKS and contract.last_day < clock.today():
        return _("You worked from %(starts)s until %(ends)s.") % values
    if contract.state in {ContractState.ENDED, ContractState.RESIGNED}:
        return _("Your contract ends on %(ends)s.") % values
    return _("Your contract is made. Work starts on %(starts)s.") % values


def _returned(application: Application) -> str:
    """Say what came back, and until when it is mended."""
    if not may_change(application) and application.mend_until is not None:
        return too_late(application) if is_too_late(application) else _passed_on(application.round)
    if application.mend_until is None:
        return _("Mend what was returned and send it again; until then it is not considered.")
    values = {"parts": names_of_parts(application.returned_parts), "day": thai_date(application.mend_until)}
    return _("Mend what was returned (%(parts)s) and send it again until %(day)s; else it is not considered.") % values


def _passed_on(round_: Round) -> str:
    values = {"contact": round_.contact, "telephone": round_.telephone}
    return (
        _("The round has gone on; nothing can be corrected any more. Questions: %(contact)s, %(telephone)s.") % values
    )
