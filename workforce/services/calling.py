"""Who is next on a reserve list is told: called to a place that became free, hired, or that the list has ended."""

from django.db.models import F, QuerySet
from django.urls import reverse

from u2t.core import audit, clock, notifications
from u2t.core.access import Actor
from workforce.choices import ApplicationState
from workforce.models import Application, Round
from workforce.selectors.calling import called_up

_WAITING = (ApplicationState.SELECTED, ApplicationState.RESERVE)


class Calling:
    """Moves and tells applicants of a reserve list; for what only services may call, inside their transaction."""

    @staticmethod
    def called(round_: Round) -> set[int]:
        """Return whom the reserve lists of a round call now."""
        lines = called_up().filter(selection__round=round_)
        return set(lines.values_list("application", flat=True))

    @staticmethod
    def hold(application: Application) -> None:
        """Hold the round of an application: whom its lists call must not change between the question and the act."""
        Round.objects.select_for_update(of=("self",), no_key=True).get(pk=application.round_id)

    @staticmethod
    def tell_uncalled(round_: Round, before: set[int]) -> None:
        """Tell those who were called, still wait, and are called no more."""
        gone = before - Calling.called(round_)
        rows = Application.objects.filter(pk__in=gone, state=ApplicationState.RESERVE).select_related("round")
        Calling._tell(rows, "application.uncalled")

    @staticmethod
    def tell_new(round_: Round, before: set[int]) -> None:
        """Tell those who are called and were not before."""
        new = Calling.called(round_) - before
        Calling._tell(Application.objects.filter(pk__in=new).select_related("round"), "application.called")

    @staticmethod
    def hired(application: Application, *, by: Actor) -> None:
        """Let an application be that of somebody hired; who waited on the reserve list is told."""
        was = Calling._set(application, ApplicationState.HIRED, "application.hired", by)
        if was == ApplicationState.RESERVE:
            rows = Application.objects.filter(pk=application.pk).select_related("round")
            Calling._tell(rows, "application.hired_from_reserve")

    @staticmethod
    def unhired(application: Application, state: ApplicationState, *, by: Actor) -> None:
        """Let an application wait again, as it did before the contract that was dropped."""
        Calling._set(application, state, "application.unhired", by)

    @staticmethod
    def end(rows: "QuerySet[Application]", *, by: Actor) -> int:
        """End what is left of reserve lists: each application has its trail, and its applicant is told."""
        held = rows.filter(state__in=_WAITING).select_for_update(of=("self",)).select_related("round").order_by("pk")
        ended = list(held)
        Application.objects.filter(pk__in=[one.pk for one in ended]).update(
            state=ApplicationState.NOT_SELECTED, version=F("version") + 1, updated_at=clock.now()
        )
        state = ApplicationState.NOT_SELECTED.value
        events = [(one, {"state": (one.state, state)}, "") for one in ended]
        audit.record_many(action="application.reserve_ended", by=by, events=events)
        Calling._tell(ended, "application.reserve_ended")
        return len(ended)

    @staticmethod
    def _set(application: Application, state: ApplicationState, action: str, by: Actor) -> str:
        locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
        before, locked.state = locked.state, state
        locked.version += 1
        locked.save(update_fields=["state", "version", "updated_at"])
        audit.record(action=action, target=locked, by=by, changes={"state": (before, state)})
        return before

    @staticmethod
    def _tell(rows: "QuerySet[Application] | list[Application]", kind: str) -> None:
        said = [
            (one.user_id, reverse("application-status", args=[one.pk]), _values(one.round))
            for one in rows
        ]  # fmt: skip
        notifications.tell_each(said=said, kind=kind)


def _values(round_: Round) -> dict[str, str]:
    return {"round": round_.name_th, "contact": f"{round_.contact} {round_.telephone}".strip()}
