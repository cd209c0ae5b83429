"""Marks: "the figures of this source, place and period may have changed"."""

from django.db import models


class Mark(models.Model):
    """Appended by whoever changes records, claimed and deleted by the roll-up; never merged.

    `source` is `dataset:CODE`, `area:CODE`, `indicator:CODE`, `programme:CODE`, `allocation:PROGRAMME` or `workforce`;
    an empty `place` or `period` means all of them.
    `known_at` is the moment from which the change is known.
    """

    source = models.CharField(max_length=80)
    place = models.CharField(max_length=16, blank=True)
    period = models.CharField(max_length=30, blank=True)
    origin = models.CharField(max_length=10, blank=True)
    known_at = models.DateTimeField()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "source", "place", "period", "origin", "known_at"})

    def __str__(self) -> str:
        return f"{self.source} {self.place} {self.period}"
