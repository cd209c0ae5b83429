"""Lists of rounds, and of tambons with their posts."""

from typing import ClassVar

import django_tables2
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from tambon.models import Area
from tambon.selectors.names import full_name
from u2t.core import clock
from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import local_name, number, thai_datetime
from workforce.choices import RoundState
from workforce.models import Round

#: Numbers stand on the right, and so do their headings.
_NUMBER = {"th": {"class": "number"}, "td": {"class": "number"}}


class RoundTable(Table):
    name = django_tables2.Column(verbose_name=_("Round"), accessor="name_th", linkify=("round-detail", {"pk": A("pk")}))
    university = django_tables2.Column(verbose_name=_("University"))
    programme = django_tables2.Column(verbose_name=_("Programme"), accessor="programme__short_th")
    phase = django_tables2.Column(verbose_name=_("State"), accessor="state")
    opens_at = django_tables2.Column(verbose_name=_("Opens"))
    closes_at = django_tables2.Column(verbose_name=_("Closes"))
    tambons = django_tables2.Column(verbose_name=_("Tambons"), attrs=_NUMBER)
    posts = django_tables2.Column(verbose_name=_("Posts"), attrs=_NUMBER)

    sortable: ClassVar[dict[str, str]] = {
        "closes_at": "-closes_at", "opens_at": "opens_at", "university": "university__sort_key",
    }  # fmt: skip
    downloads = (
        Column(_("University code"), "university_id", 14),
        Column(_("University"), "university__name_th", 40),
        Column(_("Programme"), "programme_id", 12),
        Column(_("Number of the round"), "number", 10),
        Column(_("Round"), "name_th", 40),
        Column(_("State"), "state", 14, labels=dict(RoundState.choices)),
        Column(_("Opens"), "opens_at", 20),
        Column(_("Closes"), "closes_at", 20),
        Column(_("Tambons"), "tambons", 10),
        Column(_("Posts"), "posts", 10),
    )

    class Meta(Table.Meta):
        model = Round
        fields = ("name", "university", "programme", "phase", "opens_at", "closes_at", "tambons", "posts")

    def render_name(self, record: Round) -> str:
        return local_name(record)

    def render_university(self, record: Round) -> str:
        return local_name(record.university)

    def render_phase(self, record: Round) -> str:
        return str(record.phase_at(clock.now()).label)

    def render_posts(self, value: int) -> str:
        return number(value)

    def render_opens_at(self, record: Round) -> str:
        return thai_datetime(record.opens_at)

    def render_closes_at(self, record: Round) -> str:
        return thai_datetime(record.closes_at)


class VacancyTable(Table):
    """Tambons with their posts: filled of all there are, by type."""

    code = django_tables2.Column(verbose_name=_("Code"))
    name = django_tables2.Column(verbose_name=_("Tambon"), accessor="name_th")
    citizen = django_tables2.Column(verbose_name=_("Citizens"), accessor="citizen_posts", attrs=_NUMBER)
    graduate = django_tables2.Column(verbose_name=_("New graduates"), accessor="graduate_posts", attrs=_NUMBER)
    student = django_tables2.Column(verbose_name=_("Students"), accessor="student_posts", attrs=_NUMBER)
    post_count = django_tables2.Column(verbose_name=_("Posts"), attrs=_NUMBER)
    vacant = django_tables2.Column(verbose_name=_("Vacant"), attrs=_NUMBER)

    sortable: ClassVar[dict[str, str]] = {"code": "code", "name": "sort_key", "vacant": "-vacant"}
    downloads = (
        Column(_("Code"), "code", 10),
        Column(_("Tambon"), "name_th", 24),
        Column(_("Amphoe"), "parent__name_th", 24),
        Column(_("Province"), "parent__parent__name_th", 24),
        Column(_("Citizens: filled"), "citizen_filled", 10),
        Column(_("Citizens: posts"), "citizen_posts", 10),
        Column(_("New graduates: filled"), "graduate_filled", 10),
        Column(_("New graduates: posts"), "graduate_posts", 10),
        Column(_("Students: filled"), "student_filled", 10),
        Column(_("Students: posts"), "student_posts", 10),
        Column(_("Posts"), "post_count", 10),
        Column(_("Vacant"), "vacant", 10),
    )

    class Meta(Table.Meta):
        model = Area
        fields = ("code", "name", "citizen", "graduate", "student", "post_count", "vacant")

    def render_name(self, record: Area) -> str:
        return full_name(record)

    def render_citizen(self, value: int, record: Area) -> str:
        return f"{record.citizen_filled} / {value}"  # type: ignore[attr-defined]  # annotated by the selector

    def render_graduate(self, value: int, record: Area) -> str:
        return f"{record.graduate_filled} / {value}"  # type: ignore[attr-defined]  # as above

    def render_student(self, value: int, record: Area) -> str:
        return f"{record.student_filled} / {value}"  # type: ignore[attr-defined]  # as above
