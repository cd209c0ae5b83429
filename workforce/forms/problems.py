"""Forms of problems: an answer, and a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from workforce.forms.months import VersionForm, WhyForm


class AnswerForm(VersionForm):
    """The answer to the worker, and until when the matter is in hand."""

    text = forms.CharField(label=_("Reply"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    due_on = forms.DateField(
        label=_("In hand until"), widget=Day(), required=False,
        help_text=_("Left empty, the day stays. What is late climbs to the next."),
    )  # fmt: skip


class ReasonForm(WhyForm):
    """Why an item is passed on or closed."""
