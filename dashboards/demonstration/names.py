"""Invented people: names that say of themselves that nobody bears them, and numbers of an office there is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from dashboards.demonstration.chance import roll
from dashboards.demonstration.tables import read
from workforce.choices import Sex
from workforce.validators import check_digit

#: A national ID begins with the office that gave it: no province has the number 99.
_OFFICE = "19900"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its parts, and the sex it tells."""

    sex: str
    first: str
    last: str

    @property
    def title(self) -> str:
        """Return the title of somebody without a rank."""
        return "นาย" if self.sex == Sex.MALE else "นางสาว"


def name_of(*words: object) -> Name:
    """Return the name that these words lead to, on every machine the same."""
    first = one_of(read("first_names"), "first", *words)
    return Name(first["sex"], first["name"], one_of(read("surnames"), "last", *words)["name"])


def national_id(number: int) -> str:
    """Return a national ID of nobody, with its check digit."""
    digits = f"{_OFFICE}{number:07d}"
    return digits + check_digit(digits)


def one_of(rows: Sequence[T], *words: object) -> T:
    """Return the row that these words fall on."""
    return rows[int(roll(*words) * len(rows))]
