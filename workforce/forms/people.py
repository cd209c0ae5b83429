"""Forms of people at work."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from tambon.models import User
from workforce.choices import Sex
from workforce.services.identities import FIELDS, Proof


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


class CorrectionForm(forms.Form):
    """Who somebody is, with what proves it; a national ID that is left empty stays as it is."""

    rank = forms.CharField(label=_("Rank or academic title"), required=False, max_length=40)
    title = forms.CharField(label=_("Title"), required=False, max_length=40)
    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Surname"), required=False, max_length=100)
    changed_on = forms.DateField(
        label=_("Name changed on"), required=False, widget=Day(),
        help_text=_("For a change of name: the earlier name is kept until that day. Empty for a mistake of typing."),
    )  # fmt: skip
    national_id = forms.CharField(
        label=_("National ID"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Leave it empty where it is right."),
    )  # fmt: skip
    born = forms.CharField(label=_("Date of birth"), required=False, max_length=60)
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=[("", "–"), *Sex.choices])
    telephone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    email = forms.EmailField(label=_("E-mail"), required=False)
    domicile = forms.CharField(
        label=_("Tambon of the house registration"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("With amphoe and province, such as ต.แม่ท้อ อ.เมืองตาก จ.ตาก, or its code."),
    )  # fmt: skip
    moved_on = forms.DateField(
        label=_("Moved on"), required=False, widget=Day(),
        help_text=_("For a move: until that day the earlier tambon is counted. Empty for a mistake of typing."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Document seen"), max_length=300, help_text=_("For example: certificate of change of name no. 12/2564.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def given(self) -> dict[str, str]:
        """Return what is said of the person; of these four an empty one says nothing, nor does an old domicile.

        A tambon that is no more has no name by which it could be entered again.
        """
        data, silent = self.cleaned_data, {"national_id", "born", "sex", "domicile"}
        kept = set() if "domicile" in self.changed_data else {"domicile"}
        return {name: data[name] for name in FIELDS if name not in kept and (data[name] or name not in silent)}

    def proof(self) -> Proof:
        """Return why, and by what."""
        data = self.cleaned_data
        return Proof(data["reason"], data["evidence"], data["changed_on"], data["moved_on"])


class FormerForm(forms.Form):
    """The account that applies, and the ID card of whom it is: the record is found by nothing else."""

    username = forms.CharField(label=_("Username of the applicant"), max_length=150)
    national_id = forms.CharField(
        label=_("National ID on the card"), max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-private": ""}),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Document seen"),
        max_length=300,
        help_text=_("For example: ID card, shown at the counter on which day."),
    )

    def clean_username(self) -> User:
        """Return the account of that name."""
        return _account(self.cleaned_data["username"])


class JoinForm(forms.Form):
    """The account somebody has, and that staff made sure whose it is."""

    username = forms.CharField(label=_("Username"), max_length=150)
    has_looked = forms.BooleanField(label=_("I have seen the ID card: this account is of this person."))

    def clean_username(self) -> User:
        """Return the account of that name."""
        return _account(self.cleaned_data["username"])


def _account(name: str) -> User:
    found: User | None = User.objects.filter(username=name.strip(), is_active=True, is_system=False).first()
    if found is None:
        raise forms.ValidationError(_("There is no open account of this name."))
    return found
