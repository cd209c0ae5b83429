"""A tambon with people to hand over, the agency that takes them, and a plan of it."""

import io
from datetime import date

import pytest
from PIL import Image

from tests.factories import tambon as make
from workforce.services import handovers

DAY = date(2021, 2, 3)
RECEIPT = handovers.Receipt(DAY, "ที่ว่าการอำเภอ", "นายสมมุติ รับมอบ", "ปลัดอำเภอ")


@pytest.fixture(autouse=True)
def ground(settings, tmp_path):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path / "private"


@pytest.fixture
def tambon(staff):
    return make.area("630111")


@pytest.fixture
def agency(nation):
    return make.agency("amphoe-6301", area=make.area("6301"))


@pytest.fixture
def partner(nation):
    return make.agency("land-63", area=make.area("63"))


@pytest.fixture
def far_staff(nation):
    person = make.user()
    make.membership(person, "staff", university=make.university("cmu"))
    return person


def plan(by, agency, *contracts, **fields):
    values = {
        "programme": make.programme(), "university": make.university("kpru"), "tambon": make.area("630111"),
        "agency": agency, "held_on": DAY, "place": "ที่ว่าการอำเภอ",
    } | fields  # fmt: skip
    return handovers.plan(plan=handovers.Plan(**values), contracts=[row.pk for row in contracts], by=by)


def picture(form="JPEG"):
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "a telephone"
    Image.new("RGB", (400, 300), "navy").save(out, form, exif=exif)
    return out.getvalue()
