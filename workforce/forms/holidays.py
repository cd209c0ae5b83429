"""Forms of holidays."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tambon.forms.people import Day
from tambon.models import Area, University
from u2t.core.access import Actor
from u2t.core.templatetags.u2t import local_name
from workforce.day_choices import HolidayKind, Office
from workforce.selectors.holidays import closing, may_change_all, places
from workforce.services.holidays import Plan


class HolidayForm(forms.Form):
    """A day off and the order that set it; a university's staff enter closures of their own only."""

    university = forms.ModelChoiceField(University.objects.none(), label=_("Closed"), required=False)
    day = forms.DateField(label=_("Day"), widget=Day())
    name_th = forms.CharField(label=_("Name (Thai)"), max_length=200)
    name_en = forms.CharField(label=_("Name (English)"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=HolidayKind)
    offices = forms.ChoiceField(
        label=_("For"), choices=Office,
        help_text=_("People placed at an agency keep the days of the government, all others those of universities."),
    )  # fmt: skip
    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Where"), required=False, empty_label=_("The whole country")
    )
    reference = forms.CharField(
        label=pgettext_lazy("of an office", "Order"),
        max_length=300,
        help_text=_("Which order set the day, and of which date."),
    )

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own, is_all = closing(user), may_change_all(user)
        self.fields["university"] = forms.ModelChoiceField(
            own, label=_("Whose day"), required=not is_all, empty_label=_("Everybody's") if is_all else None
        )
        self.fields["university"].label_from_instance = local_name  # type: ignore[attr-defined]  # a choice of rows
        self.fields["area"].queryset = places()  # type: ignore[attr-defined]  # as above
        self.fields["area"].label_from_instance = local_name  # type: ignore[attr-defined]  # as above
        if not is_all:
            self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
                (HolidayKind.CLOSURE.value, HolidayKind.CLOSURE.label)
            ]
        self.order_fields(("university", "day"))

    def plan(self) -> Plan:
        """Return what was typed."""
        return Plan(**{name: self.cleaned_data[name] for name in Plan.__slots__})


class MoveForm(forms.Form):
    """Where a holiday goes, and by which order."""

    to = forms.DateField(label=_("To which day"), widget=Day())
    reason = forms.CharField(label=_("Why, and by which order"), max_length=300)


class EndHolidayForm(forms.Form):
    """Why a holiday is called off."""

    reason = forms.CharField(label=_("Why, and by which order"), max_length=300)
