"""Areas that changed in the gazetteer are marked, so that figures follow by themselves."""

import dataclasses

import pytest

from dashboards.models import Rollup
from dashboards.rolling.check import differences
from dashboards.services import rollups
from tambon.models import Area
from tambon.selectors import gazetteer
from tambon.selectors.gazetteer import Place
from tambon.services import geography
from tambon.system import system_user
from tests.factories import dashboards as make
from u2t.core.models import Mark

pytestmark = pytest.mark.django_db

FEW = [
    Place("63", "ตาก", "Tak", "63"),
    Place("6301", "เมืองตาก", "Mueang Tak", "6301"),
    Place("6302", "บ้านตาก", "Ban Tak", "6302"),
    Place("630101", "ระแหง", "Rahaeng", "630101"),
    Place("630201", "ตากออก", "Tak Ok", "630201"),
    Place("630190", "เดิม", "Former", "630101"),
]


@pytest.fixture
def bring(monkeypatch):
    """Load a gazetteer of our own: what a new edition of the package would bring."""

    def load(places):
        monkeypatch.setattr(gazetteer, "places", lambda: places)
        monkeypatch.setattr(geography, "GROUPS", [])
        return geography.load(by=system_user())

    return load


def figures():
    rows = Rollup.objects.filter(programme="").exclude(level="place")
    return {(r.level, r.area): (int(r.value), r.reporting, r.expected) for r in rows}


def marked():
    return set(Mark.objects.values_list("source", flat=True))


def changed(code, **fields):
    return [dataclasses.replace(place, **fields) if place.code == code else place for place in FEW]


def test_the_first_load_marks_nothing_and_the_same_again_neither(bring):
    bring(FEW)
    bring(FEW)

    assert marked() == set()


def test_a_new_name_moves_no_figure(bring):
    bring(FEW)

    bring(changed("630101", name_th="ระแหงใหม่"))

    assert marked() == set()


def test_figures_follow_a_successor_without_a_rebuild_asked_for(bring):
    bring(FEW)
    make.counted()
    make.record("630190", n=7)
    rollups.roll_up(by=system_user())
    assert figures() == {
        ("tambon", "630101"): (7, 1, 1), ("amphoe", "6301"): (7, 1, 1), ("province", "63"): (7, 1, 2),
        ("nation", "TH"): (7, 1, 2),
    }  # fmt: skip

    bring(changed("630190", today="630201"))
    assert marked() == {"area:630190"}
    rollups.roll_up(by=system_user())

    assert figures() == {
        ("tambon", "630201"): (7, 1, 1), ("amphoe", "6302"): (7, 1, 1), ("province", "63"): (7, 1, 2),
        ("nation", "TH"): (7, 1, 2),
    }  # fmt: skip
    assert differences(5) == []


def test_a_new_tambon_is_expected_at_once(bring):
    bring(FEW)
    make.counted()
    make.record("630101", n=7)
    rollups.roll_up(by=system_user())

    bring([*FEW, Place("630102", "ใหม่", "New", "630102")])
    assert marked() == {"area:630102"}
    rollups.roll_up(by=system_user())

    assert figures()["amphoe", "6301"] == (7, 1, 2)
    assert figures()["nation", "TH"] == (7, 1, 3)
    assert Area.objects.filter(pk="630102").exists()
    assert differences(5) == []
