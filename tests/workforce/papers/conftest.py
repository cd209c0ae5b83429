"""A contract whose papers are issued, and how they are ordered and read."""

from datetime import date

import pypdfium2
import pytest

from tambon.system import system_user
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import files
from workforce.selectors.sheets import Line, Order
from workforce.services import templates

RECTOR = Line("รองศาสตราจารย์สมมุติ อธิการ", "รักษาราชการแทนอธิการบดี", "12/2564")


@pytest.fixture(autouse=True)
def kept(private):
    """Files go to a folder of our own."""


@pytest.fixture
def contract(nation, staff):
    templates.sync(by=system_user())
    return work.contract(work.person(make.user("somsri"), first_name="สมศรี", last_name="ใจดี"))


def order(contract, kind="contract", **fields):
    values = {"on": date(2021, 1, 29), "lines": [RECTOR], "site": "https://u2t.example"} | fields
    return Order(kind, contract, **values)


def text_of(paper):
    document = pypdfium2.PdfDocument(files.read(paper.pdf))
    return "".join(page.get_textpage().get_text_range() for page in document)
