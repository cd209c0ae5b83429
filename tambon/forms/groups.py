"""Forms of groups of provinces."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.choices import Level
from tambon.models import Area


class GroupForm(forms.Form):
    """The provinces of a group, and who says so."""

    provinces = forms.MultipleChoiceField(
        label=_("Provinces"), widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Which announcement says so, and of which day.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Area.objects.public().current().filter(level=Level.PROVINCE).order_by("sort_key")
        self.fields["provinces"].choices = list(rows.values_list("code", "name_th"))  # type: ignore[attr-defined]
