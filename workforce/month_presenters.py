"""Sentences about the reports of a month: what was done with them, and what those are told whom it concerns."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from u2t.core import notifications
from workforce.wording import baht, month_name

MONTH: dict[str, Promise] = {
    "monthreport.begun": _("%(actor)s began a monthly report (%(target)s)."),
    "monthreport.sent": _("%(actor)s sent a monthly report (%(target)s)."),
    "monthreport.approved": _("%(actor)s approved a monthly report (%(target)s)."),
    "monthreport.returned": _("%(actor)s returned a monthly report (%(target)s)."),
    "monthreport.withdrawn": _("%(actor)s withdrew an approval (%(target)s)."),
    "monthreport.printed": _("%(actor)s printed a monthly report (%(target)s)."),
    "monthreport.reopened": _("%(actor)s reopened a monthly report (%(target)s)."),
    "monthreport.recounted": _("What is paid for %(target)s differs from what was approved: the contract changed."),
    "monthreport.amount_proposed": _("%(actor)s proposed an amount for a monthly report (%(target)s)."),
    "monthreport.amount_agreed": _("%(actor)s agreed to the amount proposed for a monthly report (%(target)s)."),
    "monthreport.amount_refused": _("%(actor)s refused the amount proposed for a monthly report (%(target)s)."),
    "monthreport.amount_dropped": _("%(actor)s took back the amount proposed for a monthly report (%(target)s)."),
    "monthreport.penalty_waived": _("%(actor)s waived the penalty of a monthly report (%(target)s)."),
}


def _month(values: Mapping[str, Any]) -> str:
    return month_name(date.fromisoformat(values["month"]))


def _of_amount(values: Mapping[str, Any]) -> dict[str, str]:
    return {"month": _month(values), "amount": baht(Decimal(values["amount"]))}


@notifications.kind("monthreport.amount_proposed")
def _amount_proposed(values: Mapping[str, Any]) -> str:
    said = gettext("%(amount)s baht are proposed for a report of %(month)s. Read why, then agree or refuse.")
    return said % _of_amount(values)


@notifications.kind("monthreport.amount_agreed")
def _amount_agreed(values: Mapping[str, Any]) -> str:
    said = gettext("The %(amount)s baht you proposed for a report of %(month)s are agreed. You can approve it now.")
    return said % _of_amount(values)


@notifications.kind("monthreport.amount_refused")
def _amount_refused(values: Mapping[str, Any]) -> str:
    said = gettext("The %(amount)s baht you proposed for a report of %(month)s are refused. Read why.")
    return said % _of_amount(values)


@notifications.kind("monthreport.penalty_waived")
def _penalty_waived(values: Mapping[str, Any]) -> str:
    said = gettext("The penalty of your report of %(month)s was waived. See how your wage is computed.")
    return said % {"month": _month(values)}


@notifications.kind("monthreport.returned")
def _monthreport_returned(values: Mapping[str, Any]) -> str:
    said = {"month": _month(values)}
    return gettext("Your report of %(month)s came back. Read why, correct it and send it again.") % said


@notifications.kind("monthreport.approved")
def _monthreport_approved(values: Mapping[str, Any]) -> str:
    return gettext("Your report of %(month)s is approved. The wage comes next.") % {"month": _month(values)}


@notifications.kind("monthreport.back")
def _monthreport_back(values: Mapping[str, Any]) -> str:
    said = gettext("A report of %(month)s you approved came back to your step. Read why, then decide.")
    return said % {"month": _month(values)}


def _counts(kind: str, one: Callable[[int], str]) -> None:
    """Register the sentence of a notification that collects many reports into one."""
    notifications.kind(kind)(lambda values: one(values["count"]) % values)


_counts(
    "monthreport.before",
    lambda n: ngettext(
        "%(count)d report waits for you and is due soon.", "%(count)d reports wait for you and are due soon.", n
    ),
)
_counts(
    "monthreport.late",
    lambda n: ngettext(
        "%(count)d report waits for you and is late.", "%(count)d reports wait for you and are late.", n
    ),
)
_counts(
    "monthreport.escalated",
    lambda n: ngettext(
        "%(count)d report is very late at the step before you. See whom to call.",
        "%(count)d reports are very late at the step before you. See whom to call.",
        n,
    ),
)
_counts(
    "monthreport.unsent_before",
    lambda n: ngettext(
        "Your monthly report is due soon and not sent yet.",
        "%(count)d of your reports are due soon and not sent yet.",
        n,
    ),
)
_counts(
    "monthreport.unsent_late",
    lambda n: ngettext(
        "Your monthly report is late: write and send it, or your wage waits.",
        "%(count)d of your monthly reports are late: write and send them, or your wages wait.",
        n,
    ),
)
_counts(
    "monthreport.unsent_escalated",
    lambda n: ngettext(
        "%(count)d monthly report was not sent and is very late. See whom to call.",
        "%(count)d monthly reports were not sent and are very late. See whom to call.",
        n,
    ),
)
