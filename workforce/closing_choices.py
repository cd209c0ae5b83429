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
