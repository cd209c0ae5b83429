"""Permissions and scopes in words, for the pages that say who may do what."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from u2t.core.access import Scope

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SCOPES: "dict[Scope, StrPromise]" = {
    Scope.OPEN: _("everywhere"),
    Scope.SUMMARY: _("provinces and above"),
    Scope.AREA: _("in the own area"),
    Scope.OWN: _("the own ones"),
}

PERMISSIONS: "dict[str, StrPromise]" = {
    "tambon.view_area": _("See areas and their data"),
    "tambon.view_university": _("See universities"),
    "tambon.view_agency": _("See agencies"),
    "tambon.view_allocation": _("See which university holds a tambon"),
    "tambon.change_allocation": _("Give tambons to universities"),
    "tambon.view_user": _("See people"),
    "tambon.change_user": _("Close and open accounts"),
    "tambon.view_membership": _("See who holds which role"),
    "tambon.add_membership": _("Invite people and give roles"),
    "tambon.change_membership": _("End roles"),
    "tambon.add_grantterm": _("Grant single permissions by hand"),
    "tambon.view_grantterm": _("See who may see what"),
    "tambon.change_area": _("Load areas"),
    "tambon.add_boundaryset": _("Load boundaries"),
    "tambon.change_university": _("Change universities"),
    "tambon.change_programme": _("Add and change programmes"),
    "tambon.change_agency": _("Change agencies"),
    "core.view_job": _("See long work"),
    "core.view_privatefile": _("Fetch files"),
    "core.view_importrun": _("See imports"),
    "core.view_notification": _("See notifications"),
    "core.view_auditevent": _("Read the audit trail"),
    "core.delete_revision": _("Erase personal values from the audit trail"),
    "core.add_privatefile": _("Download personal data"),
    "datasets.view_dataset": _("See the catalogue of data sets"),
    "datasets.change_dataset": _("Change data sets"),
    "datasets.view_record": _("See records"),
    "datasets.add_record": _("Bring data in"),
    "datasets.delete_record": _("Undo an import"),
    "datasets.view_correction": _("See corrections"),
    "datasets.add_correction": _("Propose corrections"),
    "datasets.change_correction": _("Decide on corrections"),
    "dashboards.view_indicator": _("See indicators"),
    "dashboards.view_rollup": _("See figures"),
    "dashboards.view_observation": _("See what a figure is made of"),
    "dashboards.add_rollup": _("Download reports"),
    "dashboards.change_rollup": _("Build all figures anew"),
}


def permission_text(permission: str) -> str:
    """Say what a permission allows; of one without words, its name."""
    return str(PERMISSIONS.get(permission, permission))
