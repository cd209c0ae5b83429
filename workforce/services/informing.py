"""Who hears of what happens to somebody's work: the person, who guides the tambon, the officers of the agency."""

from datetime import date

from django.db.models import Q
from django.urls import reverse

from tambon.models import Agency, Area
from u2t.core import clock, notifications
from workforce.models import Contract, Placement, Supervision
from workforce.selectors.handovers import officers_of


class Informing:
    """Stores notifications; a name for what only services may call, inside their transaction."""

    @staticmethod
    def person(contract: Contract, kind: str, on: date, **said: str) -> None:
        """Tell the person, if there is an account; a reason is for nobody else."""
        if contract.person.user_id is not None:
            notifications.tell(
                user_id=contract.person.user_id, kind=kind, link=reverse("contract-detail", args=[contract.pk]),
                number=contract.number, on=on.isoformat(), **said,
            )  # fmt: skip

    @staticmethod
    def of_last_day(contract: Contract, kind: str, on: date, seat: Placement) -> None:
        """Tell the person, who guides there and who answers for the agency that the work ends."""
        Informing.person(contract, kind, on)
        Informing.guides(contract, "contract.over", on, tambon=seat.post.tambon, agency=seat.agency)

    @staticmethod
    def guides(
        contract: Contract, kind: str, on: date, *, tambon: Area, agency: Agency | None = None, sees: bool = True
    ) -> None:
        """Tell who guides a tambon today or on a day, and who answers for an agency.

        Where they see the contract no longer (`sees`), as one that was dropped, the link leads to the list.
        """
        named = Supervision.objects.filter(
            programme=contract.programme_id, university=contract.university_id, tambon=tambon, user__is_active=True
        )
        there = named.filter(Q(during__contains=on) | Q(during__contains=clock.today()))
        users = [*there.values_list("user", flat=True), *_officers(agency)]
        said = {"tambon": tambon.name_th, "agency": agency.name_th if agency else ""}
        Informing._tell(contract, kind, on, users, sees=sees, **said)

    @staticmethod
    def officers(contract: Contract, kind: str, on: date, *, agency: Agency, sees: bool) -> None:
        """Tell who answers for an agency alone."""
        Informing._tell(contract, kind, on, _officers(agency), sees=sees, agency=agency.name_th)

    @staticmethod
    def _tell(contract: Contract, kind: str, on: date, users: list[int], *, sees: bool, **said: str) -> None:
        link = reverse("contract-detail", args=[contract.pk]) if sees else reverse("contract-list")
        notifications.tell_many(
            user_ids=users, kind=kind, link=link, number=contract.number, on=on.isoformat(), **said
        )  # fmt: skip


def _officers(agency: Agency | None) -> list[int]:
    return list(officers_of([agency.pk]).values_list("user", flat=True)) if agency else []
