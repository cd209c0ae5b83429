"""Lists of leaves and sign-ins."""

from typing import ClassVar

import django_tables2
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from u2t.core.exports import Column
from u2t.core.tables import Table
from u2t.core.templatetags.u2t import thai_date, thai_datetime
from workforce.day_choices import LeaveState
from workforce.models import Leave, SignIn


class LeaveTable(Table):
    during = django_tables2.Column(verbose_name=_("Days"), orderable=False, linkify=("leave-detail", {"pk": A("pk")}))
    person = django_tables2.Column(verbose_name=_("Name"), accessor="contract__person")
    kind = django_tables2.Column(verbose_name=_("Kind"))
    state = django_tables2.Column(verbose_name=_("State"))

    sortable: ClassVar[dict[str, str]] = {"id": "-id", "person": "contract__person__sort_key", "state": "state"}
    # Why somebody stayed away is personal: a list that is downloaded tells days and decisions.
    downloads = (
        Column(_("Contract"), "contract__number", 14),
        Column(_("First day"), "during__startswith", 12),
        Column(_("Last day"), "during__endswith", 12, is_day_after=True),
        Column(_("State"), "state", 20, labels=dict(LeaveState.choices)),
        Column(_("Asked"), "asked_at", 20),
        Column(_("Decided"), "decided_at", 20),
    )

    class Meta(Table.Meta):
        model = Leave
        fields = ("during", "person", "kind", "state")

    def render_during(self, record: Leave) -> str:
        first, last = thai_date(record.first_day), thai_date(record.last_day)
        return first if first == last else f"{first} – {last}"


class SignInTable(Table):
    day = django_tables2.Column(verbose_name=_("Day"), linkify=("signin-detail", {"pk": A("pk")}))
    person = django_tables2.Column(verbose_name=_("Name"), accessor="contract__person")
    signed_at = django_tables2.Column(verbose_name=_("Signed in"))
    late = django_tables2.Column(verbose_name=_("State"), accessor="pk", orderable=False)

    sortable: ClassVar[dict[str, str]] = {"day": "-day", "person": "contract__person__sort_key"}
    # Where somebody stood and why it was late are personal: they are not downloaded.
    downloads = (
        Column(_("Contract"), "contract__number", 14),
        Column(_("Day"), "day", 12),
        Column(_("Signed in"), "signed_at", 20),
        Column(_("Accepted late"), "late_accepted", 12),
    )

    class Meta(Table.Meta):
        model = SignIn
        fields = ("day", "person", "signed_at", "late")

    def render_day(self, record: SignIn) -> str:
        return thai_date(record.day)

    def render_signed_at(self, record: SignIn) -> str:
        """Say when it came; beside one that came late stands the clock of the device it was made on."""
        came = thai_datetime(record.signed_at)
        if not record.late_reason or record.device_at is None:
            return came
        return gettext("%(came)s (device: %(device)s)") % {"came": came, "device": thai_datetime(record.device_at)}

    def render_late(self, record: SignIn) -> str:
        """Say whether it counts."""
        if not record.late_reason:
            return gettext("In time")
        if record.late_accepted is None:
            return gettext("Late, being decided")
        return gettext("Late, accepted") if record.late_accepted else gettext("Not accepted")
