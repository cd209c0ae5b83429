"""What looks the same is the same; Thai order."""

import random
import time
import unicodedata

import pytest

from u2t.core.text import fold, match_key, normalise, sort_key, to_arabic_digits, to_thai_digits


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("เเม่ท้อ", "แม่ท้อ"),
        ("แแม่สลองใน", "แม่สลองใน"),
        ("น้ํา", "น้ำ"),
        ("นํ้า", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("กําแพง", "กำแพง"),
        ("ที่่", "ที่"),
        ("ท่ีดิน", "ที่ดิน"),
        ("บ้้าน", "บ้าน"),
        ("\u200bตาก\ufeff", "ตาก"),
        ("ต.\u00a0แม่ท้อ ", "ต. แม่ท้อ"),
        ("หมู่ที่ ๑๒", "หมู่ที่ 12"),
        ("  a\t b\n", "a b"),
        ("ฤๅษี", "ฤๅษี"),
        ("มๅ", "มา"),
        ("Cafe\u0301", "Café"),
        ("a\x00b", "ab"),
        ("", ""),
    ],
)
def test_normalise_mends_what_was_mistyped(typed, meant):
    assert normalise(typed) == meant


@pytest.mark.parametrize("text", ["แม่ท้อ", "น้ำ", "สิทธิ์", "เกาะช้าง", "ผู้ใหญ่บ้าน", "ก๊วยเตี๋ยว", "ต่าง ๆ", "Mae Tho"])
def test_normalise_leaves_right_text_alone(text):
    assert normalise(text) == text


def test_normalise_twice_is_once():
    rng = random.Random(7)
    letters = [chr(c) for c in range(0x0E01, 0x0E5C)] + list(" .-aA\u200b\u00a0\u0301")
    for _ in range(3000):
        text = "".join(rng.choices(letters, k=rng.randint(0, 8)))
        assert normalise(normalise(text)) == normalise(text), ascii(text)
        assert unicodedata.is_normalized("NFC", normalise(text))


@pytest.mark.parametrize(
    "name",
    [
        "แม่ท้อ", "ต.แม่ท้อ", "ต. แม่ท้อ", "ต แม่ท้อ", "ตำบลแม่ท้อ", "ตําบล แม่ท้อ", "เเม่ท้อ", "แม่ท้อ ", "แม่-ท้อ",
        "แม่ท้อ (อยู่ในเขตเทศบาล)", "ต.แม่ท้อ(อยู่ในเขตเทศบาล) (ใหม่)", "ทต.แม่ท้อ", "เทศบาลตำบลแม่ท้อ", "อบต.แม่ท้อ",
    ],
)  # fmt: skip
def test_match_key_forgives(name):
    assert match_key(name) == "แม่ท้อ"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("อ่างทอง", "อ่างทอง"), ("อ.เมืองตาก", "เมืองตาก"), ("กิ่งอำเภอ แม่วงก์", "แม่วงก์"), ("กิ่ง อ.แม่วงก์", "แม่วงก์"),
        ("เขตพระนคร", "พระนคร"), ("แขวงบางนาเหนือ", "บางนาเหนือ"), ("จ.ตาก", "ตาก"), ("Mueang Tak District", "mueangtak"),
        ("Tambon Mae Tho", "maetho"), ("Ko Pha-ngan", "kophangan"), ("ตำบล", "ตำบล"), ("(ทดสอบ)", "(ทดสอบ)"), ("", ""),
        ("ตาก", "ตาก"), ("จาน", "จาน"), ("อรัญญิก", "อรัญญิก"),
    ],
)  # fmt: skip
def test_match_key_takes_only_the_kind(name, key):
    assert match_key(name) == key


def test_sort_key_orders_as_dictionaries_do():
    ordered = [
        "1", "2", "a", "b", "ก็", "กก", "ก่อ", "กะ", "กา", "กาน", "ก้าน", "กาบ", "เก", "เกาะ", "แก", "ขา", "ไทย", "ธง",
        "นา", "นำ", "น้ำ", "เพลา", "แพร์", "แพร่", "มา", "แม", "แม่", "แม้", "แมว", "รอ", "ฤดู", "ลา", "หมา", "เหมา", "ฮา",
    ]  # fmt: skip
    shuffled = random.Random(1).sample(ordered, len(ordered))

    assert sorted(shuffled, key=sort_key) == ordered


def test_sort_key_is_the_same_in_every_collation():
    key = sort_key("เมืองกำแพงเพชร 2")

    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()
    assert len(sort_key("ก" * 500)) == 300


def test_digits_both_ways():
    assert to_thai_digits("ปี 2564") == "ปี ๒๕๖๔"
    assert to_arabic_digits("ปี ๒๕๖๔") == "ปี 2564"


def test_fold_forgets_case():
    assert fold(" ABC\u00a0") == "abc"


@pytest.mark.parametrize(
    "marks", ["\u0e48\u0e34", "\u0e33\u0e48", "\u0e38\u0e48", "\u0e3a\u0e38\u0e48\u0e49", "(ก)", "ต."]
)
def test_no_cell_is_long_enough_to_hold_up_its_mending(marks):
    began = time.process_time()

    match_key("ก" + marks * (100_000 // len(marks)))

    assert time.process_time() - began < 10


def test_a_long_text_is_normalised_as_its_parts_are():
    words = "Cafe\u0301 นํ้าท่ีกำแพง "

    assert normalise(words * 500) == (normalise(words) + " ") * 499 + normalise(words)
    assert unicodedata.is_normalized("NFC", normalise(words.replace(" ", "") * 500))
