"""Which university hosts the provincial front office (อว.ส่วนหน้า) of a province, dated."""

from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tambon.choices import Level
from tambon.models import Area, ProvinceLead, University
from tambon.permissions import Can
from tambon.selectors.naming import InstitutionError, InstitutionInputError
from u2t.core import audit, clock
from u2t.core.access import Actor, require


@transaction.atomic
def name(*, province: Area, university: University, from_on: date, by: Actor) -> ProvinceLead:
    """Name the university that leads a province from a day on; the one before leads until the day before.

    The very first day of the present one corrects it.
    """
    require(by, Can.CHANGE_UNIVERSITY)
    if province.level != Level.PROVINCE:
        raise InstitutionInputError(_("Only a province has a leading university."), extra={"field": "province"})
    if not clock.is_plausible(from_on):
        raise InstitutionInputError(_("This year cannot be right."), extra={"field": "from_on"})
    Area.objects.select_for_update(no_key=True).get(pk=province.pk)  # one at a time: two who name one wait here
    last = ProvinceLead.objects.filter(province=province).order_by("during").last()
    lead = _follow(last, university, from_on) if last is not None else None
    lead = lead or ProvinceLead.objects.create(
        province=province, university=university, during=DateRange(from_on, None)
    )
    changes = {"university": (last and last.university_id, university.pk), "from": (None, str(from_on))}
    audit.record(action="provincelead.named", target=lead, by=by, changes=changes)
    return lead


@transaction.atomic
def end(*, lead: ProvinceLead, on: date, by: Actor, reason: str = "") -> ProvinceLead:
    """End the lead of a province after the day `on`, which stays its last."""
    require(by, Can.CHANGE_UNIVERSITY)
    lead = ProvinceLead.objects.select_for_update().get(pk=lead.pk)
    if not clock.is_plausible(on):
        raise InstitutionInputError(_("This year cannot be right."), extra={"field": "on"})
    if lead.during.lower is not None and on < lead.during.lower:
        raise InstitutionInputError(_("The last day lies before the first."), extra={"field": "on"})
    if lead.during.upper is not None and lead.during.upper <= on + timedelta(days=1):
        raise InstitutionError(_("This lead ends on this day or earlier already."))
    lead.during = DateRange(lead.during.lower, on + timedelta(days=1))
    lead.save(update_fields=["during"])
    changes = {"until": (None, str(on))}
    audit.record(action="provincelead.ended", target=lead, by=by, changes=changes, reason=reason)
    return lead


def _follow(last: ProvinceLead, university: University, day: date) -> ProvinceLead | None:
    """End the last lead before `day`; return it where it is corrected instead."""
    is_open = last.during.upper is None
    if is_open and last.university_id == university.pk:
        raise InstitutionError(_("This university leads the province already."), extra={"field": "university"})
    began = last.during.lower
    if began is not None and began > day:
        said = _("The present lead began on %(day)s. Choose that day or a later one.") % {"day": began}
        raise InstitutionInputError(said, extra={"field": "from_on"})
    if began == day:
        last.university = university
        last.save(update_fields=["university"])
        return last
    if last.during.upper is None or last.during.upper > day:
        last.during = DateRange(began, day)
        last.save(update_fields=["during"])
    return None
