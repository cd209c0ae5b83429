"""Forms of people at work."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.models import User


class InviteForm(forms.Form):
    """Where the link goes by which somebody opens an account."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)


class AddressForm(forms.Form):
    """Where somebody lives: what a contract says of the party that is hired."""

    registered_address = forms.CharField(
        label=_("Address of the house registration"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        help_text=_("Contracts say this one."),
    )  # fmt: skip
    current_address = forms.CharField(
        label=_("Present address"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Leave it empty where it is the same."),
    )  # fmt: skip


class JoinForm(forms.Form):
    """The account somebody has, and that staff made sure whose it is."""

    username = forms.CharField(label=_("Username"), max_length=150)
    has_looked = forms.BooleanField(label=_("I have seen the ID card: this account is of this person."))

    def clean_username(self) -> User:
        """Return the account of that name."""
        name = self.cleaned_data["username"].strip()
        found: User | None = User.objects.filter(username=name, is_active=True, is_system=False).first()
        if found is None:
            raise forms.ValidationError(_("There is no open account of this name."))
        return found
