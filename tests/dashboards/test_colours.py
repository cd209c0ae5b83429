"""The two scales of colour: told apart by everybody, in order of darkness, and never the hatching of no data."""

from decimal import Decimal
from itertools import pairwise

import pytest

from dashboards.maps import BURDEN, GOOD, class_of, classes_of
from dashboards.models import Indicator

#: What a dichromat sees of linear red, green and blue (Machado, Oliveira and Fernandes, severity 1).
SIGHTS = {
    "all three cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
SCALES = {"burden": BURDEN, "good": GOOD}
#: CIE76; a little more than 2 is just seen side by side, areas of a map do not touch and need more.
APART = 8
WHITE = (0.95047, 1.0, 1.08883)


def linear(colour):
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def seen(colour, sight):
    return [min(max(sum(a * b for a, b in zip(row, linear(colour), strict=True)), 0), 1) for row in SIGHTS[sight]]


def lab(colour, sight):
    red, green, blue = seen(colour, sight)
    xyz = (
        0.4124564 * red + 0.3575761 * green + 0.1804375 * blue,
        0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
        0.0193339 * red + 0.1191920 * green + 0.9503041 * blue,
    )
    bent = [t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in map(_share, xyz, WHITE)]
    return 116 * bent[1] - 16, 500 * (bent[0] - bent[1]), 200 * (bent[1] - bent[2])


def _share(value, white):
    return value / white


def distance(one, other, sight):
    return sum((a - b) ** 2 for a, b in zip(lab(one, sight), lab(other, sight), strict=True)) ** 0.5


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("scale", SCALES)
def test_neighbouring_classes_are_told_apart(scale, sight):
    near = {pair: distance(*pair, sight) for pair in pairwise(SCALES[scale])}

    assert {pair: found for pair, found in near.items() if found < APART} == {}


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("scale", SCALES)
def test_more_is_darker(scale, sight):
    lightness = [lab(colour, sight)[0] for colour in SCALES[scale]]

    assert lightness == sorted(lightness, reverse=True)


def indicator(**fields):
    found = {"direction": "burden", "over_place": "ratio", "decimals": 1, "class_limits": [1, 2.5, 5, 8, 12]}
    return Indicator(**found | fields)


CASES = {
    "fixed limits of a rate": (indicator(), [Decimal(n) / 7 for n in range(120)]),
    "quantiles of people": (
        indicator(over_place="sum", decimals=0, class_limits=[]), [Decimal(n * n) for n in range(3, 80)]
    ),
    "many places alike": (indicator(over_place="sum", decimals=0, class_limits=[]), [Decimal(5)] * 40 + [Decimal(900)]),
    "one place": (indicator(over_place="sum", decimals=0, class_limits=[]), [Decimal(5)]),
    "decimals finer than two digits": (
        indicator(over_place="average", decimals=3, class_limits=[]), [Decimal(n) / 1000 for n in range(1, 50)]
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_every_value_lies_in_exactly_one_class(case):
    found, values = CASES[case]
    classes = classes_of(found, values)

    for value in values:
        shown = round(float(value), found.decimals)
        assert sum(each.holds(shown) for each in classes) == 1
        assert class_of(classes, value, found.decimals) is not None


@pytest.mark.parametrize("case", CASES)
def test_stated_limits_never_overlap_and_leave_no_gap(case):
    found, values = CASES[case]
    step = Decimal(1).scaleb(-found.decimals)
    stated = [
        [Decimal(p) for p in each.label.replace(",", "").split(" – ")] for each in classes_of(found, values)[1:-1]
    ]

    for low, high in stated:
        assert low <= high
    for (_low, high), (low, _high) in pairwise(stated):
        assert low - high == step


def test_limits_of_a_class_are_those_that_are_stated():
    found = indicator()
    classes = classes_of(found, [])

    assert [each.label for each in classes[1:-1]] == ["1.0 – 2.4", "2.5 – 4.9", "5.0 – 7.9", "8.0 – 11.9"]
    assert class_of(classes, Decimal("2.449"), 1) is classes[1]
    assert class_of(classes, Decimal("2.451"), 1) is classes[2], "a value goes where its rounded figure stands"
    assert class_of(classes, None, 1) is None, "no data has no class: it is hatched"


def test_no_data_is_hatched_in_the_legend_and_is_no_class(settings):
    text = (settings.BASE_DIR / "static/css/key.css").read_text(encoding="utf-8")

    assert "repeating-linear-gradient" in text.split(".key-nothing")[1].split("}")[0]
