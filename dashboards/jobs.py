"""Long work of this app."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards import exports
from dashboards.permissions import Can
from dashboards.rolling.knowledge import known_at, require_known
from dashboards.selectors.report import report_of, require_programme
from u2t.core import clock, files, jobs
from u2t.core.access import Actor, require
from u2t.core.downloads import MEDIA_TYPES
from u2t.core.errors import InputError
from u2t.core.models import Job

KIND = "dashboards.export_report"


def ask(*, media: str, period: str, as_of: datetime | None, by: Actor, programme: str = "") -> Job:
    """Queue the national report; what cannot be reported is told now, not by a failed job.

    Raises:
        InputError: there are no figures of that period, or were none at that moment, or no such format or programme.
    """
    require(by, Can.EXPORT_REPORT)
    if media not in MEDIA_TYPES:
        raise InputError(_("Choose XLSX, CSV or PDF."))
    if as_of is not None:
        require_known(period=period, moment=as_of)
        require_programme(programme)
    else:
        report_of(user=by, period=period, programme=programme)
    moment = as_of.isoformat() if as_of else ""
    asked = {"media": media, "period": period, "programme": programme, "as_of": moment}
    return jobs.start("dashboards.export_report", by=by, **asked)


@jobs.kind(KIND, gettext_lazy("National report"))
def export_report(hold: jobs.Hold) -> jobs.Outcome:
    """Write the national report as its owner may see it now."""
    asked = hold.job.arguments
    user = hold.job.owner
    hold.progress(0, None, _("Reading figures"))
    as_of = datetime.fromisoformat(asked["as_of"]) if asked["as_of"] else None
    media = asked["media"]
    name = f"u2t-report-{asked['period'] or 'newest'}-{clock.today():%Y%m%d}.{media}"
    with (
        files.new(name=name, media_type=MEDIA_TYPES[media], by=user, expires=True) as made,
        known_at(as_of),
    ):
        programme = asked.get("programme", "")
        report = report_of(user=user, period=asked["period"], programme=programme, as_of=as_of)
        step = _("Writing the report")
        counts = exports.write(
            report, media=media, path=made.path, tell=lambda done, total: hold.progress(done, total, step)
        )
    return jobs.Outcome({"rows": counts}, made.saved())
