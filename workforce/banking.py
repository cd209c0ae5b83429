"""Banks, and how the numbers of their accounts are written; codes are those of the Bank of Thailand."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from u2t.core.text import to_arabic_digits


class Bank(models.TextChoices):
    """Banks that pay into accounts of people."""

    BANGKOK = "002", gettext_lazy("Bangkok Bank")
    KASIKORN = "004", gettext_lazy("Kasikornbank")
    KRUNGTHAI = "006", gettext_lazy("Krungthai Bank")
    TTB = "011", gettext_lazy("TMBThanachart Bank")
    SCB = "014", gettext_lazy("Siam Commercial Bank")
    CIMB = "022", gettext_lazy("CIMB Thai Bank")
    UOB = "024", gettext_lazy("United Overseas Bank (Thai)")
    AYUDHYA = "025", gettext_lazy("Bank of Ayudhya")
    GSB = "030", gettext_lazy("Government Savings Bank")
    GHB = "033", gettext_lazy("Government Housing Bank")
    BAAC = "034", gettext_lazy("Bank for Agriculture and Agricultural Cooperatives")
    ISLAMIC = "066", gettext_lazy("Islamic Bank of Thailand")
    TISCO = "067", gettext_lazy("Tisco Bank")
    KKP = "069", gettext_lazy("Kiatnakin Phatra Bank")
    LH = "073", gettext_lazy("Land and Houses Bank")


_USUAL = (10,)
#: Digits of an account where they are not ten.
_DIGITS: dict[str, tuple[int, ...]] = {
    Bank.GSB: (12, 15), Bank.GHB: (12,), Bank.BAAC: (12,), Bank.TISCO: (14,), Bank.KKP: (14, 10),
}  # fmt: skip


def account_number(written: str) -> str:
    """Return the digits of an account as somebody wrote it: Thai digits, hyphens and spaces do no harm."""
    return "".join(sign for sign in to_arabic_digits(written) if sign not in " -–\u00a0\u200b")


def problem_of(bank: str, number: str) -> str:
    """Return what is wrong with the digits of an account, or nothing."""
    if not number.isascii() or not number.isdigit():
        return _("Write the digits of the account only.")
    wanted = _DIGITS.get(bank, _USUAL)
    if len(number) not in wanted:
        said = _(" or ").join(str(count) for count in wanted)
        return _("An account of this bank has %(wanted)s digits; these are %(given)d.") % {
            "wanted": said,
            "given": len(number),
        }
    return ""


def masked(number: str) -> str:
    """Write an account so that its owner knows it and nobody else can use it."""
    return f"{'x' * max(0, len(number) - 4)}{number[-4:]}"
