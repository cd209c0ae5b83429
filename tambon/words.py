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
    Scope.HELD: _("in the own area of today"),
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
    "tambon.add_area": _("Enter, rename and close villages"),
    "tambon.change_area": _("Load areas"),
    "tambon.add_boundaryset": _("Load boundaries"),
    "tambon.change_university": _("Change universities"),
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
    "workforce.view_terms": _("See the terms of employment"),
    "workforce.change_terms": _("Change the terms of employment"),
    "workforce.view_round": _("See rounds of hiring"),
    "workforce.change_round": _("Open and change rounds of hiring"),
    "workforce.view_person": _("See people at work"),
    "workforce.change_person": _("Change the data of people at work"),
    "workforce.reveal_national_id": _("Read a national id in full"),
    "workforce.view_application": _("See applications"),
    "workforce.change_application": _("Write applications"),
    "workforce.screen_application": _("Screen applications"),
    "workforce.score_application": _("Score applicants"),
    "workforce.view_document": _("Open the documents of applicants and workers"),
    "workforce.view_selection": _("See selections"),
    "workforce.change_selection": _("Select applicants"),
    "workforce.add_announcement": _("Publish announcements"),
    "workforce.add_appeal": _("Appeal"),
    "workforce.view_appeal": _("See appeals"),
    "workforce.change_appeal": _("Decide on appeals"),
    "workforce.view_post": _("See posts"),
    "workforce.change_post": _("Change posts"),
    "workforce.view_contract": _("See contracts"),
    "workforce.change_contract": _("Write and change contracts"),
    "workforce.sign_contract": _("Sign contracts"),
    "workforce.import_workforce": _("Bring in lists of people at work"),
    "workforce.view_placement": _("See who works where"),
    "workforce.change_placement": _("Place and move workers"),
    "workforce.view_supervision": _("See who guides whom"),
    "workforce.change_supervision": _("Say who guides whom"),
    "workforce.view_session": _("See trainings"),
    "workforce.change_session": _("Hold trainings"),
    "workforce.view_handover": _("See handovers"),
    "workforce.change_handover": _("Hand work over"),
    "workforce.view_paper": _("See official papers"),
    "workforce.change_paper": _("Issue official papers"),
    "workforce.sign_paper": _("Sign official papers"),
    "workforce.change_papertemplate": _("Change the texts of official papers"),
}


def permission_text(permission: str) -> str:
    """Say what a permission allows; of one without words, its name."""
    return str(PERMISSIONS.get(permission, permission))
