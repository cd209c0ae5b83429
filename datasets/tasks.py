"""Doormen: long imports as jobs; each ends once, whatever dies meanwhile."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from celery import shared_task
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets import exports
from datasets.choices import EntryState
from datasets.importing.checking import check_file
from datasets.models import Dataset, Entry
from datasets.selectors import searching
from datasets.services import annotations, apppasswords, doubts, reviews, runs, twins
from tambon.system import system_user
from u2t.core import downloads, files, jobs
from u2t.core.errors import DomainError
from u2t.core.importing.issues import FileError
from u2t.core.models import ImportRun, RunState


@jobs.kind("datasets.check_run", gettext_lazy("Checking a file"))
def check_run(hold: jobs.Hold) -> jobs.Outcome:
    """Check the file of a run; reading is outside the transaction, keeping what was found inside."""
    run = _run(hold)
    hold.progress(0, 2, _("Reading the file"))
    path = files.path_of(run.file) if run.file else None
    checked = check_file(run, path) if path else None
    hold.progress(1, 2, _("Keeping what was found"))
    with hold.commit():
        if checked is not None:
            run = runs.keep_check(by=hold.job.owner, run=run, checked=checked)
    return jobs.Outcome({"run": run.pk, "state": run.state, "errors": run.error_count, "warnings": run.warning_count})


@jobs.kind("datasets.store_run", gettext_lazy("Storing a file"))
def store_run(hold: jobs.Hold) -> jobs.Outcome:
    """Store a run in one transaction; taken over after it was stored, only report."""
    run = _run(hold)
    hold.progress(0, run.row_count, _("Storing rows"))
    if run.state != RunState.STORED:
        try:
            with hold.commit():
                run = runs.store(by=hold.job.owner, run=run, skip_refused=hold.job.arguments["skip_refused"])
        except DomainError as error:
            raise jobs.JobError(str(error)) from error
    return jobs.Outcome({"run": run.pk, "created": run.created_count, "changed": run.changed_count})


@jobs.kind(annotations.KIND, gettext_lazy("Marking the problems in a file"))
def annotate_run(hold: jobs.Hold) -> jobs.Outcome:
    """Make the annotated workbook of a run for its owner."""
    run = _run(hold)
    if run.file is None:
        raise jobs.JobError(_("The file of this import is no longer kept."))
    hold.progress(0, run.row_count or None, _("Writing rows"))
    name = f"{Path(run.name).stem}-checked.xlsx"
    with files.new(name=name, media_type=downloads.MEDIA_TYPES["xlsx"], by=hold.job.owner, expires=True) as made:
        try:
            count = exports.write_annotated(made.path, run, files.path_of(run.file))
        except FileError as error:
            raise jobs.JobError(str(error)) from error
    return jobs.Outcome({"problems": count}, made.saved())


@jobs.kind("datasets.index_fields", gettext_lazy("Making fields searchable"))
def index_fields(hold: jobs.Hold) -> jobs.Outcome:
    """Make the indexes of the searchable fields of a data set, and drop those that none asks for; others go on."""
    dropped, wanted = (
        searching.superfluous(hold.job.arguments["dataset"]),
        searching.lacking(hold.job.arguments["dataset"]),
    )
    steps = [*dropped, *wanted]
    hold.progress(0, len(steps), _("Making indexes"))
    for done, step in enumerate(steps, start=1):
        searching.do(step)
        hold.progress(done, step=step.name)
    return jobs.Outcome({"made": len(wanted), "dropped": len(dropped)})


@jobs.kind(reviews.KIND, gettext_lazy("Verifying entries"))
def verify_entries(hold: jobs.Hold) -> jobs.Outcome:
    """Verify the entries that somebody chose, piece by piece; a piece that cannot be verified whole, one by one."""
    seen = {int(key): version for key, version in hold.job.arguments["seen"].items()}
    # What a worker that died had verified already is not told as changed since.
    verified = _verified_before(hold, seen)
    left, done, reasons = sorted(seen.keys() - verified), len(verified), Counter[str]()
    hold.progress(done, len(seen), _("Verifying entries"))
    while left:
        piece, left = left[: reviews.MOST_IN_A_PAGE], left[reviews.MOST_IN_A_PAGE :]
        try:
            with hold.commit():
                done += reviews.verify_many(by=hold.job.owner, seen={key: seen[key] for key in piece})
        except DomainError:
            done += sum(_verified_alone(hold, key, seen[key], reasons) for key in piece)
        hold.progress(len(seen) - len(left))
    link = f"{reverse('entry-list')}?status=submitted" if reasons else f"{reverse('entry-list')}?status=verified"
    return jobs.Outcome({"verified": done, "reasons": sorted(reasons.items()), "link": link})


def _verified_alone(hold: jobs.Hold, key: int, version: int, reasons: Counter[str]) -> int:
    try:
        with hold.commit():
            return reviews.verify_many(by=hold.job.owner, seen={key: version})
    except DomainError as error:
        reasons[str(error)] += 1
        return 0


def _verified_before(hold: jobs.Hold, seen: Mapping[int, int]) -> set[int]:
    found = Entry.objects.filter(pk__in=seen, state=EntryState.VERIFIED, decided_by=hold.job.owner)
    return {key for key, version in found.values_list("pk", "version") if version == seen[key] + 1}


@jobs.kind(doubts.KIND, gettext_lazy("Looking for values to check"))
def find_doubts(hold: jobs.Hold) -> jobs.Outcome:
    """Look through the values of a data set."""
    return _looked(hold, doubts.find, _("Looking through the values"))


@jobs.kind(twins.KIND, gettext_lazy("Looking for what is there twice"))
def find_twins(hold: jobs.Hold) -> jobs.Outcome:
    """Compare the records of a data set with each other."""
    return _looked(hold, twins.find, _("Comparing records"))


def _looked(hold: jobs.Hold, find: Callable[..., int], step: str) -> jobs.Outcome:
    """Go through a data set once; return how much in it waits for somebody."""
    dataset = Dataset.objects.get(pk=hold.job.arguments["dataset"])
    hold.progress(0, 1, step)
    with hold.commit():
        waiting = find(by=hold.job.owner, dataset=dataset)
    hold.progress(1)
    return jobs.Outcome({"waiting": waiting})


def _run(hold: jobs.Hold) -> ImportRun:
    return ImportRun.objects.get(pk=hold.job.arguments["run"])


@shared_task(name="datasets.end_telephones")
def end_telephones() -> None:
    """End the telephones of those whose account is closed or who collect no longer."""
    apppasswords.end_forsaken(by=system_user())
