"""Banks, and how the numbers of their accounts are written; codes are those of the Bank of Thailand."""

import re
from functools import lru_cache

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

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


#: What banks are called in lists, beside their names and codes.
_CALLED: dict[str, str] = {
    "bbl": Bank.BANGKOK, "กรุงเทพ": Bank.BANGKOK, "kbank": Bank.KASIKORN, "กสิกรไทย": Bank.KASIKORN,
    "กสิกร": Bank.KASIKORN, "ktb": Bank.KRUNGTHAI, "กรุงไทย": Bank.KRUNGTHAI, "ttb": Bank.TTB, "ทีทีบี": Bank.TTB,
    "ทหารไทยธนชาต": Bank.TTB, "ทหารไทย": Bank.TTB, "ธนชาต": Bank.TTB, "tmb": Bank.TTB, "scb": Bank.SCB,
    "ไทยพาณิชย์": Bank.SCB, "cimb": Bank.CIMB, "ซีไอเอ็มบีไทย": Bank.CIMB, "ซีไอเอ็มบี": Bank.CIMB, "uob": Bank.UOB,
    "ยูโอบี": Bank.UOB, "bay": Bank.AYUDHYA, "กรุงศรีอยุธยา": Bank.AYUDHYA, "กรุงศรี": Bank.AYUDHYA, "gsb": Bank.GSB,
    "ออมสิน": Bank.GSB, "ghb": Bank.GHB, "อาคารสงเคราะห์": Bank.GHB, "ธอส": Bank.GHB, "baac": Bank.BAAC,
    "เพื่อการเกษตรและสหกรณ์การเกษตร": Bank.BAAC, "เพื่อการเกษตรและสหกรณ์": Bank.BAAC, "ธกส": Bank.BAAC,
    "ibank": Bank.ISLAMIC, "อิสลามแห่งประเทศไทย": Bank.ISLAMIC, "อิสลาม": Bank.ISLAMIC, "tisco": Bank.TISCO,
    "ทิสโก้": Bank.TISCO, "kkp": Bank.KKP, "เกียรตินาคินภัทร": Bank.KKP, "เกียรตินาคิน": Bank.KKP, "lhbank": Bank.LH,
    "แลนด์แอนด์เฮ้าส์": Bank.LH,
}  # fmt: skip
_AROUND = re.compile(r"^(บมจ|ธนาคาร)+|จำกัด$")
_BRACKETED = re.compile(r"\([^)]*\)")
_SIGNS = re.compile(r"[\s.()\-_/]+")


def bank_named(text: str) -> str | None:
    """Return the bank that a list means: by its code (6 for 006), its name, or what it is called for short."""
    plain = _SIGNS.sub("", _BRACKETED.sub("", to_arabic_digits(text)).lower())
    if plain.isascii() and plain.isdigit():
        return found if (found := plain.zfill(3)) in Bank.values else None
    short = _AROUND.sub("", _AROUND.sub("", plain))
    return _names().get(plain) or _CALLED.get(short) or _CALLED.get(short.removeprefix("ธ"))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return the names of banks in both languages, as they are compared."""
    found: dict[str, str] = {}
    for language in ("en", "th"):
        with override(language):
            found |= {_SIGNS.sub("", _BRACKETED.sub("", str(bank.label)).lower()): bank.value for bank in Bank}
    return found


def digits_wanted(bank: str) -> tuple[int, ...]:
    """Return how many digits accounts of a bank have."""
    return _DIGITS.get(bank, _USUAL)


def account_number(written: str) -> str:
    """Return the digits of an account as somebody wrote it: Thai digits, hyphens and spaces do no harm."""
    return "".join(sign for sign in to_arabic_digits(written) if sign not in " -–\u00a0\u200b")


def problem_of(bank: str, number: str) -> str:
    """Return what is wrong with the digits of an account, or nothing."""
    if not number.isascii() or not number.isdigit():
        return _("Write the digits of the account only.")
    wanted = digits_wanted(bank)
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
