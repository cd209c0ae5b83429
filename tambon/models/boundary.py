"""Which map is shown."""

from django.db import models


class BoundarySet(models.Model):
    """A loaded set of tambon boundaries, written as PMTiles and GeoJSON per level under `U2T_VAR/maps/<id>/`.

    `is_approximate` boundaries were drawn around points; every map made of them says so.
    """

    source = models.CharField(max_length=200)
    credit = models.CharField(max_length=200)
    is_approximate = models.BooleanField()
    is_current = models.BooleanField(default=False)
    polygon_count = models.IntegerField()
    report = models.JSONField(default=dict)
    loaded_at = models.DateTimeField()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "source", "credit", "is_approximate", "is_current", "polygon_count", "report", "loaded_at"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=models.Q(is_current=True), name="boundaryset_one_current"
            )
        ]

    def __str__(self) -> str:
        return self.source
