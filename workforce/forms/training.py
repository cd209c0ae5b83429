"""Forms of sessions and of who attended them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tambon.models import Area, Programme, University
from u2t.core import clock
from u2t.core.templatetags.u2t import short
from workforce.choices import SessionKind, Skill
from workforce.models import Session
from workforce.selectors.training import Attendee
from workforce.services.sessions import Plan


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class SessionForm(forms.Form):
    """What a session is about, where and when."""

    kind = forms.ChoiceField(label=_("Kind"), choices=SessionKind)
    skill = forms.ChoiceField(label=_("Skill"), choices=Skill)
    name_th = forms.CharField(label=_("Name of the session"), max_length=200)
    place = forms.CharField(label=_("Venue"), max_length=200)
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    hours = forms.DecimalField(
        label=_("Hours"), min_value=Decimal("0.5"), max_digits=5, decimal_places=1, help_text=_("All days together.")
    )
    counts_as_work = forms.BooleanField(label=_("These days count as days of work"), required=False, initial=True)

    def plan(self) -> Plan:
        """Return what was typed."""
        return Plan(**{name: self.cleaned_data[name] for name in Plan.__slots__})


class NewSessionForm(SessionForm):
    """A session and whom it is for: a tambon, or everybody of the university."""

    field_order = ("university", "programme", "tambon")

    def __init__(
        self, *args: Any, universities: QuerySet[University], tambons: QuerySet[Area], for_all: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["university"] = forms.ModelChoiceField(universities, label=_("University"))
        programmes, today = Programme.objects.order_by("-starts_on"), clock.today()
        self.fields["programme"] = forms.ModelChoiceField(
            programmes,
            label=_("Programme"),
            empty_label=None,
            initial=programmes.filter(starts_on__lte=today, ends_on__gte=today).first(),
        )
        self.fields["tambon"] = forms.ModelChoiceField(
            tambons,
            label=_("For the people of"),
            required=not for_all,
            empty_label=_("All tambons of the university") if for_all else _("Choose a tambon"),
        )
        self.order_fields(self.field_order)
        if len(universities) == 1:
            self.fields["university"].initial = universities[0]


class AttendanceForm(forms.Form):
    """Hours of everybody on a list; those left empty stay as they are."""

    def __init__(self, *args: Any, session: Session, people: Sequence[Attendee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.session = session
        for person in people:
            self.fields[f"hours_{person.contract}"] = forms.DecimalField(
                label=person.name,
                required=False,
                max_digits=5,
                decimal_places=1,
                initial=short(person.hours) if person.hours is not None else None,
                help_text=person.worker_type,
                widget=forms.NumberInput(attrs={"min": "0.5", "max": f"{session.hours:f}", "step": "0.5"}),
            )
        self.fields["everybody"] = forms.BooleanField(
            label=_("Everybody without hours attended all of it"), required=False
        )

    def hours(self) -> dict[int, Decimal]:
        """Return the hours typed, by contract; with the box ticked, all hours for who has none."""
        found = {person.contract: self.cleaned_data[f"hours_{person.contract}"] for person in self.people}
        everybody = self.session.hours if self.cleaned_data["everybody"] else None
        given = {key: everybody if value is None else value for key, value in found.items()}
        return {key: value for key, value in given.items() if value is not None}

    def refuse(self, errors: dict[int, str]) -> None:
        """Put what the service said beside the person it is about."""
        for contract, error in errors.items():
            self.add_error(f"hours_{contract}", error)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
