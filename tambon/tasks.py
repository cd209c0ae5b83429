"""Doormen: each kind of spreadsheet is checked and stored as a job, which ends once, whatever dies meanwhile."""

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tambon.importing.sheets import plan
from tambon.services import sheets
from tambon.services.allocation_imports import ALLOCATIONS
from tambon.services.institution_imports import INSTITUTIONS
from tambon.services.sheets import ChangedSinceError, Decision, Sheet
from u2t.core import jobs
from u2t.core.models import ImportRun, RunState


def _check(sheet: Sheet, hold: jobs.Hold) -> jobs.Outcome:
    """Check the file of a run; reading is outside the transaction, keeping what was found inside."""
    hold.progress(0, 2, _("Reading the file"))
    run = ImportRun.objects.get(pk=hold.job.arguments["run"])
    found = plan(sheet, run)
    hold.progress(1, 2, _("Keeping what was found"))
    with hold.commit():
        run = sheets.keep_check(sheet=sheet, run=run, plan=found, by=hold.job.owner)
    return jobs.Outcome({"run": run.pk, "state": run.state, "errors": run.error_count, "warnings": run.warning_count})


def _store(sheet: Sheet, hold: jobs.Hold) -> jobs.Outcome:
    """Store a run in one transaction; taken over after it was stored, only report."""
    asked = dict(hold.job.arguments)
    run = ImportRun.objects.get(pk=asked.pop("run"))
    if run.state != RunState.STORED:
        hold.progress(0, run.row_count, _("Reading the file"))
        found = plan(sheet, run)
        hold.progress(0, run.row_count, _("Storing rows"))
        try:
            with hold.commit():
                run = sheets.store(sheet=sheet, run=run, plan=found, decision=Decision(**asked), by=hold.job.owner)
        except ChangedSinceError:
            _check(sheet, hold)
            raise
    return jobs.Outcome({"run": run.pk, "created": run.created_count, "changed": run.changed_count})


jobs.kind(ALLOCATIONS.checking, gettext_lazy("Checking a list of allocations"))(partial(_check, ALLOCATIONS))
jobs.kind(ALLOCATIONS.storing, gettext_lazy("Storing a list of allocations"))(partial(_store, ALLOCATIONS))
jobs.kind(INSTITUTIONS.checking, gettext_lazy("Checking a list of institutions"))(partial(_check, INSTITUTIONS))
jobs.kind(INSTITUTIONS.storing, gettext_lazy("Storing a list of institutions"))(partial(_store, INSTITUTIONS))
