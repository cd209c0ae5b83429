"""What a university withholds as tax: laid down in versions, each for payments from a day on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tambon.models import University, User
from u2t.core import audit, clock
from u2t.core.access import require
from u2t.core.errors import InputError
from u2t.core.templatetags.u2t import thai_date
from workforce.models import PayBatch, TaxRule
from workforce.pay_choices import IncomeClass
from workforce.permissions import Can

MOST_BRACKETS = 8
_SATANG, _WHOLE = Decimal("0.01"), Decimal(100)


class TaxInputError(InputError):
    """What was given of a rule of tax cannot be."""


@dataclass(frozen=True, slots=True)
class Withholding:
    """What is withheld: of payments of `floor` or more, by `brackets` of (above, rate in per cent)."""

    applies_from: date
    income_class: str
    floor: Decimal
    brackets: Sequence[tuple[Decimal, Decimal]]
    note: str = ""
    payer_tax_id: str = ""
    payer_address: str = ""


@transaction.atomic
def lay_down(*, university: University, given: Withholding, by: User) -> TaxRule:
    """Store a new version; what is paid already stays as it was withheld. The very same finds the present one."""
    require(by, Can.CHANGE_TAX_RULE, university)
    University.objects.select_for_update().get(pk=university.pk)
    _check(given)
    _check_day(university, given.applies_from)
    rows = TaxRule.objects.filter(university=university)
    brackets = [{"above": str(above), "rate": str(rate)} for above, rate in given.brackets]
    values = {
        "applies_from": given.applies_from, "income_class": given.income_class, "floor": given.floor,
        "brackets": brackets, "note": given.note.strip(), "payer_tax_id": given.payer_tax_id,
        "payer_address": given.payer_address.strip(),
    }  # fmt: skip
    last = rows.order_by("-version").first()
    if last is not None and all(getattr(last, name) == value for name, value in values.items()):
        return last
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    made = TaxRule.objects.create(
        university=university, version=version, created_by=by, created_at=clock.now(), **values
    )
    said = {"applies_from": (None, str(given.applies_from)), "brackets": (None, str(brackets))}
    audit.record(action="taxrule.laid_down", target=made, by=by, changes=said)
    return made


def _check(given: Withholding) -> None:
    if given.income_class not in IncomeClass.values:
        raise TaxInputError(_("Choose the class of income."), extra={"field": "income_class"})
    if given.floor < 0 or given.floor != given.floor.quantize(_SATANG):
        raise TaxInputError(_("Write an amount in baht, with at most two decimals."), extra={"field": "floor"})
    if given.payer_tax_id and not re.fullmatch(r"[0-9]{13}", given.payer_tax_id):
        raise TaxInputError(_("A tax ID has 13 digits."), extra={"field": "payer_tax_id"})
    starts = [above for above, _rate in given.brackets]
    if not starts or len(starts) > MOST_BRACKETS or starts[0] != 0:
        raise TaxInputError(
            _("The first rate is for what lies above 0 baht; at most %(most)d rates are kept.")
            % {"most": MOST_BRACKETS},
            extra={"field": "above_0"},
        )
    if any(one >= two for one, two in pairwise(starts)):
        raise TaxInputError(_("Each rate begins above the one before."), extra={"field": "above_1"})
    if any(not 0 <= rate <= _WHOLE or rate != rate.quantize(_SATANG) for _above, rate in given.brackets):
        raise TaxInputError(
            _("A rate is from 0 to 100 per cent, with at most two decimals."), extra={"field": "rate_0"}
        )


def _check_day(university: University, day: date) -> None:
    """Stop a rule for a day on which something was frozen already: it would say what was not done."""
    frozen = PayBatch.objects.filter(period__university=university, state="frozen", pay_on__gte=day)
    last = frozen.aggregate(last=Max("pay_on"))["last"]
    if last is not None:
        raise TaxInputError(
            _("Payments until %(day)s are frozen. Let the rule apply from a later day.") % {"day": thai_date(last)},
            extra={"field": "applies_from"},
        )
