"""From names and codes in files to areas."""

import pytest

from tambon.models import Area
from tambon.selectors.places import Ambiguous, Found, Missing, Places
from tambon.services import geography
from tambon.system import system_user
from tests.factories import tambon as make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def places(django_db_setup, django_db_blocker):
    """Every area of Thailand, read once for the module and left out of the database."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        geography.load(by=system_user())
        read = Places.read()
        transaction.set_rollback(True)
    return read


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ({"tambon": "ต.แม่ท้อ", "amphoe": "อ.เมือง", "province": "จ.ตาก"}, "630111"),
        ({"tambon": "เเม่ท้อ"}, "630111"),
        ({"tambon": "แม่ท้อ (อยู่ในเขตเทศบาล) ", "amphoe": "เมืองตาก"}, "630111"),
        ({"tambon": "Mae Tho", "amphoe": "Mueang Tak", "province": "Tak"}, "630111"),
        ({"amphoe": "อำเภอเมืองตาก"}, "6301"),
        ({"amphoe": "เมือง", "province": "ตาก"}, "6301"),
        ({"province": "กทม."}, "10"),
        ({"province": "จังหวัดตาก"}, "63"),
        ({"tambon": "แขวงพระบรมมหาราชวัง", "amphoe": "เขตพระนคร", "province": "กรุงเทพฯ"}, "100101"),
        ({"tambon": "ท่าแฝก", "amphoe": "น้ำปาด", "province": "อุตรดิตถ์"}, "530407"),
        ({"code": "630111"}, "630111"),
        ({"code": "TH630111"}, "630111"),
        ({"code": "๖๓๐๑๑๑"}, "630111"),
        ({"code": "630111", "tambon": "anything"}, "630111"),
    ],
)
def test_resolve_finds(places, names, code):
    found = places.resolve(**names)

    assert isinstance(found, Found)
    assert (found.code, found.today) == (code, code)


def test_resolve_keeps_an_abolished_code_and_says_its_today(places):
    by_code = places.resolve(code="530306")
    by_name = places.resolve(tambon="ท่าแฝก", amphoe="ท่าปลา")

    assert by_code == by_name
    assert (by_code.code, by_code.today) == ("530306", "530407")
    assert places.resolve(code="104701").today is None


def test_resolve_by_a_shared_name_is_ambiguous(places):
    several = places.resolve(tambon="วังทอง")

    assert isinstance(several, Ambiguous)
    assert len(several.candidates) == 9
    assert isinstance(places.resolve(amphoe="เมือง"), Ambiguous)


def test_resolve_suggests_what_is_spelled_alike(places):
    missing = places.resolve(tambon="แม่ถ้อ", province="ตาก")

    assert isinstance(missing, Missing)
    assert missing.suggestions[0].code == "630111"
    assert all(found.code.startswith("63") for found in missing.suggestions)
    assert places.resolve(tambon="แม่ถ้อ", province="ตาก") == missing


@pytest.mark.parametrize("asked", [{}, {"code": ""}, {"tambon": " "}, {"tambon": None}])
def test_resolve_nothing_is_missing(places, asked):
    assert places.resolve(**asked) == Missing()


def test_resolve_an_unknown_code_suggests_what_it_begins_with(places):
    assert [found.code for found in places.resolve(code="630199").suggestions] == ["6301"]
    assert [found.code for found in places.resolve(code="639999").suggestions] == ["63"]
    assert places.resolve(code="999999") == Missing()
    assert places.resolve(code="'; DROP TABLE") == Missing()


def test_read_is_one_query_and_resolve_none(nation, django_assert_num_queries):
    make.area("630155", "เทศบาลตำบลทดสอบ", level="municipality")
    with django_assert_num_queries(1):
        read = Places.read()
        assert isinstance(read.resolve(code="630155"), Found)
        assert isinstance(read.resolve(tambon="ระแหง"), Found)
    assert Area.objects.filter(level="municipality").count() == 1
