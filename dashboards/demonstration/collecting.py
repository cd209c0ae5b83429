"""The field of the demonstration: rounds of every shipped form, what was sent in, and how far its review is."""

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.demonstration import moment, people
from dashboards.demonstration.answering import Spot, answered
from dashboards.demonstration.scenery import drawn
from dashboards.services import indicators
from datasets.choices import DataClass
from datasets.importing import filling, instances, shippedforms
from datasets.models import CollectionRound, Dataset, Entry, Form
from datasets.selectors.goals import Goal, households_of
from datasets.selectors.twins import can_be_found
from datasets.services import catalogue, doubts, entries, reviews, rounds, twins
from tambon.choices import Level
from tambon.models import Allocation, Area, Membership, User
from tambon.system import system_user
from u2t.core import clock
from u2t.core.models import Origin

#: The first question for a photo, in every shipped form that asks for one.
_PHOTO = "photo_1"
_PROVINCES = ("62", "63")
_WATER, _TARGETS, _LODGINGS = "cbd_water_sources", "tambon_profile_targets", "cbd_lodgings"
#: Per cent of the households of each village that the survey of households is to reach.
_HOUSEHOLDS, _SHARE = "household_survey", 70
_ERA = 543
#: Name, kind, uses, households: invented, as all of the demonstration is.
_SOURCES = (
    ("ห้วยสมมุติ 1", "natural", ["household"], 40),
    ("หนองสมมุติ 2", "natural", ["farming"], 65),
    ("ฝายสมมุติ 3", "built", ["farming"], 28),
    ("บ่อสมมุติ 4", "built", ["household"], 12),
    ("สระสมมุติ 5", "built", ["household", "farming"], None),
)
#: So many of them are verified, the next is returned, the others wait.
_VERIFIED = 3
#: Entries of the worker by form; of the others four, the last of which waits.
_COUNTS = {
    _HOUSEHOLDS: 9,
    "agriculture": 6,
    "tambon_profile_general": 1,
    "covid_numbers": 6,
    _WATER: 0,
    _TARGETS: 0,
}
_USUAL = 4
_OF_DIGITAL = ("digitised_records", "digitisation_workflow")
#: Before the programme and now: so many of ten answers are at the standard or above it.
_BEFORE, _NOW = 4, 6
_BEFORE_DAYS = (date(2021, 2, 15), date(2021, 3, 31))
_TERMS: dict[str, str] = {
    DataClass.PUBLIC: "Open Data Commons Attribution (ODC-BY)",
    DataClass.INTERNAL: "ใช้ภายในหน่วยงานของรัฐ",
    DataClass.PERSONAL: "ใช้ภายในหน่วยงานของรัฐ ไม่เผยแพร่ข้อมูลส่วนบุคคล",
    DataClass.RESTRICTED: "ใช้เฉพาะผู้ได้รับอนุญาต",
}
#: The collection that RRU led in its province for the ministry's front office.
_RRU, _RRU_PROVINCE = "rru", "24"
_RRU_DAYS = (date(2021, 10, 1), date(2022, 1, 31))
_RRU_TAMBONS, _RRU_EACH, _RRU_WANTED = 6, 2, 4


@transaction.atomic
def make() -> int:
    """Open a round of each form in the two provinces, and send in what the demonstration's workers found.

    Where there is a field already, forms that are shipped since get theirs.
    """
    codes = [path.stem for path in shippedforms.shipped()]
    begun = set(CollectionRound.objects.values_list("dataset", flat=True))
    if begun.issuperset(codes):
        return 0
    before = Entry.objects.count()
    spot = _home()
    if _WATER not in begun:
        _whole(spot, codes)
    elif fresh := [code for code in codes if code not in begun]:
        _open_each(spot, fresh)
        _of_every_form(spot, fresh)
    _look_through()
    return Entry.objects.count() - before


def _whole(spot: list[Spot], codes: list[str]) -> None:
    _province([code for code in codes if code.startswith("cbd_")])
    if spot:
        _targets(spot, _BEFORE, "รอบก่อนเริ่มโครงการ", "Before the programme", _BEFORE_DAYS)
    _open_each(spot, codes)
    if spot:
        _sources(spot)
        _of_every_form(spot, codes)
        _twice(spot)
        _targets(spot, _NOW)


def _open_each(spot: list[Spot], codes: list[str]) -> None:
    today = clock.today()
    days = (today - timedelta(days=30), today + timedelta(days=60))
    for code in codes:
        _open(code, ("รอบสาธิต", "Demonstration"), days, _goals(code, spot), by=_user("steward"))
    _say_whom_to_ask(codes)


