"""Forms of villages and urban communities."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.choices import AreaKind
from tambon.services import villages

_KINDS = [(kind.value, kind.label) for kind in (AreaKind.MOO, AreaKind.COMMUNITY)]


class VillageForm(forms.Form):
    """A village or community that is not there yet."""

    kind = forms.ChoiceField(label=_("Kind"), choices=_KINDS)
    number = forms.IntegerField(
        label=_("Number"), min_value=1, help_text=_("The number of the moo, or a running number of the community.")
    )
    name = forms.CharField(label=_("Name"), max_length=120)

    def entry(self) -> villages.Entry:
        """Return what the form asks for."""
        return villages.Entry(**self.cleaned_data)


class RenameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=_("Name"), max_length=120)


class CloseForm(forms.Form):
    """Why a village is no more."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
