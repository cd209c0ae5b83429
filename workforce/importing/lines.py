"""A good row of a list of people at work, the check it goes through, and the person it means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from u2t.core.importing.issues import Finding
from u2t.core.models import Severity
from workforce.choices import BirthPrecision, Sex
from workforce.importing.ground import Days, Ground, Seat

_MEN, _WOMEN = frozenset({"นาย", "mr", "mr."}), frozenset({"นาง", "นางสาว", "น.ส.", "นส.", "mrs.", "miss", "ms."})
_SHORT_TITLES = {"น.ส.": "นางสาว", "นส.": "นางสาว"}
#: The column of what tells people apart.
ID = "national_id"
#: Columns of where somebody lives.
ADDRESSES = ("registered_address", "current_address")


@dataclass(frozen=True, slots=True)
class Account:
    """An account as a row gives it; `digest` is that of bank and number."""

    bank: str
    number: str
    digest: str


@dataclass(slots=True)
class Line:
    """One good row: who (`person` if known already), which post, on which days, for what.

    `birth` is what is known of the date of birth, as a key to compare it by; `moves` where the row tells of somebody
    known that the house registration is another from the first day on. `account` is where the person is paid to from
    now on; none where the database knows one already.
    """

    line: int
    record: dict[str, Any]
    tambon: str
    days: Days
    digest: str | None
    sort_key: str
    search_key: str
    born_on: date | None
    birth: str
    domicile: str | None = None
    agency: str | None = None
    position: int | None = None
    is_digital: bool = False
    person: int | None = None
    moves: bool = False
    account: Account | None = None
    seat: Seat | None = None

    @property
    def who(self) -> object:
        """Return what rows of one person have in common."""
        return self.person or self.digest or (self.search_key, self.born_on)


@dataclass(slots=True)
class Check:
    """A check under way: what it stands on, what it found, and what the file calls its columns."""

    ground: Ground
    findings: list[Finding] = field(default_factory=list)
    headings: Mapping[str, str] = field(default_factory=dict)

    def refuse(self, line: int, code: str, column: str = "", value: str = "", /, **values: Any) -> bool:
        """Keep an error; return that the row is not good."""
        self.findings.append(Finding(line, code, self.headings.get(column, column), value, values))
        return False

    def warn(self, line: int, code: str, column: str = "", value: str = "", /, **values: Any) -> None:
        """Keep a warning."""
        self.findings.append(Finding(line, code, self.headings.get(column, column), value, values, Severity.WARNING))


def person_fields(lines: Sequence[Line]) -> dict[str, Any]:
    """Return what the rows of a person say of them, as columns of the table of people: the first says who it is."""
    line = lines[0]
    record = line.record
    title = record.get("title") or ""
    is_title = title.lower() in _MEN | _WOMEN
    born = record.get("born")
    return {
        "national_id": record.get(ID) or "", "national_id_digest": line.digest,
        "title": _SHORT_TITLES.get(title, title) if is_title else "", "rank": "" if is_title else title,
        "first_name": record["first_name"], "last_name": record.get("last_name") or "",
        "sex": record.get("sex") or _sex_of(title), "born_on": line.born_on,
        "birth_precision": born[1] if born else BirthPrecision.DAY, "telephone": record.get("telephone") or "",
        "email": record.get("email") or "", "domicile_id": line.domicile,
        "sort_key": line.sort_key, "search_key": line.search_key,
    } | {name: next((one.record[name] for one in lines if one.record.get(name)), "") for name in ADDRESSES}  # fmt: skip


def _sex_of(title: str) -> str:
    plain = title.lower()
    if plain in _MEN:
        return Sex.MALE
    return Sex.FEMALE if plain in _WOMEN or plain.endswith("หญิง") else ""
