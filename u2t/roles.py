"""Roles, as people of the programme know them; what each may do is in `u2t/access.py`."""

from django.utils.translation import gettext_lazy as _

from u2t.core.access import Role

NATION = frozenset({"nation"})
TAMBON = frozenset({"tambon"})
UNIVERSITY = frozenset({"university", "unit"})
OFFICE = frozenset({"nation", "province"})

ROLES: tuple[Role, ...] = (
    Role("applicant", _("Applicant"), _("Applies for a post and follows the application."), NATION),
    Role("worker", _("Worker"), _("Works in a tambon, logs days and reports each month."), TAMBON),
    Role("digital", _("Digital data manager"), _("Digitises government records at an agency."), frozenset({"agency"})),
    Role("pm", _("Lecturer in charge (PM)"), _("Guides and checks the workers of a tambon."), TAMBON),
    Role("am", _("Area manager (AM)"), _("Manages the workers of a tambon on the spot."), TAMBON),
    Role("community", _("Community representative"), _("Sees and endorses the data of the own tambon."), TAMBON),
    Role("staff", _("University staff"), _("Runs the programme at a university."), UNIVERSITY),
    Role("regional", _("Regional integrator"), _("Compares the universities of a network."), frozenset({"network"})),
    Role("province", _("Provincial officer"), _("Oversees a province."), frozenset({"province"})),
    Role("agency", _("Agency officer"), _("Certifies the people placed at an agency."), frozenset({"agency"})),
    Role("ministry", _("Ministry officer"), _("Oversees the nation."), NATION, needs_mfa=True),
    Role("steward", _("Data steward"), _("Brings data in, corrects and undoes."), OFFICE, needs_mfa=True),
    Role("auditor", _("Auditor"), _("Reads everything, for a dated assignment."), OFFICE),
    Role("admin", _("Administrator"), _("Manages people, areas and allocations."), NATION, needs_mfa=True),
)
