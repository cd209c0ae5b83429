"""The list of articles."""

from typing import ClassVar

import django_tables2
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.tables import Table
from workforce.closing_choices import ArticleState
from workforce.models import Article
from workforce.templatetags.months import article_pill
from workforce.wording import month_name


class ArticleTable(Table):
    title = django_tables2.Column(
        verbose_name=pgettext_lazy("writing", "Title"), orderable=False, linkify=("article-detail", {"pk": A("pk")})
    )
    period = django_tables2.Column(verbose_name=_("Month"), accessor="period__month")
    person = django_tables2.Column(verbose_name=_("Name"), accessor="contract__person")
    tambon = django_tables2.Column(verbose_name=_("Tambon"), accessor="tambon__name_th", orderable=False)
    state = django_tables2.Column(verbose_name=_("State"))

    sortable: ClassVar[dict[str, str]] = {
        "id": "-id", "person": "contract__person__sort_key", "period": "period__month", "state": "state"
    }  # fmt: skip
    downloads = (
        Column(_("Contract"), "contract__number", 14),
        Column(_("Month"), "period__month", 12),
        Column(_("Tambon"), "tambon__name_th", 20),
        Column(_("State"), "state", 20, labels=dict(ArticleState.choices)),
        Column(_("Published"), "published_at", 20),
    )

    class Meta(Table.Meta):
        model = Article
        fields = ("title", "period", "person", "tambon", "state")

    def render_period(self, record: Article) -> str:
        return month_name(record.period.month)

    def render_state(self, record: Article) -> SafeString:
        return article_pill(record)
