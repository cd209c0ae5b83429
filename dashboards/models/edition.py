"""Which state of the figures, or of the ground they stand on, a page was made from."""

from django.db import models


class Edition(models.Model):
    """One change of what dashboards show, appended by the database itself in the transaction of the change.

    The sum of the random weights of a topic names its state: it is never the same twice, whatever the order of the
    commits and whatever is rolled back, and appending waits for nobody. `settle` adds old rows up without changing it.
    """

    FIGURES = "figures"
    GROUND = "ground"

    topic = models.CharField(max_length=10, choices=[(FIGURES, FIGURES), (GROUND, GROUND)])
    weight = models.DecimalField(max_digits=40, decimal_places=0)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "topic", "weight"})

    def __str__(self) -> str:
        return f"{self.topic} {self.weight}"
