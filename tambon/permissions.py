"""What may be done here."""

from enum import StrEnum


class Can(StrEnum):
    """Permissions of this app."""

    VIEW_AREA = "tambon.view_area"
    VIEW_UNIVERSITY = "tambon.view_university"
    VIEW_AGENCY = "tambon.view_agency"
    VIEW_ALLOCATION = "tambon.view_allocation"
    CHANGE_ALLOCATION = "tambon.change_allocation"
    VIEW_USER = "tambon.view_user"
    CHANGE_USER = "tambon.change_user"
    VIEW_MEMBERSHIP = "tambon.view_membership"
    GIVE_MEMBERSHIP = "tambon.add_membership"
    END_MEMBERSHIP = "tambon.change_membership"
    GIVE_GRANT = "tambon.add_grantterm"
    CHANGE_VILLAGE = "tambon.add_area"
    LOAD_GEOGRAPHY = "tambon.change_area"
    LOAD_BOUNDARIES = "tambon.add_boundaryset"
    VIEW_ACCESS = "tambon.view_grantterm"
    CHANGE_UNIVERSITY = "tambon.change_university"
    CHANGE_PROGRAMME = "tambon.change_programme"
    CHANGE_AGENCY = "tambon.change_agency"
