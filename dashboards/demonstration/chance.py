"""Chance that falls the same way every time, on every machine and Python."""

import hashlib
import math
from functools import cache

SEED = "u2t-2564"


def roll(*words: object) -> float:
    """Return a number from 0 up to 1 that depends on the words alone."""
    text = ":".join([SEED, *map(str, words)])
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "big") / 2**56


def between(low: float, high: float, *words: object) -> float:
    """Return a number from `low` up to `high`."""
    return low + (high - low) * roll(*words)


@cache  # the same place is asked about for each year
def spread(width: float, *words: object) -> float:
    """Return a factor around 1, as often above as below it; `width` is the deviation of its logarithm."""
    # Three rolls are bell-shaped enough, and unlike a normal deviate they have no far tail.
    bell = sum(roll(*words, part) for part in range(3)) * 2 - 3
    return math.exp(width * bell)
