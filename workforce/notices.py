"""The privacy notice an applicant reads before anything is asked; the version read is kept with the application.

A change of the words is a new version: what somebody agreed to read never changes behind them.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from workforce.models import Round

VERSION = "2564-4"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    lines: tuple[str, ...]


def notice_for(round_: Round) -> tuple[Section, ...]:
    """Return the notice of a round: controller, purpose, basis, what is asked, retention, who sees it, rights."""
    values = {
        "university": round_.university.name_th,
        "contact": round_.contact,
        "telephone": round_.telephone,
        "months": round_.terms.keep_months,
        "years": round_.terms.keep_years,
    }
    return (
        Section(_("Who is responsible for your data"), (
            _("%(university)s, which hires for this round (data controller).") % values,
            _("Questions and requests: %(contact)s, telephone %(telephone)s.") % values,
        )),
        Section(_("What we use it for"), (
            _("To check who may be hired, to select, to make and pay the contract, and to report how many people "
              "the programme hires. Reports show numbers, never names."),
        )),
        Section(_("On which legal basis"), (
            _("Steps before a contract that you ask for, and a task in the public interest. You therefore need not "
              "consent; without the data an application cannot be considered."),
            _("We ask for nothing about religion, race, politics or health. If a copy of your ID card shows such "
              "data, cover it before you take the photograph."),
        )),
        Section(_("What we ask for"), (
            _("Name and earlier names, national ID, date of birth, sex, address and tambon of the house registration, "
              "present address, telephone, e-mail, education, work, training and achievements, what you declare on "
              "other work paid by the state, and copies of the documents that the terms of the round name."),
            _("If you are hired: the bank account for the wage, and what you record of your work (reports, sign-ins "
              "with photograph and place, leave, training)."),
        )),
        Section(_("Who sees it"), (
            _("The staff of this university and auditors. The ministry and the administrators of the system see names, "
              "sex, telephone, e-mail and tambon of the house registration. National ID and documents are stored "
              "encrypted, and each time somebody opens a document it is recorded."),
            _("If you are hired, others see your name and earlier names, sex, telephone, e-mail, tambon of the house "
              "registration, the last digits of your national ID, contracts and places of work as well: the lecturer "
              "(PM) and area manager (AM) of the tambon and the agency you work with, who read your papers and reports "
              "too; and the network of universities, the province, the ministry and the administrators of the system."),
            _("The bank and the Revenue Department get what payment and tax need: name, national ID, address, bank "
              "account and amounts."),
            _("If you are selected, your application number, and your name where the round says so, are announced."),
        )),
        Section(_("How long we keep it"), (
            _("Drafts never sent and applications of those not hired: %(months)s months after the round closes; then "
              "personal data and documents are erased. "
              "Applications of those hired: %(years)s years after the contract ends, as accounting rules require.")
            % values,
        )),
        Section(_("Your rights"), (
            _("You can see, correct and withdraw your application here. You can ask the contact above for a copy, "
              "for erasure or restriction, object, and complain to the Personal Data Protection Committee."),
        )),
    )  # fmt: skip
