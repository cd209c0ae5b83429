"""Forms of signing in."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workforce.services.signins import Stamp


class SignInForm(forms.Form):
    """The day's sign-in; `key` makes a retry find the first, the position is sent only where the person wants."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    device_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    latitude = forms.DecimalField(widget=forms.HiddenInput, required=False, max_digits=8, decimal_places=5)
    longitude = forms.DecimalField(widget=forms.HiddenInput, required=False, max_digits=8, decimal_places=5)
    photo = forms.FileField(
        label=_("Photo"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip
    late_reason = forms.CharField(
        label=_("Why this sign-in comes late"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def stamp(self) -> Stamp:
        """Return what was sent."""
        names = ("key", "device_at", "latitude", "longitude", "late_reason")
        given: dict[str, Any] = {name: self.cleaned_data[name] for name in names}
        return Stamp(**given)