def _say_whom_to_ask(codes: Iterable[str]) -> None:
    """Fill in what the catalogue leaves to each ministry: an invented office, and on what terms it gives."""
    for dataset in Dataset.objects.filter(pk__in=list(codes)):
        catalogue.amend(
            by=_user("steward") or system_user(), dataset=dataset, version=dataset.version, note="ข้อมูลสาธิต",
            facts={
                "contact_name": "ฝ่ายข้อมูล โครงการ U2T (สาธิต)", "contact_email": "data@u2t.example",
                "licence": _TERMS[dataset.data_class],
            },
        )  # fmt: skip


def _open(
    code: str, names: tuple[str, str], days: tuple[date, date], areas: Mapping[str, Goal | None], *,
    by: User | None = None, collectors: Iterable[str] = (),
) -> None:  # fmt: skip
    rounds.open_round(
        by=by or system_user(), dataset=Dataset.objects.get(pk=code), names=names, period=str(days[0].year + _ERA),
        days=days, areas=areas, collectors=list(collectors),
    )  # fmt: skip


def _goals(code: str, spots: list[Spot]) -> dict[str, Goal | None]:
    """Return the areas of a round; of the households of our villages so many per cent are wanted, if they are known."""
    areas: dict[str, Goal | None] = dict.fromkeys(_PROVINCES)
    villages = [spot.village for spot in spots]
    if code == _HOUSEHOLDS and len(households_of(villages)) == len(villages):
        areas |= dict.fromkeys(villages, Goal(share=_SHARE))
    return areas


def _user(name: str) -> User | None:
    found: User | None = User.objects.filter(username=name).first()
    return found


def _home() -> list[Spot]:
    """Return the villages in which the demonstration's worker collects, as places to ask in; none without accounts."""
    worker = _user("worker")
    area = worker.memberships.filter(role="worker").values_list("area", flat=True).first() if worker else None
    return _spots([area]) if area and _user("pm") else []


def _spots(tambons: Iterable[str]) -> list[Spot]:
    """Return the villages of these tambons as places to ask in."""
    villages = Area.objects.filter(parent__in=list(tambons), level=Level.VILLAGE).order_by("code")
    rows = villages.values_list("parent", "pk", "parent__latitude", "parent__longitude")
    return [
        Spot(str(tambon), code, float(latitude or 0), float(longitude or 0), clock.today(), {})
        for tambon, code, latitude, longitude in rows
    ]


def _send(by: User, code: str, spot: Spot, *words: object, **fixed: Any) -> Entry:
    """Send in an answered form on the road of telephones."""
    form = Form.objects.select_related("dataset").filter(dataset=code).order_by("-number")[0]
    has_photo = any(question["field"] == _PHOTO for question in form.questions)
    if has_photo:
        fixed = {_PHOTO: f"{code}.jpg"} | fixed
    there = Spot(spot.tambon, spot.village, spot.latitude, spot.longitude, clock.today(), fixed)
    answer = instances.parse(answered(form, there, spot.village, *words))
    found = filling.filled(form, answer)
    return entries.receive(
        by=by, form=form,
        sent=entries.Sent(
            instance=answer.instance, deprecated="", xml=answer.text, values=found.values, repeats=found.repeats,
            misfits=found.misfits, origin=Origin.DEMO, pictures=frozenset(found.pictures),
            files={name: io.BytesIO(drawn(code, spot.village, *words)) for name in found.pictures},
        ),
    )  # fmt: skip


def _verify(by: User, sent: Iterable[Entry]) -> None:
    for entry in sent:
        reviews.verify(by=by, entry=entry, version=entry.version)


def _of_every_form(spots: list[Spot], codes: Iterable[str]) -> None:
    """Send in some of each form; the last of each waits for the lecturer. Without places in which to ask, none."""
    if not spots:
        return
    worker, digital, pm = (User.objects.get(username=name) for name in ("worker", "digital", "pm"))
    for code in codes:
        by = digital if code in _OF_DIGITAL else worker
        count = _COUNTS.get(code, _USUAL)
        sent = [_send(by, code, spots[place % len(spots)], place) for place in range(count)]
        _verify(pm, sent[:-1] if count > 1 else sent)


def _twice(spots: list[Spot]) -> None:
    """Answer for one place twice, as two workers do who do not know of each other."""
    worker, pm = (User.objects.get(username=name) for name in ("worker", "pm"))
    at = f"{spots[0].latitude:.6f} {spots[0].longitude:.6f} 0 0"
    for name in ("บ้านพักริมห้วยสมมุติ", "บ้านพัก ริมห้วยสมมุติ"):
        _verify(pm, [_send(worker, _LODGINGS, spots[0], name, place_name=name, position=at)])


