"""Where and who the demonstration takes part: tambons, universities, agencies, local governments."""

from datetime import date

import pytest
from django.db.models import Count

from dashboards.demonstration import agencies, allotment, governments, institutions, people
from dashboards.demonstration.scale import Scale
from dashboards.preparation import load_areas
from tambon.models import (
    Agency,
    Allocation,
    LocalGovernment,
    LocalGovernmentStatus,
    Network,
    Programme,
    ProvinceLead,
    University,
    User,
)
from tambon.selectors.local_governments import governments_of
from tambon.services import programmes
from tambon.system import system_user
from tests.dashboards.demonstrated import DAY, HOME, standing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def placed(django_db_setup, django_db_blocker, tmp_path_factory):
    """The places and accounts of the demonstration alone: the people at work and the figures take minutes."""
    steps = [
        load_areas, lambda: programmes.sync(by=system_user()), lambda: institutions.make(Scale.SEEDS),
        lambda: allotment.make(Scale.SEEDS), governments.make, agencies.make, people.make,
    ]  # fmt: skip
    with standing(django_db_blocker, tmp_path_factory.mktemp("private"), *steps):
        yield


def test_areas_and_counts_are_those_of_the_brief(placed, db):
    held = Allocation.objects.filter(programme="u2t1")

    def count(university):
        rows = held.filter(university=university).values_list("tambon__parent__parent").annotate(n=Count("pk"))
        return dict(rows)

    assert count("kpru") == {"62": 36, "63": 24}
    assert sum(count("cmu").values()) == 50
    assert set(count("cmu")) == {"50", "51", "52", "57", "58", "65"}
    assert [count(code).get(place) for code, place in (("lpru", "52"), ("rmutl", "52"), ("rru", "24"))] == [34, 16, 34]
    assert held.count() == held.values("tambon").distinct().count() == 730
    assert not held.filter(tambon__code__startswith="10").exists()
    assert held.get(tambon=HOME).university_id == "kpru"
    assert held.get(tambon=HOME).tambon.name_th == "แม่ท้อ"


def test_programmes_and_networks_are_those_of_the_brief(placed, db):
    phase = Programme.objects.get(pk="u2t1")
    assert (phase.starts_on, phase.ends_on) == (date(2021, 2, 1), date(2022, 1, 31))
    bcg = Programme.objects.get(pk="u2t-bcg")
    assert (bcg.starts_on, bcg.ends_on) == (date(2022, 7, 1), date(2022, 9, 30))
    assert Network.objects.count() == 9
    assert Network.objects.get(pk="upper-north").lead_id == "cmu"
    assert ProvinceLead.objects.get(province="24").university_id == "rru"
    assert University.objects.filter(network="upper-north").count() == 8


def test_48_agencies_take_digital_data_managers_and_more_than_100_are_hosts(placed, db):
    digital = Agency.objects.filter(kind__in=agencies.DIGITAL)

    assert digital.count() == 48
    assert set(digital.filter(kind__in=["land", "social-security"]).values_list("area__code", flat=True)) == {
        "62", "6204", "6205",
    }  # fmt: skip
    assert Agency.objects.exclude(kind__in=agencies.DIGITAL).count() > 100
    assert Agency.objects.get(pk=f"local-government-{HOME}").name_th == "องค์การบริหารส่วนตำบลแม่ท้อ"


def test_every_tambon_that_takes_part_has_an_invented_local_government(placed, db):
    served = LocalGovernment.tambons.through.objects.values("area")
    kinds = LocalGovernmentStatus.objects.filter(during__contains=DAY).values_list("kind").annotate(n=Count("pk"))

    assert LocalGovernment.objects.exclude(name_th__endswith=" (สาธิต)").count() == 0
    assert not Allocation.objects.filter(programme="u2t1").exclude(tambon__in=served).exists()
    assert (sum(dict(kinds).values()), dict(kinds)["town"]) == (732, 2)
    assert min(dict(kinds)[kind] for kind in ("sao", "subdistrict")) > 150
    towns = LocalGovernment.objects.filter(statuses__kind="town").annotate(n=Count("tambons"))
    assert {(town.code, town.name_th, town.n) for town in towns} == {
        ("demo620100", "กำแพงเพชร (สาธิต)", 3), ("demo630100", "ตาก (สาธิต)", 3),
    }  # fmt: skip
    near = governments_of(user=User.objects.get(username="worker"), tambon=HOME)
    assert [(one.name_th, one.kind) for one in near] == [("แม่ท้อ (สาธิต)", "sao")]
