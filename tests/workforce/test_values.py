"""Single values an applicant types: national IDs, telephones, days; pictures and PDFs by their content."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.factories import workforce as work
from u2t.core import pictures
from u2t.core.errors import InputError
from workforce import days, validators


@given(st.integers(0, 10**11 - 1), st.sampled_from("012345678"))
def test_every_national_id_with_its_check_digit_is_taken_whoever_it_is(number, first):
    found = work.national_id(number, first=first)

    assert validators.national_id(f"{found[0]}-{found[1:5]}-{found[5:10]}-{found[10:12]}-{found[12]}") == found


@given(st.integers(0, 10**11 - 1), st.integers(1, 9))
def test_a_wrong_last_digit_is_seen(number, step):
    found = work.national_id(number)
    wrong = found[:12] + str((int(found[12]) + step) % 10)

    with pytest.raises(InputError):
        validators.national_id(wrong)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12345", "เลขประจำตัวประชาชนมี 13 หลัก แต่ที่กรอกมี 5 หลัก"),
        ("12345abc", "เลขประจำตัวประชาชนมีเฉพาะตัวเลข โปรดกรอกเลข 13 หลักตามบัตร"),
        ("9000000000000", "ไม่มีเลขประจำตัวประชาชนที่ขึ้นต้นด้วย 9 โปรดตรวจกับบัตร"),
        ("1234567890120", "มีตัวเลขผิด เพราะหลักสุดท้ายไม่สอดคล้องกับหลักอื่น โปรดตรวจกับบัตรทีละหลัก"),
    ],
)
def test_a_wrong_national_id_is_answered_exactly(text, sentence):
    with pytest.raises(InputError) as refused:
        validators.national_id(text)

    assert str(refused.value) == sentence


def test_thai_digits_and_kinds_of_ids():
    found = work.national_id(7, first=6)

    assert validators.national_id(found.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))) == found
    kinds = {digit: validators.id_kind(digit).value for digit in "1568" + "0"}
    assert kinds == {
        "1": "thai", "5": "thai", "6": "no-nationality", "8": "other-registered", "0": "no-status"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/5/2541", (date(1998, 5, 1), "day")),
        ("1-5-1998", (date(1998, 5, 1), "day")),
        ("1998-05-01", (date(1998, 5, 1), "day")),
        ("๑ พ.ค. ๒๕๔๑", (date(1998, 5, 1), "day")),
        ("1 พฤษภาคม พ.ศ. 2541", (date(1998, 5, 1), "day")),
        ("1 May 1998", (date(1998, 5, 1), "day")),
        ("5/2541", (date(1998, 5, 1), "month")),
        ("พ.ศ. 2541", (date(1998, 1, 1), "year")),
        ("2541", (date(1998, 1, 1), "year")),
    ],
)
def test_days_are_read_as_people_write_them(text, expected):
    assert days.partial(text) == expected


@pytest.mark.parametrize(
    "text",
    ["31/2/2541", "1/13/2541", "วันจันทร์", "1/5/41", "1/2/3/2541", "0/5/2541", "-", "1100500123456", "1/5/" + "2" * 5000],
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(InputError):
        days.partial(text)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["day", "month", "year"]))
def test_a_day_reads_back_as_it_was_written(value, precision):
    found, known = days.partial(days.written(value, precision))

    assert known == precision
    assert found <= value <= days.last_of(found, precision)


@pytest.mark.parametrize("text", ["081-234-5678", "+66 81 234 5678", "(081) 2345678"])
def test_telephones_are_written_in_one_way(text):
    assert validators.telephone(text) == "0812345678"


@pytest.mark.parametrize("text", ["812345678", "08123", "โทร"])
def test_what_is_no_telephone_is_refused(text):
    with pytest.raises(InputError):
        validators.telephone(text)


@pytest.mark.parametrize("media", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_picture_becomes_a_jpeg_with_its_thai_name(media):
    found = pictures.taken(name="โฟลเดอร์/บัตรประชาชน.PNG", content=work.picture(media=media))

    assert (found.name, found.media_type, found.content[:2]) == ("บัตรประชาชน.jpg", "image/jpeg", b"\xff\xd8")


def test_hidden_data_of_a_picture_are_gone_and_it_stands_upright():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "บ้านเลขที่ 1"

    found = pictures.taken(name="a.jpg", content=work.picture(400, 300, "JPEG", exif=exif.tobytes()))

    with Image.open(io.BytesIO(found.content)) as image:
        assert image.size == (300, 400)
        assert not image.getexif()


def test_a_large_picture_is_made_smaller_and_a_transparent_one_white():
    out = io.BytesIO()
    Image.new("RGBA", (4000, 200), (0, 0, 0, 0)).save(out, "PNG")

    found = pictures.taken(name="a.png", content=out.getvalue())

    with Image.open(io.BytesIO(found.content)) as image:
        assert image.size[0] == 2600
        assert image.getpixel((5, 5)) == (255, 255, 255)


def test_a_pdf_is_kept_as_it_is():
    content = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

    assert pictures.taken(name="ทะเบียนบ้าน.pdf", content=content).content == content


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (lambda: b"MZ\x90\x00" + b"\x00" * 2000, "ไม่ใช่ภาพหรือ PDF"),
        (lambda: b"<svg onload='x'></svg>", "ไม่ใช่ภาพหรือ PDF"),
        (lambda: work.picture(media="JPEG")[:900], "ไฟล์ภาพเสีย"),
        (lambda: b"%PDF-1.7 ...", "ไฟล์ PDF ไม่ครบ"),
        (lambda: b"\x00\x00\x00\x18ftypheic0000", "HEIC"),
        (lambda: work.picture(20, 20), "ภาพเล็กเกินไป"),
        (lambda: b"", "ไฟล์ว่างเปล่า"),
        (work.bomb, "ล้านพิกเซล"),
        (lambda: b"\xff\xd8" + b"0" * pictures.LIMIT, "เอกสารแต่ละไฟล์ต้องไม่เกิน 10 MB"),
    ],
    ids=["exe", "svg", "cut-jpeg", "cut-pdf", "heic", "tiny", "empty", "bomb", "large"],
)
def test_what_cannot_be_kept_is_answered_exactly(content, part):
    with pytest.raises(InputError, match=part):
        pictures.taken(name="รูป.jpg", content=content())
