"""The register of local governments."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from tambon.models import LocalGovernment, LocalGovernmentStatus
from tambon.services import local_governments
from tests.factories import tambon as make

SAMPLE = Path(settings.BASE_DIR).parent / "shared/data/dla_tambon_sample.csv"
HEAD = "จังหวัด,อำเภอ,ตำบล,รหัส อปท.,ประเภท อปท.,อปท.\n"


@pytest.fixture
def krabi(nation):
    for code, name in {
        "81": "กระบี่", "8104": "คลองท่อม", "810401": "คลองท่อมใต้", "810402": "คลองท่อมเหนือ", "810407": "เพหลา",
    }.items():  # fmt: skip
        make.area(code, name)


def _file(tmp_path, text):
    path = tmp_path / "register.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


@pytest.mark.skipif(not SAMPLE.exists(), reason="needs ../shared/data, which is not here")
def test_load_of_the_real_sample_gives_one_local_government_of_three_tambons(krabi, admin):
    register = local_governments.load(path=SAMPLE, by=admin)

    assert register.findings == []
    government = LocalGovernment.objects.get()
    assert government.name_th == "คลองท่อมใต้"
    assert set(government.tambons.values_list("code", flat=True)) == {"810401", "810402", "810407"}
    assert government.statuses.get().kind == "subdistrict"


def test_load_again_with_another_kind_keeps_the_former(krabi, admin, tmp_path, settings):
    local_governments.load(path=_file(tmp_path, HEAD + "กระบี่,คลองท่อม,เพหลา,5810401,อบต.,เพหลา\n"), by=admin)
    settings.CLOCK = "2021-12-08T10:00:00+07:00"

    local_governments.load(path=_file(tmp_path, HEAD + "กระบี่,คลองท่อม,เพหลา,5810401,เทศบาลตำบล,เพหลา\n"), by=admin)

    kinds = {s.kind: (s.during.lower, s.during.upper) for s in LocalGovernmentStatus.objects.all()}
    assert kinds == {"sao": (None, date(2021, 12, 8)), "subdistrict": (date(2021, 12, 8), None)}


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("กระบี่,คลองท่อม,ไม่มีจริง,5810401,อบต.,เพหลา", "register_place_unknown", "ตำบล"),
        ("กระบี่,คลองท่อม,เพหลา,5810401,สมาคม,เพหลา", "register_kind_unknown", "ประเภท อปท."),
    ],
)
def test_load_of_a_wrong_row_stores_nothing_and_says_which_cell(krabi, admin, tmp_path, row, code, column):
    good = "กระบี่,คลองท่อม,คลองท่อมใต้,5810402,อบต.,คลองท่อมใต้\n"

    register = local_governments.load(path=_file(tmp_path, HEAD + good + row + "\n"), by=admin)

    assert [(f.line, f.code, f.column) for f in register.findings] == [(3, code, column)]
    assert not LocalGovernment.objects.exists()


def test_load_by_an_officer_is_refused(krabi, officer, tmp_path):
    with pytest.raises(PermissionDenied):
        local_governments.load(path=_file(tmp_path, HEAD), by=officer)


def test_local_government_is_seen_where_its_tambons_are(krabi, admin, officer, ministry, tmp_path):
    local_governments.load(path=_file(tmp_path, HEAD + "กระบี่,คลองท่อม,เพหลา,5810401,อบต.,เพหลา\n"), by=admin)

    assert not LocalGovernment.objects.visible_to(officer, to="tambon.view_area").exists()
    assert LocalGovernment.objects.visible_to(ministry, to="tambon.view_area").count() == 1


def test_a_local_government_is_found_with_and_without_the_words_for_its_kind(krabi, admin, client, tmp_path):
    local_governments.load(path=_file(tmp_path, HEAD + "กระบี่,คลองท่อม,เพหลา,5810401,อบต.,เพหลา\n"), by=admin)
    client.force_login(admin)

    for typed in ("เพหลา", "อบต.เพหลา", "อบต. เเพหลา".replace("เเ", "เ"), "องค์การบริหารส่วนตำบลเพหลา", "58104"):
        found = client.get("/api/v1/local-governments/", {"q": typed}).json()["results"]
        assert [row["code"] for row in found] == ["5810401"], typed
    assert client.get("/api/v1/local-governments/", {"q": "อบต."}).json()["results"] == []
