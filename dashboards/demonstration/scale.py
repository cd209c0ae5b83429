"""How much of the country takes part."""

from enum import StrEnum


class Scale(StrEnum):
    """`seeds`: the universities of the brief and their neighbours; `national`: 76 institutions, 3,000 tambons."""

    SEEDS = "seeds"
    NATIONAL = "national"
