"""The reserve list of a post is passed over by nobody without a word: whom, and why, is written down."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit
from workforce.models import Contract
from workforce.selectors.following import Follower, before, followers_for
from workforce.selectors.hiring import Hire
from workforce.services.seats import ContractInputError


class Passing:
    """Looks who of a reserve list is passed over; for what only services may call, inside their transaction."""

    @staticmethod
    def over(offer: Hire) -> tuple[Hire, Sequence[Follower]]:
        """Return the offer, and who stands before the person on the reserve list of that tambon and type.

        Whoever is named as a person keeps the place of the list, and stands behind everybody where there is none. An
        application that the list calls passes over nobody: that is looked at where it is hired.

        Raises:
            ContractInputError: one of those before is free, and no reason says why somebody else is hired.
        """
        if offer.application is not None and offer.replaces is None:
            return offer, []
        followers = followers_for(offer)
        own = offer.application or next(
            (one.line.application for one in followers if one.person == offer.person.pk), None
        )
        if own is not None and own.pk not in {one.line.application_id for one in followers}:
            raise ContractInputError(
                _("This application is not on the reserve list of this tambon and type."),
                extra={"field": "application"},
            )
        passed = before(followers, own.pk) if own is not None else followers
        if not offer.reason.strip() and any(one.is_free for one in passed):
            raise ContractInputError(_("Say why those before on the list are passed over."), extra={"field": "reason"})
        return replace(offer, application=own), passed

    @staticmethod
    def remember(contract: Contract, passed: Sequence[Follower], reason: str, *, by: User) -> None:
        """Write down who was passed over."""
        if passed:
            places = (None, ", ".join(str(one.place) for one in passed))
            audit.record(
                action="contract.passed_over", target=contract, by=by, reason=reason, changes={"places": places}
            )
