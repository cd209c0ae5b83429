"""What is said of values that were looked at."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SettleForm(forms.Form):
    reason = forms.CharField(
        label=_("How you know that they are right"),
        max_length=200,
        help_text=_("Such as: asked the owner by telephone."),
    )
