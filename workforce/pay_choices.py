"""Words of taxes, certificates and receivables."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PenaltyRule(models.TextChoices):
    """What is taken from a wage for work delivered late; days absent are a matter of `PayRule`."""

    NONE = "none", _("No penalty")
    PER_DAY = "per-day", _("Baht for each day late")
    PERCENT = "percent", _("Per cent of the monthly wage for each day late")


class IncomeClass(models.TextChoices):
    """The kind of income a payment is, by section 40 of the Revenue Code."""

    SALARY = "40(1)", _("Salary, wages, allowances, bonuses and the like, section 40 (1)")
    FEES = "40(2)", _("Fees, commissions and the like, section 40 (2)")
    CONTRACT = "40(7)", _("Contract of work with materials, section 40 (7)")
    SERVICE = "40(8)", _("Hire of service and other business, section 40 (8)")

    @property
    def form(self) -> str:
        """Return the return on which what was withheld of it is sent to the Revenue Department."""
        return "ภ.ง.ด.1" if self in {IncomeClass.SALARY, IncomeClass.FEES} else "ภ.ง.ด.3"


class CertificateState(models.TextChoices):
    """Whether a certificate of tax withheld stands."""

    ISSUED = "issued", _("In force")
    CANCELLED = "cancelled", _("Cancelled")
