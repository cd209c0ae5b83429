"""Doormen: imports of allocations and of institutions as jobs; each ends once, whatever dies meanwhile."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tambon.importing import allocation_intake as intake
from tambon.importing import institution_intake
from tambon.services import allocation_imports, institution_imports
from tambon.services.allocation_imports import ChangedSinceError, Decision
from u2t.core import jobs
from u2t.core.models import ImportRun, RunState


@jobs.kind(allocation_imports.CHECK, gettext_lazy("Checking a list of allocations"))
def check_allocations(hold: jobs.Hold) -> jobs.Outcome:
    """Check the file of a run; reading is outside the transaction, keeping what was found inside."""
    run = _check(hold, _run(hold))
    return jobs.Outcome({"run": run.pk, "state": run.state, "errors": run.error_count, "warnings": run.warning_count})


@jobs.kind(allocation_imports.STORE, gettext_lazy("Storing a list of allocations"))
def store_allocations(hold: jobs.Hold) -> jobs.Outcome:
    """Store a run in one transaction; taken over after it was stored, only report."""
    run = _run(hold)
    asked = hold.job.arguments
    decision = Decision(replaces=asked["replaces"], skips_refused=asked["skips_refused"])
    if run.state != RunState.STORED:
        hold.progress(0, run.row_count, _("Reading the file"))
        plan = intake.plan(run)
        hold.progress(0, run.row_count, _("Storing rows"))
        try:
            with hold.commit():
                run = allocation_imports.store(run=run, plan=plan, decision=decision, by=hold.job.owner)
        except ChangedSinceError:
            _check(hold, run)
            raise
    return jobs.Outcome({"run": run.pk, "created": run.created_count, "changed": run.changed_count})


@jobs.kind(institution_imports.CHECK, gettext_lazy("Checking a list of institutions"))
def check_institutions(hold: jobs.Hold) -> jobs.Outcome:
    """Check the file of a run; reading is outside the transaction, keeping what was found inside."""
    run = _check_institutions(hold, _run(hold))
    return jobs.Outcome({"run": run.pk, "state": run.state, "errors": run.error_count, "warnings": run.warning_count})


@jobs.kind(institution_imports.STORE, gettext_lazy("Storing a list of institutions"))
def store_institutions(hold: jobs.Hold) -> jobs.Outcome:
    """Store a run in one transaction; taken over after it was stored, only report."""
    run, skips = _run(hold), hold.job.arguments["skips_refused"]
    if run.state != RunState.STORED:
        hold.progress(0, run.row_count, _("Reading the file"))
        plan = institution_intake.plan(run)
        hold.progress(0, run.row_count, _("Storing rows"))
        try:
            with hold.commit():
                run = institution_imports.store(run=run, plan=plan, skips_refused=skips, by=hold.job.owner)
        except institution_imports.ChangedSinceError:
            _check_institutions(hold, run)
            raise
    return jobs.Outcome({"run": run.pk, "created": run.created_count, "changed": run.changed_count})


def _check_institutions(hold: jobs.Hold, run: ImportRun) -> ImportRun:
    hold.progress(0, 2, _("Reading the file"))
    plan = institution_intake.plan(run)
    hold.progress(1, 2, _("Keeping what was found"))
    with hold.commit():
        return institution_imports.keep_check(run=run, plan=plan, by=hold.job.owner)


def _check(hold: jobs.Hold, run: ImportRun) -> ImportRun:
    hold.progress(0, 2, _("Reading the file"))
    plan = intake.plan(run)
    hold.progress(1, 2, _("Keeping what was found"))
    with hold.commit():
        return allocation_imports.keep_check(run=run, plan=plan, by=hold.job.owner)


def _run(hold: jobs.Hold) -> ImportRun:
    return ImportRun.objects.get(pk=hold.job.arguments["run"])
