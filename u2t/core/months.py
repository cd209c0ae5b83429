"""The words for months, Thai and English, short and in full, as people write them."""

_SPELLINGS = (
    ("ม.ค.", "มกราคม", "jan", "january"), ("ก.พ.", "กุมภาพันธ์", "feb", "february"),
    ("มี.ค.", "มีนาคม", "mar", "march"), ("เม.ย.", "เมษายน", "apr", "april"), ("พ.ค.", "พฤษภาคม", "may", "may"),
    ("มิ.ย.", "มิถุนายน", "jun", "june"), ("ก.ค.", "กรกฎาคม", "jul", "july"), ("ส.ค.", "สิงหาคม", "aug", "august"),
    ("ก.ย.", "กันยายน", "sep", "september"), ("ต.ค.", "ตุลาคม", "oct", "october"),
    ("พ.ย.", "พฤศจิกายน", "nov", "november"), ("ธ.ค.", "ธันวาคม", "dec", "december"),
)  # fmt: skip
_NUMBERS = {spelling.replace(".", ""): number for number, words in enumerate(_SPELLINGS, start=1) for spelling in words}


def month_named(word: str) -> int | None:
    """Return the number of the month that a word stands for, with or without dots."""
    return _NUMBERS.get(word.replace(".", "").strip().lower())