def _look_through() -> None:
    """Look for what is there twice and for values to check, in every data set, as stewards do."""
    for dataset in Dataset.objects.order_by("code"):
        doubts.find(by=system_user(), dataset=dataset)
        if can_be_found(dataset):
            twins.find(by=system_user(), dataset=dataset)


def _targets(
    spots: list[Spot], good: int, thai: str = "", english: str = "", days: tuple[date, date] | None = None
) -> None:
    """Answer all the targets of the tambon once, in a round of its own where its days are given."""
    if days is None:
        _verify(User.objects.get(username="pm"), _on_targets(spots[0], good))
        return
    with moment.at(datetime.combine(days[0] + timedelta(days=14), time(10), moment.BANGKOK)):
        _open(_TARGETS, (thai, english), days, dict.fromkeys(_PROVINCES))
        _verify(User.objects.get(username="pm"), _on_targets(spots[0], good))


def _on_targets(spot: Spot, good: int) -> Iterator[Entry]:
    worker = User.objects.get(username="worker")
    for number in range(1, 17):
        chances = [(number * 7 + place * 3) % 10 for place in range(20)]
        reached = good - 3 * (number % 3 == 0)  # every third target lies behind the others
        standings = ["at_standard" if chance < reached else "below_standard" for chance in chances]
        fixed = {f"t{number:02}_indicator_{place}": said for place, said in enumerate(standings, start=1)}
        yield _send(worker, _TARGETS, spot, good, number, target=f"target_{number:02}", **fixed)


def _sources(spots: list[Spot]) -> None:
    worker, pm = (User.objects.get(username=name) for name in ("worker", "pm"))
    for number, (name, kind, uses, households) in enumerate(_SOURCES, start=1):
        entry = _send(
            worker, _WATER, spots[0], number, water_name=name, water_kind=kind, uses=" ".join(uses),
            households_using=households,
        )  # fmt: skip
        if number <= _VERIFIED:
            _verify(pm, [entry])
        elif number == _VERIFIED + 1:
            remarks = {"households_using": "ตรวจจำนวนครัวเรือนอีกครั้ง"}
            reviews.return_entry(by=pm, entry=entry, version=entry.version, remarks=remarks)
    indicators.define(
        by=system_user(),
        wanted=indicators.Wanted(
            code="data.water.households", name_th="ครัวเรือนที่ใช้แหล่งน้ำในท้องถิ่น", name_en="Households using local water",
            dataset=Dataset.objects.get(pk=_WATER), counting="sum", field="households_using", unit_th="ครัวเรือน",
            unit_en="households",
        ),
    )  # fmt: skip


def _province(codes: list[str]) -> None:
    """Let RRU's collectors go through some tambons of its province since October, all but the last verified."""
    staff = _user("staff-rru")
    held = Allocation.objects.filter(university=_RRU, tambon__code__startswith=_RRU_PROVINCE).order_by("tambon")
    tambons = list(held.values_list("tambon", flat=True))[:_RRU_TAMBONS]
    spots = _spots(tambons)
    if staff is None or not spots:
        return
    collector = _collector(tambons)
    names = ("การเก็บข้อมูลชุมชนจังหวัดฉะเชิงเทรา", "Community data of Chachoengsao")
    areas = dict.fromkeys(held.values_list("tambon", flat=True)) | dict.fromkeys(tambons, Goal(target=_RRU_WANTED))
    with moment.at(datetime.combine(_RRU_DAYS[0], time(9), moment.BANGKOK)):
        for code in codes:
            _open(code, names, _RRU_DAYS, areas, by=staff, collectors=[collector.username])
    sent = []
    for place, (code, tambon, number) in enumerate(product(codes, tambons, range(_RRU_EACH))):
        here = [spot for spot in spots if spot.tambon == tambon]
        with moment.at(datetime.combine(_RRU_DAYS[0] + timedelta(days=3 + place % 60), time(14), moment.BANGKOK)):
            sent.append(_send(collector, code, here[number % len(here)], number))
    _verify(staff, sent[:-_RRU_TAMBONS])


def _collector(tambons: Iterable[str]) -> User:
    """Return the one who collects in these tambons; the account has no password."""
    user: User = User.objects.get_or_create(
        username="worker-rru",
        defaults={
            "email": f"worker-rru{people.MAIL}", "title": "นาย", "first_name": "บางปะกง", "last_name": "สมมุติชล",
            "password": make_password(None),
        },
    )[0]  # fmt: skip
    Membership.objects.bulk_create(
        Membership(user=user, role="worker", area_id=code, during=DateRange(_RRU_DAYS[0], None)) for code in tambons
    )
    return user
