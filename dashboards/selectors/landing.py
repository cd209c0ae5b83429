"""Where a person lands after signing in: the own area."""

from dataclasses import dataclass

from tambon.models import Membership, User
from tambon.selectors.people import memberships_of

#: Which of several memberships decides, the widest first; an applicant's decides nothing.
_ORDER = (
    "ministry", "admin", "steward", "auditor", "regional", "province", "staff", "pm", "am", "community", "worker",
    "digital", "agency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Landing:
    """A page and the code it takes."""

    url_name: str
    code: str


def landing_of(user: User) -> Landing | None:
    """Return the page of the user's own area, or nothing for somebody without one."""
    held = sorted((m for m in memberships_of(user) if m.role in _ORDER), key=lambda m: _ORDER.index(m.role))
    return _landing(held[0]) if held else None


def _landing(membership: Membership) -> Landing:
    """Return where the work of a membership is done: staff and agencies begin with people, others with figures."""
    works = "university-work" if membership.role == "staff" else "university-dashboard"
    found = (
        ("area-dashboard", membership.area_id),
        ("network-dashboard", membership.network_id),
        (works, membership.university_id),
        ("university-dashboard", membership.unit.university_id if membership.unit is not None else None),
        ("agency-people" if membership.role == "agency" else "agency-detail", membership.agency_id),
    )
    return next((Landing(page, code) for page, code in found if code), Landing("area-dashboard", "TH"))
