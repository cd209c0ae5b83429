"""One sentence per action of this app in the audit trail."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tambon.presenters import presents, target_of
from u2t.core import notifications
from u2t.core.models import AuditEvent
from u2t.core.templatetags.u2t import thai_date
from workforce.closing_presenters import CLOSING
from workforce.hiring_presenters import HIRING
from workforce.month_presenters import MONTH
from workforce.wording import month_name

_SENTENCES: dict[str, Promise] = {
    "application.begun": _("%(actor)s began %(target)s."),
    "application.reopened": _("%(actor)s took %(target)s up again."),
    "application.corrected": _("%(actor)s corrected %(target)s, which was sent already."),
    "application.sent": _("%(actor)s sent %(target)s."),
    "application.withdrawn": _("%(actor)s withdrew %(target)s."),
    "document.brought": _("%(actor)s brought %(target)s."),
    "document.removed": _("%(actor)s took out %(target)s."),
    "document.opened": _("%(actor)s opened %(target)s."),
    "person.identified": _("%(actor)s wrote the national ID of %(target)s."),
    "person.addressed": _("%(actor)s entered the address of %(target)s."),
    "person.corrected": _("%(actor)s corrected who %(target)s is."),
    "person.joined": _("%(actor)s joined %(target)s to an account."),
    "terms.shipped": _("%(actor)s stored the first version of the rules %(target)s."),
    "terms.drafted": _("%(actor)s began a version of the rules: %(target)s."),
    "terms.changed": _("%(actor)s changed the draft of the rules %(target)s."),
    "terms.put_in_force": _("%(actor)s put the rules %(target)s in force."),
    "terms.dropped": _("%(actor)s dropped the draft of the rules %(target)s."),
    "round.planned": _("%(actor)s planned the round “%(target)s”."),
    "round.amended": _("%(actor)s corrected the draft of the round “%(target)s”."),
    "round.derived": _("%(actor)s derived the quotas of the round “%(target)s” anew."),
    "round.quotas_set": _("%(actor)s set quotas of the round “%(target)s”."),
    "round.published": _("%(actor)s published the round “%(target)s”."),
    "round.extended": _("%(actor)s extended the round “%(target)s”."),
    "round.closed_early": _("%(actor)s closed the round “%(target)s” early."),
    "round.withdrawn": _("%(actor)s took the round “%(target)s” back to draft."),
    "round.finished": _("%(actor)s ended the round “%(target)s”."),
    "round.dropped": _("%(actor)s dropped the draft of the round “%(target)s”."),
    "contract.drafted": _("%(actor)s drafted contract %(target)s."),
    "contract.passed_over": _("%(actor)s passed over who stood before on the reserve list for contract %(target)s."),
    "contract.positioned": _("%(actor)s changed the position of contract %(target)s."),
    "contract.signed": _("%(actor)s signed contract %(target)s."),
    "contract.cancelled": _("%(actor)s dropped contract %(target)s before it began."),
    "contract.extended": _("%(actor)s prolonged contract %(target)s."),
    "contract.ended": _("%(actor)s ended contract %(target)s."),
    "contract.resigned": _("%(actor)s entered the resignation from contract %(target)s."),
    "contract.reinstated": _("%(actor)s took back the end of contract %(target)s."),
    "contract.transferred": _("%(actor)s moved the person of contract %(target)s to another tambon."),
    "application.hired": _("%(actor)s hired the applicant of %(target)s."),
    "application.unhired": _("%(actor)s dropped the draft contract of %(target)s; the applicant waits again."),
    "paper.issued": _("%(actor)s issued %(target)s."),
    "paper.cancelled": _("%(actor)s cancelled %(target)s."),
    "paper.signed": _("%(actor)s signed %(target)s in the system."),
    "paper.scanned": _("%(actor)s filed the scan of %(target)s."),
    "paper.opened": _("%(actor)s opened %(target)s."),
    "papertemplate.revised": _("%(actor)s wrote a new version of the text %(target)s."),
    "workforce.imported": _("%(actor)s brought in people at work: %(target)s."),
    "workforce.import_undone": _("%(actor)s took back the import of people at work %(target)s."),
    "placement.assigned": _("%(actor)s assigned an agency: %(target)s."),
    "agencycapacity.set": _("%(actor)s set how many people an agency takes: %(target)s."),
    "supervision.named": _("%(actor)s named who guides a tambon: %(target)s."),
    "supervision.ended": _("%(actor)s ended a supervision: %(target)s."),
    "supervision.led": _("%(actor)s changed who leads in a tambon: %(target)s."),
    "person.revealed": _("%(actor)s looked at the national ID of %(target)s."),
    "session.planned": _("%(actor)s planned the session “%(target)s”."),
    "session.amended": _("%(actor)s corrected the session “%(target)s”."),
    "session.cancelled": _("%(actor)s called the session “%(target)s” off."),
    "session.attended": _("%(actor)s entered who attended “%(target)s”."),
    "session.unattended": _("%(actor)s took an attendance of “%(target)s” out."),
    "handover.planned": _("%(actor)s planned the hand-over of %(target)s."),
    "handover.amended": _("%(actor)s corrected the planned hand-over of %(target)s."),
    "handover.dropped": _("%(actor)s dropped the planned hand-over of %(target)s."),
    "handover.done": _("%(actor)s recorded the hand-over of %(target)s."),
    "handover.corrected": _("%(actor)s corrected the record of the hand-over of %(target)s."),
    "handover.confirmed": _("%(actor)s confirmed whom the agency received in the hand-over of %(target)s."),
    "handover.confirmation_corrected": _(
        "%(actor)s corrected what the agency confirmed of the hand-over of %(target)s."
    ),
    "handover.reminded": _("%(actor)s reminded the agency to confirm the hand-over of %(target)s."),
    "handover.photo_opened": _("%(actor)s opened the photo of the hand-over of %(target)s."),
    "posts.provided": _("%(actor)s opened the posts of %(target)s."),
    "document.accepted": _("%(actor)s accepted %(target)s."),
    "document.returned": _("%(actor)s returned %(target)s."),
    "application.qualified": _("%(actor)s found %(target)s qualified for the interview."),
    "application.refused": _("%(actor)s found %(target)s not qualified."),
    "application.returned": _("%(actor)s returned %(target)s to be corrected."),
    "application.declined": _("%(actor)s entered that the place of %(target)s was given up."),
    "application.restored": _("%(actor)s gave %(target)s the place back that was entered as given up."),
    "application.scored": _("%(actor)s scored the interview of %(target)s."),
    "application.brought_back": _("%(actor)s brought %(target)s back into selection after an appeal."),
    "selection.made": _("%(actor)s computed %(target)s."),
    "selection.tie_decided": _("%(actor)s decided a tie in %(target)s."),
    "selection.tie_withdrawn": _("%(actor)s took back how a tie was decided in %(target)s."),
    "selection.agreed": _("%(actor)s agreed to %(target)s."),
    "announcement.drawn_up": _("%(actor)s drew up %(target)s."),
    "announcement.published": _("%(actor)s published %(target)s."),
    "announcement.withdrawn": _("%(actor)s took down %(target)s."),
    "appeal.sent": _("%(actor)s sent an %(target)s."),
    "appeal.upheld": _("%(actor)s upheld the %(target)s."),
    "appeal.refused": _("%(actor)s did not uphold the %(target)s."),
    "monthrules.laid_down": _("%(actor)s laid down the rules of the month %(target)s."),
    "taxcertificate.issued": _("%(actor)s issued the certificate of tax withheld %(target)s."),
    "taxcertificate.cancelled": _("%(actor)s cancelled the certificate of tax withheld %(target)s."),
    "taxcertificate.opened": _("%(actor)s opened the certificate of tax withheld %(target)s."),
    "taxrule.laid_down": _("%(actor)s laid down what is withheld as tax: %(target)s."),
    "taxyear.taken": _("%(actor)s took the list of a tax year of %(target)s, with national IDs and addresses."),
    "taxmonth.taken": _("%(actor)s took the list of tax withheld in a month of %(target)s, with national IDs."),
    "period.opened": _("%(actor)s opened the month %(target)s."),
    "period.lengthened": _("%(actor)s gave the month %(target)s more days."),
    "period.closed": _("%(actor)s closed the month %(target)s."),
    "period.reopened": _("%(actor)s opened the month %(target)s again."),
    "daylog.written": _("%(actor)s wrote a day log (%(target)s)."),
    "daylog.amended": _("%(actor)s corrected a day log (%(target)s)."),
    "daylog.removed": _("%(actor)s took a day log back (%(target)s)."),
    "daylog.decided": _("%(actor)s decided about a late day log (%(target)s)."),
    "holiday.added": _("%(actor)s entered the holiday %(target)s."),
    "holiday.moved": _("%(actor)s moved a holiday; it is now %(target)s."),
    "holiday.cancelled": _("%(actor)s called the holiday %(target)s off."),
    "leave.asked": _("%(actor)s asked for leave (%(target)s)."),
    "leave.approved": _("%(actor)s approved a leave (%(target)s)."),
    "leave.refused": _("%(actor)s refused a leave (%(target)s)."),
    "leave.withdrawn": _("%(actor)s withdrew a leave (%(target)s)."),
    "leave.paper_opened": _("%(actor)s opened the paper of a leave (%(target)s)."),
    "signin.signed": _("%(actor)s signed in to work (%(target)s)."),
    "signin.decided": _("%(actor)s decided about a late sign-in (%(target)s)."),
    "delegation.given": _("%(actor)s named who stands in for an approver (%(target)s)."),
    "delegation.ended": _("%(actor)s ended a substitution (%(target)s)."),
    "problemitem.answered": _("%(actor)s answered what a report named (%(target)s)."),
    "problemitem.passed": _("%(actor)s passed on what a report named (%(target)s)."),
    "problemitem.climbed": _("%(actor)s let climb what a report named (%(target)s)."),
    "problemitem.closed": _("%(actor)s closed what a report named (%(target)s)."),
    "paybatch.computed": _("%(actor)s computed wages (%(target)s)."),
    "paybatch.frozen": _("%(actor)s froze a payment (%(target)s)."),
    "paybatch.settled": _("%(actor)s entered a payment (%(target)s)."),
    "paybatch.discarded": _("%(actor)s threw a draft of wages away (%(target)s)."),
    "paybatch.transferred": _("%(actor)s took the bank's file of a payment (%(target)s)."),
    "paybatch.taken": _("%(actor)s took the payroll of a payment (%(target)s)."),
    "payline.pay_again": _("%(actor)s lets a payment that failed be paid again (%(target)s)."),
    "bankaccount.entered": _("%(actor)s entered an account (%(target)s)."),
    "bankaccount.confirmed": _("%(actor)s confirmed the own account (%(target)s)."),
    "transferformat.laid_down": _("%(actor)s laid down the format of the bank's file (%(target)s)."),
    "adjustment.asked": _("%(actor)s asked for a correction of a wage (%(target)s)."),
    "adjustment.reopened": _("%(actor)s entered a failed payment: its correction is decided anew (%(target)s)."),
    "adjustment.agreed": _("%(actor)s agreed to a correction of a wage (%(target)s)."),
    "adjustment.refused": _("%(actor)s refused a correction of a wage (%(target)s)."),
    "instalment.allotted": _("%(actor)s allotted money to a university (%(target)s)."),
    "instalment.received": _("%(actor)s confirmed that money came (%(target)s)."),
    "instalment.cancelled": _("%(actor)s cancelled an instalment of money (%(target)s)."),
    "budgetreturn.entered": _("%(actor)s entered money that goes back (%(target)s)."),
    "budgetreturn.cancelled": _("%(actor)s cancelled the return of money (%(target)s)."),
    "budgetcategory.added": _("%(actor)s added the kind of money “%(target)s”."),
    "budgetcategory.amended": _("%(actor)s corrected the kind of money “%(target)s”."),
    "budgetline.allocated": _("%(actor)s gave a tambon its budget (%(target)s)."),
    "budgetline.changed": _("%(actor)s changed the budget of a tambon (%(target)s)."),
    "spending.entered": _("%(actor)s entered the receipt %(target)s."),
    "spending.cancelled": _("%(actor)s cancelled the receipt %(target)s."),
    "spending.opened": _("%(actor)s opened the file of the receipt %(target)s."),
    "activity.planned": _("%(actor)s planned the activity “%(target)s”."),
    "activity.amended": _("%(actor)s corrected the plan of the activity “%(target)s”."),
    "activity.begun": _("%(actor)s began the activity “%(target)s”."),
    "activity.reported": _("%(actor)s reported on the activity “%(target)s”."),
    "activity.counted": _("%(actor)s entered how many took part in the activity “%(target)s”."),
    "activity.photographed": _("%(actor)s added a photo to the activity “%(target)s”."),
    "activity.finished": _("%(actor)s finished the activity “%(target)s”."),
    "activity.cancelled": _("%(actor)s called the activity “%(target)s” off."),
}


@notifications.kind("paper.to_sign")
def _paper_to_sign(values: Mapping[str, Any]) -> str:
    return gettext("Your contract %(number)s is ready. Read it and sign it.") % {"number": values["number"]}


@notifications.kind("paper.to_accept")
def _paper_to_accept(values: Mapping[str, Any]) -> str:
    return gettext("The acceptance of work %(number)s waits for your signature.") % {"number": values["number"]}


@notifications.kind("application.qualified")
def _application_qualified(values: Mapping[str, Any]) -> str:
    return gettext("You qualify for the interview (%(round)s). Look at the day and place.") % values


@notifications.kind("application.refused")
def _application_refused(values: Mapping[str, Any]) -> str:
    return gettext("Your application does not qualify (%(round)s). Read the reason.") % values


@notifications.kind("application.declined")
def _application_declined(values: Mapping[str, Any]) -> str:
    said = gettext("It was entered that you give up your place (%(round)s). If that is wrong, call %(contact)s.")
    return said % values


@notifications.kind("application.restored")
def _application_restored(values: Mapping[str, Any]) -> str:
    return gettext("You have your place again (%(round)s): that you give it up was entered by mistake.") % values


def _numbered(values: Mapping[str, Any]) -> dict[str, Any]:
    """Write the number of an application as the board and the papers have it."""
    return {**values, "number": f"{values['number']:05d}"}


@notifications.kind("application.given_up")
def _application_given_up(values: Mapping[str, Any]) -> str:
    said = gettext("Application %(number)s gave up the place (%(round)s). The reserve list says who is next.")
    return said % _numbered(values)


@notifications.kind("announcement.published")
def _announcement_published(values: Mapping[str, Any]) -> str:
    return gettext("The result is announced (%(round)s). See yours and what comes next.") % values


@notifications.kind("appeal.upheld")
def _appeal_upheld(values: Mapping[str, Any]) -> str:
    return gettext("Your appeal was upheld: application %(number)s goes back into selection.") % _numbered(values)


@notifications.kind("appeal.refused")
def _appeal_refused(values: Mapping[str, Any]) -> str:
    return gettext("Your appeal for application %(number)s was not upheld. Read the answer.") % _numbered(values)


def _tells(kind: str, sentence: Promise) -> None:
    """Register the sentence of a notification whose values are names and days."""
    notifications.kind(kind)(
        lambda values: str(sentence) % {**values, "day": _day_in(values), "last": _day_in(values, "until")}
    )


def _day_in(values: Mapping[str, Any], name: str = "on") -> str:
    return thai_date(date.fromisoformat(values[name])) if name in values else ""


_tells(
    "delegation.given",
    _("%(deputy)s stands in for %(holder)s from %(day)s until %(last)s: the same reports wait for both."),
)
_tells("delegation.ended", _("%(deputy)s no longer stands in for %(holder)s."))
_tells("session.planned", _("%(name)s on %(day)s: you are to attend. Place: %(place)s."))
_tells("session.moved", _("%(name)s has changed: it is on %(day)s. Place: %(place)s."))
_tells("session.cancelled", _("%(name)s on %(day)s was called off."))
_tells("handover.planned", _("The people of ต.%(tambon)s are handed over to %(agency)s on %(day)s. Place: %(place)s."))
_tells("leave.approved", _("Your leave from %(day)s is approved."))
_tells("leave.refused", _("Your leave from %(day)s is refused. Read why."))
_tells("contract.signed", _("Your contract %(number)s is signed. Your work begins on %(day)s."))
_tells("contract.ended", _("Your contract %(number)s ends. Your last day of work is %(day)s."))
_tells("contract.resigned", _("You resign from contract %(number)s. Your last day of work is %(day)s."))
_tells("contract.reinstated", _("The end of contract %(number)s was taken back. It runs until %(day)s."))
_tells("handover.done", _("The people of ต.%(tambon)s were handed over to %(agency)s on %(day)s."))
_tells("handover.amended", _("The hand-over of the people of ต.%(tambon)s is now on %(day)s. Place: %(place)s."))
_tells("handover.dropped", _("The hand-over of the people of ต.%(tambon)s on %(day)s was called off for you."))
_tells(
    "handover.to_confirm",
    _("The people of ต.%(tambon)s were handed over to %(agency)s on %(day)s. Confirm whom you received."),
)
_tells(
    "handover.reminded",
    _("The hand-over of the people of ต.%(tambon)s on %(day)s is not confirmed yet. Say who came and who did not."),
)
_tells(
    "handover.confirmed",
    _("%(agency)s confirmed the hand-over of the people of ต.%(tambon)s. Did not appear: %(absent)s."),
)


def register() -> None:
    """Make the sentences known."""
    for action, sentence in (_SENTENCES | CLOSING | HIRING | MONTH).items():
        presents(action)(_told(sentence))


def _told(sentence: Promise) -> Callable[[AuditEvent], str]:
    return lambda event: str(sentence) % {"actor": event.actor, "target": target_of(event)}


@notifications.kind("person.corrected")
def _person_corrected(_values: Mapping[str, Any]) -> str:
    return gettext("The staff corrected your particulars. Look at them; if they are wrong, call the university.")


@notifications.kind("application.sent")
def _application_sent(values: Mapping[str, Any]) -> str:
    return gettext("Your application was received; its number is %(number)s.") % _numbered(values)


def _month_in(values: Mapping[str, Any]) -> str:
    return month_name(date.fromisoformat(values["month"]))


@notifications.kind("payline.due")
def _payline_due(values: Mapping[str, Any]) -> str:
    said = {"month": _month_in(values), "day": _day_in(values)}
    return gettext("Your wage of %(month)s is to be paid on %(day)s. See how it was computed.") % said


@notifications.kind("payline.paid")
def _payline_paid(values: Mapping[str, Any]) -> str:
    said = {"month": _month_in(values), "day": _day_in(values)}
    return gettext("Your wage of %(month)s was paid on %(day)s.") % said


@notifications.kind("payline.failed")
def _payline_failed(values: Mapping[str, Any]) -> str:
    said = gettext("Your wage of %(month)s could not be paid. It waits until you confirm the account.")
    return said % {"month": _month_in(values)}


@notifications.kind("bankaccount.entered")
def _bankaccount_entered(_values: Mapping[str, Any]) -> str:
    return gettext("An account was entered for your wage. Look at it and confirm it.")


@notifications.kind("problemitem.raised")
def _problemitem_raised(values: Mapping[str, Any]) -> str:
    return gettext("A report names %(count)d problems or suggestions for you to answer.") % values


@notifications.kind("problemitem.came")
def _problemitem_came(values: Mapping[str, Any]) -> str:
    return gettext("%(count)d problems or suggestions came to you to be answered.") % values


@notifications.kind("problemitem.answered")
def _problemitem_answered(values: Mapping[str, Any]) -> str:
    return gettext("What you named in your report of %(month)s is answered.") % {"month": _month_in(values)}


@notifications.kind("problemitem.closed")
def _problemitem_closed(values: Mapping[str, Any]) -> str:
    said = {"month": _month_in(values)}
    return gettext("What you named in your report of %(month)s is closed. Read what became of it.") % said


_tells("instalment.allotted", _("The ministry allotted you instalment %(number)s. Confirm it when the money has come."))
_tells("taxcertificate.issued", _("Your certificate of tax withheld no. %(number)s is issued. Open it here."))
