"""Sentences about what is assigned, what is told of it, and how the work and its money end."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from u2t.core import notifications
from u2t.core.templatetags.u2t import thai_date
from workforce.wording import baht, month_name

CLOSING: dict[str, Promise] = {
    "assignment.given": _("%(actor)s assigned the work of a month (%(target)s)."),
    "assignment.changed": _("%(actor)s changed the assignment of a month (%(target)s)."),
    "assignment.acknowledged": _("%(actor)s acknowledged the assignment of a month (%(target)s)."),
    "article.begun": _("%(actor)s began an article (%(target)s)."),
    "article.sent": _("%(actor)s sent an article to be reviewed (%(target)s)."),
    "article.returned": _("%(actor)s returned an article (%(target)s)."),
    "article.published": _("%(actor)s published an article (%(target)s)."),
    "article.withdrawn": _("%(actor)s took an article down (%(target)s)."),
    "closing.ticked": _("%(actor)s entered what was handed back (%(target)s)."),
    "closing.unticked": _("%(actor)s took out what was entered as handed back (%(target)s)."),
    "closing.agreed": _("%(actor)s said whether the own name is shown on the certificate (%(target)s)."),
    "closing.closed": _("%(actor)s closed the work of a person (%(target)s)."),
    "closing.reopened": _("%(actor)s opened the closed work of a person again (%(target)s)."),
    "receivable.claimed": _("%(actor)s claimed a wage back (%(target)s)."),
    "receivable.cancelled": _("%(actor)s cancelled the claim of a wage (%(target)s)."),
    "repayment.entered": _("%(actor)s entered a wage that was paid back, receipt %(target)s."),
    "repayment.cancelled": _("%(actor)s cancelled the receipt %(target)s of a wage paid back."),
    "repayment.opened": _("%(actor)s opened the receipt %(target)s of a wage paid back."),
    "tambonclosing.closed": _("%(actor)s closed the work in a tambon (%(target)s)."),
    "tambonclosing.reopened": _("%(actor)s opened the closed work in a tambon again (%(target)s)."),
    "closing.printed": _("%(actor)s printed the complete report of a tambon (%(target)s)."),
}


@notifications.kind("receivable.claimed")
def _receivable_claimed(values: Mapping[str, Any]) -> str:
    said = {"amount": baht(Decimal(values["amount"])), "day": thai_date(date.fromisoformat(values["on"]))}
    return gettext("%(amount)s baht of your wage were paid too much: pay them back until %(day)s. Read why.") % said


@notifications.kind("receivable.repaid")
def _receivable_repaid(values: Mapping[str, Any]) -> str:
    said = {name: baht(Decimal(values[name])) for name in ("amount", "left")}
    return gettext("%(amount)s baht that you paid back were received; %(left)s baht are left. See the receipt.") % said


@notifications.kind("receivable.cancelled")
def _receivable_cancelled(values: Mapping[str, Any]) -> str:
    return (
        gettext("What was claimed of you by letter %(number)s is cancelled. Nothing is to be paid back for it.")
        % values
    )


def _month(values: Mapping[str, Any]) -> str:
    return month_name(date.fromisoformat(values["month"]))


@notifications.kind("assignment.given")
def _assignment_given(values: Mapping[str, Any]) -> str:
    return gettext("Your work of %(month)s is assigned. Read it and acknowledge it.") % {"month": _month(values)}


@notifications.kind("assignment.changed")
def _assignment_changed(values: Mapping[str, Any]) -> str:
    said = gettext("Your assignment of %(month)s was changed. Read what is new and acknowledge it.")
    return said % {"month": _month(values)}


@notifications.kind("article.returned")
def _article_returned(values: Mapping[str, Any]) -> str:
    said = gettext("Your article of %(month)s came back. Read what is to be changed and send it again.")
    return said % {"month": _month(values)}


@notifications.kind("article.published")
def _article_published(values: Mapping[str, Any]) -> str:
    return gettext("Your article of %(month)s is published.") % {"month": _month(values)}


@notifications.kind("article.withdrawn")
def _article_withdrawn(values: Mapping[str, Any]) -> str:
    return gettext("Your article of %(month)s was taken down. Read why.") % {"month": _month(values)}
