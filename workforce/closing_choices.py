"""Words of articles and of closing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ArticleState(models.TextChoices):
    """Where the article of a month stands."""

    DRAFT = "draft", _("Being written")
    SENT = "sent", _("Waits to be reviewed")
    RETURNED = "returned", _("Returned to be corrected")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Taken down")


class TickKind(models.TextChoices):
    """What only a person can say of the end of somebody's work."""

    EQUIPMENT = "equipment", _("Equipment that was lent")
    BALANCE = "balance", _("Money that was left")
    WORK = "work", _("Files and accounts of the work")
    TRAINING = "training", _("Why no training was attended")


#: What comes back at the end; that there was no training is said only where there was none.
HANDED_BACK = (TickKind.EQUIPMENT, TickKind.BALANCE, TickKind.WORK)


class Condition(models.TextChoices):
    """How it came back."""

    GOOD = "good", _("In good condition")
    DAMAGED = "damaged", _("Damaged")
    LOST = "lost", _("Lost, replaced or paid for")
    NOTHING = "nothing", _("There was nothing to return")
