"""Plain areas, institutions and people."""

import itertools
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from tambon.models import (
    Agency,
    Allocation,
    Area,
    LocalGovernment,
    LocalGovernmentStatus,
    Membership,
    Network,
    Programme,
    ProvinceLead,
    Unit,
    University,
    User,
)

_number = itertools.count(1)
ALWAYS = DateRange(date(2020, 1, 1), None)


def area(code, name=None, **fields):
    """An area whose level and parent follow from its code."""
    return Area.objects.get_or_create(code=code, defaults=_place(code, name, **fields))[0]


def areas(names):
    """Areas by code, in one statement: most tests begin with these."""
    return Area.objects.bulk_create(Area(code=code, **_place(code, name)) for code, name in names.items())


def region(code="four-north", provinces=("63",), name="ภาคเหนือ"):
    """A group of provinces of the kind that its code begins with: four, six or cluster."""
    made = area(code, name, kind=code.split("-")[0], parent_id="TH")
    made.members.set(provinces)
    return made


def _place(code, name, **fields):
    by_length = {2: "province", 4: "amphoe", 6: "tambon", 8: "village"}
    level = "nation" if code == "TH" else by_length[len(code)] if code.isdigit() else "region"
    name = name or f"พื้นที่ {code}"
    parent = None if not code.isdigit() else "TH" if len(code) == 2 else code[:-2]
    values = {"level": level, "name_th": name, "sort_key": name, "search_key": name, "parent_id": parent}
    is_of_today = not fields.keys() & {"today", "today_id", "abolished_on"}
    return values | fields | ({"today_id": code} if is_of_today else {})


def network(code="upper-north", **fields):
    return Network.objects.get_or_create(code=code, defaults={"name_th": f"เครือข่าย {code}", "sort_key": code} | fields)[
        0
    ]


def university(code="kpru", **fields):
    name = f"มหาวิทยาลัย {code}"
    values = {"name_th": name, "kind": "rajabhat", "sort_key": name, "search_key": name} | fields
    return University.objects.get_or_create(code=code, defaults=values)[0]


def unit(university, name="คณะครุศาสตร์", **fields):
    values = {"kind": "faculty", "sort_key": name} | fields
    return Unit.objects.get_or_create(university=university, name_th=name, defaults=values)[0]


def lead(province, university, during=ALWAYS):
    """The lead of a province by a university, for ever."""
    return ProvinceLead.objects.create(province=province, university=university, during=during)


def government(tambon, name="ท้องถิ่น", kind="sao", code=None):
    """A local government of one tambon, of one kind for as long as is known."""
    made = LocalGovernment.objects.create(
        code=code or f"5{tambon.code}", name_th=name, sort_key=name, amphoe_id=tambon.code[:4]
    )
    made.tambons.add(tambon)
    LocalGovernmentStatus.objects.create(local_government=made, kind=kind, during=DateRange(None, None))
    return made


def agency(code="agency-1", **fields):
    name = f"หน่วยงาน {code}"
    values = {"name_th": name, "kind": "land", "sort_key": name, "search_key": name} | fields
    values.setdefault("area", area("63") if "area_id" not in fields else None)
    return Agency.objects.get_or_create(code=code, defaults=values)[0]


def programme(code="u2t1", **fields):
    values = {
        "name_th": "โครงการ",
        "short_th": "U2T",
        "starts_on": date(2021, 2, 1),
        "ends_on": date(2022, 1, 31),
    } | fields
    return Programme.objects.get_or_create(code=code, defaults=values)[0]


def allocation(tambon, university, programme, **fields):
    values = {"during": DateRange(date(2021, 2, 1), None)} | fields
    return Allocation.objects.create(tambon=tambon, university=university, programme=programme, **values)


def user(username=None, **fields):
    username = username or f"person{next(_number)}"
    values = {"first_name": "สมมุติ", "last_name": username} | fields
    found = User(username=username, **values)
    found.set_password("u2t-test-password")
    found.save()
    return found


def membership(user, role, **fields):
    """A membership for ever; name its area with one of area, network, university, unit, agency."""
    return Membership.objects.create(user=user, role=role, **({"during": ALWAYS} | fields))
