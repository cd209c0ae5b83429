"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from u2t.core.access import Actor
from u2t.core.navigation import Entry, register
from workforce.permissions import Can


class WorkforceConfig(AppConfig):
    name = "workforce"

    def ready(self) -> None:
        """Make the sentences of the audit trail known, and name our pages in the side bar."""
        from workforce import presenters, tasks  # noqa: F401, PLC0415 - tasks registers its kinds of job

        presenters.register()
        work = _("People at work")
        register(Entry(_("Contracts"), "contract-list", "signature", Can.VIEW_CONTRACT, 35, group=work, is_daily=True))
        hiring = _("Hiring")
        register(Entry(_("Rounds of hiring"), "round-list", "speakerphone", Can.VIEW_ROUND, 20, group=hiring))
        register(Entry(_("Posts and vacancies"), "post-index", "armchair", Can.VIEW_POST, 21, group=hiring))
        register(Entry(_("Rules of the programmes"), "terms-list", "scale", Can.VIEW_TERMS, 22, group=hiring))
        # Everybody signed in may apply, and so looks for what is open.
        register(Entry(_("Open rounds"), "round-open-list", "calendar-user", Can.CHANGE_APPLICATION, 23, group=hiring))
        register(Entry(_("Appeals"), "appeal-list", "gavel", Can.VIEW_SELECTION, 24, group=hiring))
        register(Entry(_("Papers"), "paper-list", "files", Can.CHANGE_PAPER, 36, group=work))
        register(Entry(_("Orientation and training"), "session-list", "school", Can.VIEW_SESSION, 37, group=work))
        register(Entry(_("Hand-overs"), "handover-list", "user-share", Can.VIEW_HANDOVER, 38, group=work))
        month = _("The month")
        register(Entry(_("My month"), "month-own", "calendar-month", Can.KEEP_LOG, 30, group=month, is_daily=True))
        register(
            Entry(
                _("Waiting for me"), "monthreport-waiting", "checks", Can.DECIDE_REPORT, 31, group=month, waits=_waits,
                is_daily=True,
            )
        )  # fmt: skip
        register(Entry(_("Tambons by month"), "month-matrix", "grid-dots", Can.DECIDE_REPORT, 32, group=month))
        register(Entry(_("Monthly reports"), "monthreport-list", "report", Can.VIEW_REPORT, 32, group=month))
        register(
            Entry(_("Problems of my area"), "problemitem-list", "message-report", Can.ANSWER_PROBLEM, 33, group=month)
        )
        register(Entry(_("Day logs"), "log-list", "notebook", Can.VIEW_LOG, 33, group=month))
        register(Entry(_("Assignments of the month"), "assignment-list", "clipboard-list", Can.ASSIGN, 33, group=month))
        register(Entry(_("Articles of the month"), "article-list", "news", Can.PUBLISH_ARTICLE, 33, group=month))
        register(Entry(_("Leave"), "leave-list", "calendar-pause", Can.DECIDE_LEAVE, 33, group=month))
        register(Entry(_("Sign-ins to work"), "signin-list", "login", Can.DECIDE_SIGN_IN, 33, group=month))
        register(Entry(_("Holidays"), "holiday-list", "calendar-off", Can.CHANGE_HOLIDAY, 33, group=month))
        register(Entry(_("Months and wages"), "period-list", "cash", Can.VIEW_PAYROLL, 34, group=month))
        _name_money()


def _name_money() -> None:
    """Name the pages of money in the side bar."""
    money = _("Money and activities")
    register(Entry(_("Activities of the tambons"), "activity-list", "plant", Can.VIEW_ACTIVITY, 40, group=money))
    register(Entry(_("Budget"), "budget-overview", "coins", Can.VIEW_BUDGET, 41, group=money))
    register(Entry(_("Instalments of money"), "instalment-list", "building-bank", Can.VIEW_INSTALMENT, 42, group=money))
    register(
        Entry(_("Wages claimed back"), "receivable-list", "receipt-refund", Can.CHANGE_RECEIVABLE, 44, group=money)
    )
    register(Entry(_("Receipts"), "spending-list", "receipt", Can.VIEW_SPENDING, 43, group=money))


def _waits(user: Actor) -> int:
    from workforce.selectors.reports import waiting_for  # noqa: PLC0415 - models are not loaded before `ready`

    return waiting_for(user).count()
