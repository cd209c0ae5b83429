"""What the audit trail keeps is read out as people say it, on its page."""

import pytest
from django.utils import translation

from tambon.trailvalues import in_words
from u2t.core import audit


@pytest.mark.parametrize(
    ("kept", "thai", "english"),
    [
        (None, "–", "–"),
        ("", "–", "–"),
        ([], "–", "–"),
        (True, "ใช่", "Yes"),
        (0, "0", "0"),
        ("verified", "ตรวจแล้ว", "ตรวจแล้ว"),
        (["verified", 3], "ตรวจแล้ว; 3", "ตรวจแล้ว; 3"),
        ("2021-11-01", "1 พ.ย. 2564", "1 Nov 2021"),
        ("2021-99-01", "2021-99-01", "2021-99-01"),
        ("0001-01-01T00:00+23:59", "0001-01-01T00:00+23:59", "0001-01-01T00:00+23:59"),
        ("2021-11-01T07:30:00+00:00", "1 พ.ย. 2564 เวลา 14.30 น.", "1 Nov 2021, 14:30"),
        ("[2021-12-06, 2021-12-14)", "6 ธ.ค. 2564 ถึง 13 ธ.ค. 2564", "6 Dec 2021 to 13 Dec 2021"),
        ("[2021-12-06, None)", "ตั้งแต่ 6 ธ.ค. 2564", "from 6 Dec 2021 on"),
        ([["ชื่อตำบล", "tambon"], ["ชื่ออำเภอ", None]], "ชื่อตำบล: tambon; ชื่ออำเภอ: –", "ชื่อตำบล: tambon; ชื่ออำเภอ: –"),
        ("[['ชื่อตำบล', 'tambon']]", "ชื่อตำบล: tambon", "ชื่อตำบล: tambon"),
        ("[บ้านเหนือ]", "[บ้านเหนือ]", "[บ้านเหนือ]"),
        ("{[]: 1}", "{[]: 1}", "{[]: 1}"),
        ("{{1}}", "{{1}}", "{{1}}"),
        ("[" * 9_000, "[" * 9_000, "[" * 9_000),
        ([{"above": "0", "rate": "1"}], "above: 0, rate: 1", "above: 0, rate: 1"),
    ],
)
def test_a_value_is_told_in_the_language_of_the_page(kept, thai, english):
    told = {}
    for language in ("th", "en"):
        with translation.override(language):
            told[language] = in_words(kept, {"verified": "ตรวจแล้ว"})

    assert told == {"th": thai, "en": english}


@pytest.mark.integration
def test_the_page_of_the_trail_tells_days_of_the_buddhist_era_and_no_lists_of_a_program(client, admin, applicant):
    changes = {"until": (None, "2021-12-31"), "areas": (None, [["63", 12]])}
    audit.record(action="user.created", target=applicant, by=admin, changes=changes)
    client.force_login(admin)

    page = client.get("/tambon/audit/").text

    assert "31 ธ.ค. 2564" in page
    assert "63: 12" in page
    assert "2021-12-31" not in page
    assert "[[" not in page
