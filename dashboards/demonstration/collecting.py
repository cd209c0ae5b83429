"""The field of the demonstration: a round of Community Big Data, what a worker sent in, and how far its review is."""

from datetime import timedelta

from django.db import transaction

from dashboards.services import indicators
from datasets.importing import shippedforms
from datasets.models import CollectionRound, Dataset, Form
from datasets.services import entries, reviews, rounds
from tambon.choices import Level
from tambon.models import Area, User
from tambon.system import system_user
from u2t.core import clock
from u2t.core.models import Origin

_PROVINCES = ("62", "63")
_WATER = "cbd_water_sources"
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


@transaction.atomic
def make() -> int:
    """Open a round of each form in the two provinces, and send in what the demonstration's worker found."""
    known = set(CollectionRound.objects.values_list("dataset", flat=True))
    today = clock.today()
    days, period = (today - timedelta(days=30), today + timedelta(days=60)), str(today.year + _ERA)
    for path in shippedforms.shipped():
        if path.stem not in known:
            rounds.open_round(
                by=system_user(), dataset=Dataset.objects.get(pk=path.stem), name_th="รอบสาธิต", name_en="Demonstration",
                period=period, days=days, areas=dict.fromkeys(_PROVINCES),
            )  # fmt: skip
    return 0 if _WATER in known else _sources()


def _sources() -> int:
    worker, pm = (User.objects.filter(username=name).first() for name in ("worker", "pm"))
    area = worker.memberships.filter(role="worker").values_list("area", flat=True).first() if worker else None
    village = Area.objects.filter(parent=area, level=Level.VILLAGE).order_by("code").first() if area else None
    if worker is None or pm is None or village is None:
        return 0
    form = Form.objects.filter(dataset=_WATER).order_by("-number")[0]
    place = form.dataset.fields.get(role="place").name
    for number, (name, kind, uses, households) in enumerate(_SOURCES, start=1):
        values = {
            place: village.code, "water_name": name, "water_kind": kind, "uses": uses, "households_using": households,
        }  # fmt: skip
        sent = entries.Sent(
            instance=f"uuid:demonstration-{number}", deprecated="", xml="<data/>", values=values, repeats={},
            origin=Origin.DEMO,
        )  # fmt: skip
        entry = entries.receive(by=worker, form=form, sent=sent)
        if number <= _VERIFIED:
            reviews.verify(by=pm, entry=entry, version=entry.version)
        elif number == _VERIFIED + 1:
            remarks = {"households_using": "ตรวจจำนวนครัวเรือนอีกครั้ง"}
            reviews.return_entry(by=pm, entry=entry, version=entry.version, remarks=remarks)
    indicators.define(
        by=system_user(),
        wanted=indicators.Wanted(
            code="data.water.households", name_th="ครัวเรือนที่ใช้แหล่งน้ำในท้องถิ่น", name_en="Households using local water",
            dataset=form.dataset, counting="sum", field="households_using", unit_th="ครัวเรือน", unit_en="households",
        ),
    )  # fmt: skip
    return len(_SOURCES)
