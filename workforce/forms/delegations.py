"""The form of a substitution."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from tambon.models import User
from u2t.core import clock
from workforce.choices import StepKind
from workforce.selectors.delegations import ROLES
from workforce.services.delegations import Standing


class DelegationForm(forms.Form):
    """Who stands in for whom, on which days; only staff choose who is away."""

    holder = forms.ModelChoiceField(label=_("On leave"), queryset=User.objects.none())
    role = forms.ChoiceField(label=_("Whose step"), choices=[(role.value, role.label) for role in ROLES])
    deputy = forms.ModelChoiceField(
        label=_("Stands in"), queryset=User.objects.none(),
        help_text=_("Somebody with the same role at the same university."),
    )  # fmt: skip
    first = forms.DateField(label=_("First day"), widget=Day(), initial=clock.today)
    last = forms.DateField(label=_("Last day"), widget=Day(), initial=clock.today)
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, *args: Any, user: User, people: "Iterable[User]", roles: list[StepKind], may_choose: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name in ("holder", "deputy"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]  # a choice of rows
        self.fields["holder"].initial = user.pk
        if roles:
            self.fields["role"].initial = roles[0]
        if not may_choose:
            del self.fields["holder"]
            self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]  # as above

    def standing(self) -> Standing:
        """Return what was typed."""
        return Standing(**({"holder": self.user} | self.cleaned_data))
