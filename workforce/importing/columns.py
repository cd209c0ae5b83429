"""The columns of a list of people at work, as Thai universities keep it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from u2t.core.importing import cleaning, issues
from u2t.core.importing.columns import Clean, ImportColumn, heading_key, text_up_to
from u2t.core.importing.issues import CellError, Finding
from u2t.core.importing.readers import Row
from u2t.core.text import normalise
from workforce.banking import account_number, bank_named
from workforce.choices import BirthPrecision, Sex, WorkerType
from workforce.selectors.persons import is_national_id

issues.add(
    {
        "worker_type_unknown": (
            _("This is none of the types of workers."),
            _("Write ประชาชน, บัณฑิต or นักศึกษา."),
        ),
        "sex_unknown": (_("This is not a sex as the ID card says it."), _("Write ชาย or หญิง, or leave it empty.")),
        "national_id_malformed": (
            _("This is not a national ID: its 13 digits do not fit together."),
            _("Compare it with the ID card. A spreadsheet may have rounded it: format the column as text."),
        ),
        "email_malformed": (_("This is not an e-mail address."), _("Correct it, or leave it empty.")),
        "telephone_malformed": (_("This is not a telephone number."), _("Correct it, or leave it empty.")),
        "contract_number_is_day": (
            _("The spreadsheet has made a date of this number."),
            _("Format the column as text and write the numbers again as they stand on the contracts, such as 57/2564."),
        ),
        "satang_too_many": (_("An amount of money has two decimals at most."), _("Write it in baht, such as 9000.50.")),
        "bank_unknown": (
            _("There is no bank of this name."),
            _("Write its name, such as ธนาคารกรุงไทย, or its code of three digits."),
        ),
        "account_not_digits": (
            _("An account number has digits only."),
            _("Compare it with the passbook. A spreadsheet may have rounded it: format the column as text."),
        ),
    }
)

_TYPES = {
    "ประชาชน": WorkerType.CITIZEN, "ประชาชนทั่วไป": WorkerType.CITIZEN, "citizen": WorkerType.CITIZEN,
    "บัณฑิต": WorkerType.GRADUATE, "บัณฑิตจบใหม่": WorkerType.GRADUATE, "graduate": WorkerType.GRADUATE,
    "นักศึกษา": WorkerType.STUDENT, "student": WorkerType.STUDENT,
}  # fmt: skip
_SEXES = {"ชาย": Sex.MALE, "ช": Sex.MALE, "male": Sex.MALE, "m": Sex.MALE} | {
    "หญิง": Sex.FEMALE, "ญ": Sex.FEMALE, "female": Sex.FEMALE, "f": Sex.FEMALE,
}  # fmt: skip
_ID_SOMEWHERE = re.compile(r"(?<!\d)\d(?:[\s.-]?\d){12}(?!\d)")
_LONG_NUMBER = re.compile(r"\d(?:[\s.-]?\d){8,}")
_YEAR = re.compile(r"(พ\.?\s*ศ\.?\s*)?(\d{4})")
_TELEPHONE = re.compile(r"\+?\d{8,15}")
_MOBILE_WITHOUT_ZERO = 9
_NO_COMMON_YEAR, _ERA = 2400, 543
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SATANG, _LEAST_WAGE, _MOST_WAGE = Decimal("0.01"), Decimal(1), Decimal("9999999999.99")
_LONGEST_ADDRESS = 4000
#: Nobody says in so many characters that there is nothing; addresses are the longest cells, and looked at once.
_LONGEST_NOTHING = 30
_number_text = text_up_to(40)


def masked(text: str) -> str:
    """Return the last four characters of what nobody should read in a list of problems."""
    plain = normalise(text)
    return f"…{plain[-4:]}" if plain else ""


def digits_masked(text: str) -> str:
    """Return a text in which a number long enough to be that of an account is masked."""
    return _LONG_NUMBER.sub(lambda found: masked(found[0]), text)


@dataclass(frozen=True, slots=True)
class SecretColumn(ImportColumn):
    """A column whose text is not repeated where problems are told: only its last digits are."""

    hides: Callable[[str], str] = masked

    def take(self, row: Row, record: dict[str, Any], findings: list[Finding]) -> bool:
        """Take the cell; a finding shows what a masked number shows."""
        found: list[Finding] = []
        is_good = ImportColumn.take(self, row, record, found)
        findings += [
            Finding(one.line, one.code, one.column, self.hides(one.value), one.values, one.severity) for one in found
        ]
        return is_good


def written(day: date) -> str:
    """Write a day as these spreadsheets do: 31/1/2565."""
    return f"{day.day}/{day.month}/{day.year + _ERA}"


def unsaid(finding: Finding) -> Finding:
    """Return a finding that repeats no national ID, whichever column it was typed into by mistake."""
    value = _ID_SOMEWHERE.sub(_masked_id, finding.value)
    return finding if value == finding.value else replace(finding, value=value)


def _masked_id(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return masked(digits) if is_national_id(digits) else found[0]


def remembered(clean: Clean) -> Clean:
    """Return a cleaner that remembers: tens of thousands of cells say one of a few things."""
    return lru_cache(maxsize=20_000)(clean)


def national_id(text: str) -> str:
    """Return the thirteen digits, however they are grouped; nothing for nothing."""
    plain = text if len(text) == 13 and text.isascii() and text.isdigit() else _digits(text)  # noqa: PLR2004 - its digits
    if plain and not is_national_id(plain):
        raise CellError("national_id_malformed")
    return plain


def _digits(text: str) -> str:
    if cleaning.is_nothing(text):
        return ""
    cleaning.refuse_formula(text)
    return re.sub(r"[\s\-'.]", "", normalise(text))


def worker_type(text: str) -> str | None:
    """Return the type of worker that a word means."""
    if cleaning.is_nothing(text):
        return None
    found = _TYPES.get(heading_key(text))
    if found is None:
        raise CellError("worker_type_unknown")
    return found


def sex(text: str) -> str:
    """Return the sex that a word means, nothing for nothing."""
    if cleaning.is_nothing(text):
        return ""
    found = _SEXES.get(heading_key(text))
    if found is None:
        raise CellError("sex_unknown")
    return found


def birth(text: str) -> tuple[date, str] | None:
    """Return a date of birth and how much of it is known: a year alone is a year."""
    if cleaning.is_nothing(text):
        return None
    year = _YEAR.fullmatch(normalise(text))
    if year:
        given = int(year[2])
        common = given - _ERA if given > _NO_COMMON_YEAR else given
        if common < date.min.year:
            raise CellError("date_malformed")
        return date(common, 1, 1), BirthPrecision.YEAR
    found = cleaning.day(text)
    return (found, BirthPrecision.DAY) if found else None


def telephone(text: str) -> str:
    """Return a telephone number as digits; a spreadsheet drops the first 0 of a mobile number."""
    if cleaning.is_nothing(text):
        return ""
    plain = re.sub(r"[\s\-().]", "", normalise(text).split(",")[0])
    if len(plain) == _MOBILE_WITHOUT_ZERO and plain.isascii() and plain.isdigit() and plain[0] != "0":
        plain = f"0{plain}"
    if not _TELEPHONE.fullmatch(plain) or is_national_id(plain):  # one in the wrong column would lie there unsealed
        raise CellError("telephone_malformed")
    return plain


def email(text: str) -> str:
    """Return an e-mail address in small letters."""
    if cleaning.is_nothing(text):
        return ""
    plain = normalise(text).lower()
    try:
        validate_email(plain)
    except ValidationError as error:
        raise CellError("email_malformed") from error
    return plain


def contract_number(text: str) -> str | None:
    """Return the number of a contract as it stands there, without spaces around its stroke."""
    found = _number_text(text)
    if found and _DAY.match(found):
        raise CellError("contract_number_is_day")
    return re.sub(r"\s*/\s*", "/", found) if found else found


def wage(text: str) -> Decimal | None:
    """Return an amount in baht, exact to the satang."""
    found = cleaning.number(text)
    if found is not None and found != found.quantize(_SATANG):
        raise CellError("satang_too_many")
    return found


def address(text: str) -> str:
    """Return an address, of several lines where the cell has them."""
    if len(text) < _LONGEST_NOTHING and cleaning.is_nothing(text):
        return ""
    cleaning.refuse_formula(text)
    found = "\n".join(normalise(line) for line in text.splitlines()).strip()
    if len(found) > _LONGEST_ADDRESS:
        raise CellError("text_too_long", limit=_LONGEST_ADDRESS)
    return found


def bank(text: str) -> str | None:
    """Return the bank that a name or a code means."""
    if cleaning.is_nothing(text):
        return None
    cleaning.refuse_formula(text)
    found = bank_named(normalise(text))
    if found is None:
        raise CellError("bank_unknown")
    return found


def account(text: str) -> str:
    """Return the digits of an account, however they are grouped."""
    if cleaning.is_nothing(text):
        return ""
    cleaning.refuse_formula(text)
    found = account_number(normalise(text).strip("'"))
    if not found.isascii() or not found.isdigit():
        raise CellError("account_not_digits")
    return found


def name(limit: int) -> Clean:
    """Return a cleaner of names: most of them are clean, and looked at once."""
    clean = text_up_to(limit)

    def cleaned(text: str) -> str:
        return clean(text) or ""

    return cleaned


def _home(name: str, limit: int, *headings: str) -> ImportColumn:
    """Return a column of the house registration: where somebody lives is not repeated among what is wrong."""
    return ImportColumn(name, name, remembered(text_up_to(limit)), headings, is_personal=True)


COLUMNS: tuple[ImportColumn, ...] = (
    ImportColumn("title", "title", remembered(name(40)), ("คำนำหน้า", "คำนำหน้านาม", "คำนำหน้าชื่อ")),
    ImportColumn("first_name", "first_name", name(100), ("ชื่อ", "ชื่อตัว", "firstname"), is_required=True),
    ImportColumn("last_name", "last_name", name(100), ("สกุล", "นามสกุล", "ชื่อสกุล", "lastname")),
    SecretColumn(
        "national_id", "national_id", national_id,
        ("เลขบัตร", "เลขบัตรประชาชน", "เลขประจำตัวประชาชน", "เลขที่บัตรประชาชน", "citizen_id"),
    ),
    ImportColumn(
        "worker_type", "worker_type", remembered(worker_type), ("ประเภท", "ประเภทผู้รับจ้าง", "type"), is_required=True
    ),
    ImportColumn("tambon_code", "tambon_code", remembered(text_up_to(20)), ("รหัสตำบล", "tambon_id")),
    ImportColumn("tambon", "tambon", remembered(text_up_to(120)), ("ตำบล", "ชื่อตำบล", "แขวง")),
    ImportColumn("amphoe", "amphoe", remembered(text_up_to(120)), ("อำเภอ", "เขต", "district")),
    ImportColumn("province", "province", remembered(text_up_to(120)), ("จังหวัด", "changwat")),
    ImportColumn("first", "first", remembered(cleaning.day), ("วันเริ่ม", "วันที่เริ่ม", "วันเริ่มงาน", "วันเริ่มสัญญา", "start")),
    ImportColumn("last", "last", remembered(cleaning.day), ("วันสิ้นสุด", "วันที่สิ้นสุด", "วันสิ้นสุดสัญญา", "end")),
    ImportColumn("telephone", "telephone", telephone, ("โทร", "โทรศัพท์", "เบอร์โทร", "เบอร์โทรศัพท์", "phone")),
    ImportColumn("email", "email", email, ("อีเมล", "อีเมล์", "e-mail")),
    ImportColumn("agency", "agency", remembered(text_up_to(160)), ("หน่วยงาน", "หน่วยงานที่ปฏิบัติงาน", "สังกัดหน่วยงาน")),
    ImportColumn("position", "position", remembered(text_up_to(200)), ("ตำแหน่ง", "ตำแหน่งงาน")),
    ImportColumn("born", "born", remembered(birth), ("วันเกิด", "วันเดือนปีเกิด", "birth_date", "born_on")),
    ImportColumn("sex", "sex", remembered(sex), ("เพศ",)),
    _home("home_code", 20, "รหัสตำบลตามทะเบียนบ้าน", "รหัสตำบลทะเบียนบ้าน", "domicile_code"),
    _home("home_tambon", 120, "ตำบลตามทะเบียนบ้าน", "ตำบลทะเบียนบ้าน", "ตำบลภูมิลำเนา", "domicile_tambon"),
    _home("home_amphoe", 120, "อำเภอตามทะเบียนบ้าน", "อำเภอทะเบียนบ้าน", "อำเภอภูมิลำเนา", "domicile_amphoe"),
    _home("home_province", 120, "จังหวัดตามทะเบียนบ้าน", "จังหวัดทะเบียนบ้าน", "จังหวัดภูมิลำเนา", "domicile_province"),
    ImportColumn("number", "number", contract_number, ("เลขที่สัญญา", "สัญญาเลขที่", "เลขสัญญา", "contract_number")),
    ImportColumn(
        "signed", "signed", remembered(cleaning.day),
        ("วันที่ลงนาม", "วันลงนาม", "วันที่ลงนามสัญญา", "วันที่ทำสัญญา", "signed_on"),
    ),
    ImportColumn(
        "wage", "wage", remembered(wage),
        ("ค่าจ้าง", "ค่าจ้างต่อเดือน", "ค่าจ้างรายเดือน", "อัตราค่าจ้าง", "monthly_wage"),
        minimum=_LEAST_WAGE, maximum=_MOST_WAGE,
    ),
    ImportColumn(
        "registered_address", "registered_address", address, ("ที่อยู่ตามทะเบียนบ้าน", "ที่อยู่ทะเบียนบ้าน"), is_personal=True
    ),
    ImportColumn(
        "current_address", "current_address", address, ("ที่อยู่ปัจจุบัน", "ที่อยู่ที่ติดต่อได้"), is_personal=True
    ),
    SecretColumn("bank", "bank", remembered(bank), ("ธนาคาร", "ชื่อธนาคาร"), hides=digits_masked),
    SecretColumn(
        "account", "account", account, ("เลขบัญชี", "เลขที่บัญชี", "เลขบัญชีธนาคาร", "เลขที่บัญชีธนาคาร", "account_number")
    ),
    ImportColumn("holder", "holder", text_up_to(200), ("ชื่อบัญชี", "ชื่อบัญชีธนาคาร", "account_name"), is_personal=True),
    ImportColumn("branch", "branch", remembered(text_up_to(100)), ("สาขา", "สาขาธนาคาร"), is_personal=True),
)  # fmt: skip
HEADINGS = {heading_key(text): column.name for column in COLUMNS for text in (column.name, *column.headings)}
