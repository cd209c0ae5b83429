"""The base of every list: a table knows how it is sorted and downloaded."""

from typing import ClassVar

import django_tables2
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core import jobs
from u2t.core.exports import Column
from u2t.core.models import Job, JobState
from u2t.core.templatetags.u2t import thai_datetime


class Table(django_tables2.Table):
    """A list of rows.

    `sortable` maps a column to the path it is sorted by, the first being the default (a `-` reverses);
    `downloads` are the columns of its CSV and XLSX.
    """

    #: Templates ask the class for its downloads; they must not make a table of it.
    do_not_call_in_templates = True
    sortable: ClassVar[dict[str, str]] = {"id": "pk"}
    downloads: ClassVar[tuple[Column, ...]] = ()

    class Meta:
        orderable = False
        template_name = "components/table.html"


class JobTable(Table):
    """One's own long work."""

    kind = django_tables2.Column(verbose_name=_("What"), linkify=("job-detail", {"pk": A("pk")}))
    state = django_tables2.Column(verbose_name=_("State"))
    created_at = django_tables2.Column(verbose_name=_("Asked"))
    file = django_tables2.Column(verbose_name=_("File"), linkify=("file-download", {"pk": A("file_id")}))

    sortable: ClassVar[dict[str, str]] = {"created_at": "-created_at", "state": "state"}
    downloads = (
        Column(_("What"), "kind", 30, labels=jobs.labels()),
        Column(_("State"), "state", labels=dict(JobState.choices)),
        Column(_("Asked"), "created_at", 20),
    )

    class Meta(Table.Meta):
        model = Job
        fields = ("kind", "state", "created_at", "file")

    def render_kind(self, value: str) -> str:
        """Say what the work is in words."""
        return str(jobs.label_of(value))

    def render_created_at(self, record: Job) -> str:
        """Show the moment in the reader's calendar."""
        return thai_datetime(record.created_at)
