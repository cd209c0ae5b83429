"""Doormen: long work of this app, each calling one service."""

from collections import Counter
from datetime import date

from celery import shared_task
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tambon.models import University
from tambon.system import system_user
from u2t.core import files, jobs
from u2t.core.errors import DomainError
from u2t.core.models import ImportRun
from workforce import scanning
from workforce.choices import PaperKind
from workforce.models import Paper, Period
from workforce.selectors.certificates import waiting_for_one
from workforce.selectors.monthpapers import MADE_WHEN, reports_in
from workforce.selectors.papers import contracts_in
from workforce.selectors.sheets import Line, Order
from workforce.services import (
    certificates,
    confirmations,
    finishing,
    imports,
    manyapprovals,
    mending,
    monthpapers,
    months,
    packets,
    papers,
    problems,
    reminding,
    retention,
)


@jobs.kind(packets.KIND, gettext_lazy("Papers for everybody in a tambon"))
def issue_packet(hold: jobs.Hold) -> jobs.Outcome:
    """Issue what is missing, a paper in each transaction, and join all; taken over, it goes on where it was."""
    asked, owner = hold.job.arguments, hold.job.owner
    people = list(contracts_in(tambon=asked["tambon"], programme=asked["programme"], user=owner))
    if not people:
        raise jobs.JobError(_("Nobody has a contract in this tambon yet."))
    total = len(people) * len(asked["kinds"])
    made: list[Paper] = []
    lines = [Line(**line) for line in asked["lines"]]
    for contract in people:
        for kind in asked["kinds"]:
            order = Order(kind, contract, date.fromisoformat(asked["on"]), lines, asked["site"], asked["to"])
            hold.progress(len(made), total, _("Issuing papers"))
            try:
                with hold.commit():
                    made.append(papers.issue(order=order, by=owner))
            except DomainError as error:
                raise jobs.JobError(f"{contract.number}: {error}") from error
    content = scanning.joined([files.read(paper.pdf) for paper in made])
    name = f"packet-{asked['tambon']}.pdf"
    file = files.store_sealed(name=name, media_type=papers.PDF, content=content, by=owner)
    return jobs.Outcome({"papers": len(made), "people": len(people)}, file)


@jobs.kind(monthpapers.KIND, gettext_lazy("Papers of a month for everybody in a tambon"))
def issue_month_packet(hold: jobs.Hold) -> jobs.Outcome:
    """Make what is missing, a paper in each transaction, and join all; taken over, it goes on where it was."""
    asked, owner = hold.job.arguments, hold.job.owner
    period = Period.objects.get(pk=asked["period"])
    make = {PaperKind.DELIVERY: monthpapers.deliver, PaperKind.ACCEPTANCE: monthpapers.accept}
    reports = list(reports_in(period=period, tambon=asked["tambon"], user=owner))
    wanted = [
        (kind, one) for one in reports for kind in make if kind in asked["kinds"] and one.state in MADE_WHEN[kind]
    ]
    if not wanted:
        raise jobs.JobError(_("No report of this tambon and month has come so far yet."))
    made: list[Paper] = []
    for kind, report in wanted:
        hold.progress(len(made), len(wanted), _("Issuing papers"))
        try:
            with hold.commit():
                made.append(make[kind](report=report, site=asked["site"], by=owner))
        except DomainError as error:
            raise jobs.JobError(f"{report.contract.number}: {error}") from error
    content = scanning.joined([files.read(paper.pdf) for paper in made])
    name = f"month-{period.month:%Y-%m}-{asked['tambon']}.pdf"
    file = files.store_sealed(name=name, media_type=papers.PDF, content=content, by=owner)
    return jobs.Outcome({"papers": len(made), "people": len(reports)}, file)


@jobs.kind(manyapprovals.KIND, gettext_lazy("Approving many reports"))
def approve_reports(hold: jobs.Hold) -> jobs.Outcome:
    """Approve in batches; taken over, it goes on after the last batch that was stored."""
    result = manyapprovals.go_on(hold=hold, by=hold.job.owner)
    return jobs.Outcome(result | {"link": reverse("monthreport-approvals", args=[hold.job.pk])})


