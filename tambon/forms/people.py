"""Forms of people, roles and grants."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tambon import grantable
from tambon.models import User
from tambon.selectors.choosing import place_named
from tambon.selectors.giving import roles_given_by
from tambon.services import invitations, memberships
from tambon.words import KINDS
from u2t.core import clock
from u2t.core.access import roles


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class OfferForm(forms.Form):
    """A role in an area, with its days; only roles that the giver may give are offered."""

    role = forms.ChoiceField(label=_("Role"))
    place = forms.CharField(
        label=_("Area"),
        help_text=_("Code of the area, university, network or agency, for example 630111, 63, kpru or TH."),
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    from_on = forms.DateField(label=_("First day"), widget=Day(), initial=clock.today)
    until_on = forms.DateField(label=_("Last day"), widget=Day(), required=False)

    def __init__(self, *args: Any, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = roles_given_by(giver)
        choices = [(role.code, str(role.name)) for role in roles().values() if role.code in given]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "role" in cleaned and "place" in cleaned:
            cleaned["place"] = place_named(role=cleaned["role"], text=cleaned["place"])
            if cleaned["place"] is None:
                self.add_error("place", _("There is no such area for this role. Check the code."))
        return cleaned

    def offer(self) -> memberships.Offer:
        """Return what the form asks for."""
        data = self.cleaned_data
        return memberships.Offer(data["role"], data["place"], data["from_on"], data["until_on"])


class InviteForm(OfferForm):
    """A new person and the first role."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    title = forms.CharField(label=_("Title"), max_length=40, required=False)
    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    telephone = forms.CharField(label=_("Telephone"), max_length=20, required=False)

    field_order = ("email", "title", "first_name", "last_name", "telephone", "role", "place", "from_on", "until_on")

    def person(self) -> invitations.Person:
        """Return who is invited."""
        data = self.cleaned_data
        names = ("email", "first_name", "last_name", "title", "telephone")
        return invitations.Person(**{name: data[name] for name in names})


class EndForm(forms.Form):
    """The last day of a membership or an allocation."""

    on = forms.DateField(label=_("Last day"), widget=Day(), initial=clock.today)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class EraseForm(forms.Form):
    """Of what the audit trail shall no longer hold personal values, and why."""

    model = forms.ChoiceField(
        label=_("Kind of row"), choices=lambda: sorted(KINDS.items(), key=lambda pair: str(pair[1]))
    )
    key = forms.CharField(label=_("Key of the row"), max_length=60, help_text=_("The number in brackets in the trail."))
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class GrantForm(forms.Form):
    """One permission to see, on one row, with its end and reason."""

    permission = forms.ChoiceField(label=_("What the person may see"), choices=grantable.choices)
    target = forms.CharField(
        label=_("Code or number"), max_length=60, help_text=_("As it stands in the address of its page or in its list.")
    )
    ends_on = forms.DateField(label=_("Last day"), widget=Day())
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class AcceptForm(forms.Form):
    """The username and password an invited person chooses."""

    username = forms.CharField(
        label=_("Username"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy(password_validators_help_text_html, str)(),
    )
    again = forms.CharField(
        label=_("Password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned and cleaned["password"] != cleaned.get("again"):
            self.add_error("again", _("The two passwords differ. Type them again."))
        return cleaned
