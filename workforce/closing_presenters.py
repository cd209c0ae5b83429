"""Sentences about what is assigned, what is told of it, and how the work ends."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from u2t.core import notifications
from workforce.wording import month_name

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
    "closing.printed": _("%(actor)s printed the complete report of a tambon (%(target)s)."),
}


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