@jobs.kind(certificates.KIND, gettext_lazy("Certificates of tax withheld for everybody of a year"))
def issue_tax_certificates(hold: jobs.Hold) -> jobs.Outcome:
    """Issue what is missing, each in its transaction; taken over, it goes on. Those refused are counted by reason."""
    asked, owner = hold.job.arguments, hold.job.owner
    university = University.objects.get(pk=asked["university"])
    people = list(waiting_for_one(university, asked["year"]))
    issued, lacks = 0, Counter[str]()
    for person in people:
        hold.progress(issued + lacks.total(), len(people), _("Issuing certificates"))
        with hold.commit():
            try:
                certificates.issue(university=university, person=person, year=asked["year"], by=owner)
                issued += 1
            except DomainError as error:
                lacks[str(error)] += 1
    link = f"{reverse('taxyear-list')}?university={university.pk}&year={asked['year']}"
    result = {"issued": issued, "refused": lacks.total(), "reasons": lacks.most_common(), "link": link}
    return jobs.Outcome(result)


@jobs.kind("workforce.check_run", gettext_lazy("Checking a list of people"))
def check_run(hold: jobs.Hold) -> jobs.Outcome:
    """Check the file of a run; reading is outside the transaction, keeping what was found inside."""
    run = _run(hold)
    hold.progress(0, 2, _("Reading the file"))
    checked = imports.read_again(run=run, by=hold.job.owner)
    hold.progress(1, 2, _("Keeping what was found"))
    with hold.commit():
        run = imports.keep_check(run=run, checked=checked, by=hold.job.owner)
    return jobs.Outcome({"run": run.pk, "state": run.state, "errors": run.error_count, "warnings": run.warning_count})


@jobs.kind("workforce.store_run", gettext_lazy("Storing a list of people"))
def store_run(hold: jobs.Hold) -> jobs.Outcome:
    """Store a run in one transaction; taken over after it was stored, only report."""
    run = _run(hold)
    hold.progress(0, run.row_count, _("Storing rows"))
    try:
        with hold.commit():
            run = imports.store(run=run, by=hold.job.owner, skip_refused=hold.job.arguments["skip_refused"])
    except DomainError as error:
        raise jobs.JobError(str(error)) from error
    return jobs.Outcome({"run": run.pk, "created": run.created_count})


def _run(hold: jobs.Hold) -> ImportRun:
    return ImportRun.objects.get(pk=hold.job.arguments["run"])


@shared_task(name="workforce.climb_problems")
def climb_problems() -> None:
    """Let problems whose answer is late climb to who is next."""
    problems.climb(by=system_user())


@shared_task(name="workforce.remind_approvers")
def remind_approvers() -> None:
    """Tell those who hold reports what is due soon and what is late; once a day each."""
    reminding.remind(by=system_user())


@shared_task(name="workforce.fall_due")
def fall_due() -> None:
    """Let months whose wages were due yesterday or before say who is not paid."""
    months.fall_due(by=system_user())


@shared_task(name="workforce.remind_agencies")
def remind_agencies() -> None:
    """Tell agencies which hand-overs they have not confirmed; a week between two notes about one."""
    confirmations.remind_all(by=system_user())


@shared_task(name="workforce.remind_applicants")
def remind_applicants() -> None:
    """Tell applicants what they have to correct until tomorrow; once for each day given."""
    mending.remind_all(by=system_user())


@shared_task(name="workforce.finish_rounds")
def finish_rounds() -> None:
    """End the announced rounds of programmes that are over, and the reserve lists whose days are."""
    finishing.finish_all(by=system_user())
    finishing.end_reserves(by=system_user())


@shared_task(name="workforce.erase_applications")
def erase_applications() -> None:
    """Erase what is kept no longer: applications of people not hired, people hired long ago, files of lists."""
    retention.erase_expired(by=system_user())
    retention.erase_hired(by=system_user())
    retention.erase_lists(by=system_user())
