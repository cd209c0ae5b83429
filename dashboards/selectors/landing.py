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
    if membership.area_id:
        return Landing("area-dashboard", membership.area_id)
    if membership.network_id:
        return Landing("network-dashboard", membership.network_id)
    if membership.university_id:
        return Landing("university-dashboard", membership.university_id)
    if membership.unit is not None:
        return Landing("university-dashboard", membership.unit.university_id)
    # An agency's people see of its place what everybody may: the province.
    return Landing("area-dashboard", membership.agency.area_id[:2] if membership.agency else "TH")
