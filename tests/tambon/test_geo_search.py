"""Search forgives kinds and spelling, and shows only what may be seen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tambon.models import Area
from tambon.selectors.names import full_name, full_names, short_name
from tambon.selectors.search import search
from tests.factories import tambon as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(nation):
    """A few areas with the names and keys that geography gives them."""
    from u2t.core.text import match_key, sort_key

    make.area("10", "กรุงเทพมหานคร", name_en="Bangkok")
    make.area("1001", "เขตพระนคร", name_en="Phra Nakhon", kind="khwaeng")
    make.area("100101", "พระบรมมหาราชวัง", name_en="Phra Borom Maha Ratchawang", kind="khwaeng")
    english = {"63": "Tak", "6301": "Mueang Tak", "630111": "Mae Tho", "6302": "Ban Tak", "630201": "Tak Ok"}
    for area in Area.objects.exclude(code="TH"):
        area.name_en = english.get(area.code, area.name_en)
        area.search_key = f"{match_key(area.name_th)} {area.name_en.lower()}".strip()
        area.sort_key = sort_key(area.name_th)
        area.save()
    make.university("kpru", name_th="มหาวิทยาลัยราชภัฏกำแพงเพชร", search_key="มหาวิทยาลัยราชภัฏกำแพงเพชรkpru")
    make.agency("land-63", name_th="สำนักงานที่ดินจังหวัดตาก", search_key="สำนักงานที่ดินจังหวัดตาก")
    make.agency("land-50", area=make.area("50"), name_th="สำนักงานที่ดินจังหวัดเชียงใหม่", search_key="สำนักงานที่ดินจังหวัดเชียงใหม่")


def codes(user, query, **kwargs):
    return [hit.code for hit in search(user, query, **kwargs)]


def test_the_province_stands_first(places, ministry):
    hits = search(ministry, "ตาก")

    assert hits[0].code == "63"
    assert hits[0].title == "จ.ตาก"
    assert {hit.code for hit in hits} == {"63", "6301", "6302", "630201", "land-63"}


@pytest.mark.parametrize(
    "query",
    [
        "แม่ท้อ", "ต.แม่ท้อ", "ตำบล แม่ท้อ", "เเม่ท้อ", "630111", "๖๓๐๑๑๑", "TH630111", "Mae Tho", "maetho", "tambon mae tho",
        "ต.แม่ท้อ อ.เมืองตาก จ.ตาก", "แม่ท้อ ตาก", "แม่ท้อ\u200b", "แม่ถ้อ", "แม่ท้", "Mae To",
    ],
)  # fmt: skip
def test_search_forgives(places, ministry, query):
    assert codes(ministry, query)[0] == "630111"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("จ.ตาก", "63"), ("อ.เมือง", "6301"), ("กรุงเทพ", "10"), ("kpru", "kpru"), ("ม.ราชภัฏกำแพงเพชร", "kpru"),
        ("ราชภัฏ", "kpru"), ("ที่ดิน", "land-63"), ("เขตพระนคร", "1001"), ("630", "630101"),
    ],
)  # fmt: skip
def test_search_finds_every_kind(places, ministry, query, code):
    assert code in codes(ministry, query)


@pytest.mark.parametrize("query", ["", " ", ".", "\x00", "ไม่มีที่ไหนเลย", "%", "_", "' OR 1=1", "x" * 5000, "()"])
def test_search_of_nothing_finds_nothing(places, ministry, query):
    assert codes(ministry, query) == []


def test_what_lies_above_must_fit(places, ministry):
    assert codes(ministry, "ต.แม่ท้อ จ.เชียงใหม่") == []
    assert codes(ministry, "ศรีภูมิ เชียงใหม่") == ["500101"]


def test_an_officer_finds_own_places_and_every_province_only(places, officer):
    assert codes(officer, "ศรีภูมิ") == []
    assert codes(officer, "500101") == []
    assert codes(officer, "เชียงใหม่") == ["50"]
    assert codes(officer, "ที่ดิน") == ["land-63"]


def test_search_takes_few_queries_whatever_it_finds(places, ministry):
    search(ministry, "ตาก")
    with CaptureQueriesContext(
        connection,
    ) as one:
        search(ministry, "แม่ท้อ")
    with CaptureQueriesContext(connection) as many:
        assert len(search(ministry, "ตาก")) == 5

    assert len(one) == len(many) <= 3


def test_limit_is_kept(places, ministry):
    assert len(search(ministry, "ตาก", limit=2)) == 2


def test_full_names_as_the_state_writes_them(places):
    tambon = Area.objects.select_related("parent__parent").get(code="630111")
    khwaeng = Area.objects.get(code="100101")

    with translation.override("th"):
        assert full_name(tambon) == "ต.แม่ท้อ อ.เมืองตาก จ.ตาก"
        assert full_name(khwaeng) == "แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพมหานคร"
        assert short_name(khwaeng.parent) == "เขตพระนคร"
        assert full_name(Area.objects.get(code="TH")) == "ประเทศไทย"
    assert full_name(tambon, language="en") == "Mae Tho, Mueang Tak, Tak"


def test_full_names_of_many_in_one_query(places, django_assert_num_queries):
    with django_assert_num_queries(1):
        names = full_names(["630111", "6301", "nowhere", "100101"], language="th")

    assert names == {
        "6301": "อ.เมืองตาก จ.ตาก",
        "630111": "ต.แม่ท้อ อ.เมืองตาก จ.ตาก",
        "100101": "แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพมหานคร",
    }
