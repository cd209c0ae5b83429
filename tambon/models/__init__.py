"""Models of where and who."""

from tambon.models.agency import Agency
from tambon.models.area import OPEN_LEVELS, Area
from tambon.models.boundary import BoundarySet
from tambon.models.local import LocalGovernment, LocalGovernmentStatus
from tambon.models.university import (
    Allocation,
    Network,
    NetworkTerm,
    Programme,
    ProvinceLead,
    Unit,
    University,
)
from tambon.models.user import GrantTerm, Invitation, Membership, User

__all__ = [
    "OPEN_LEVELS",
    "Agency",
    "Allocation",
    "Area",
    "BoundarySet",
    "GrantTerm",
    "Invitation",
    "LocalGovernment",
    "LocalGovernmentStatus",
    "Membership",
    "Network",
    "NetworkTerm",
    "Programme",
    "ProvinceLead",
    "Unit",
    "University",
    "User",
]
