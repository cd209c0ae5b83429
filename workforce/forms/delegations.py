"""The form of a substitution."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from tambon.models import University, User
from u2t.core import clock
from u2t.core.templatetags.u2t import local_name
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
    university = forms.ModelChoiceField(
        label=_("For which university"), queryset=University.objects.none(), required=False,
        empty_label=_("The only one both work for"),
        help_text=_("Where both work for several, each has a substitution of its own."),
    )  # fmt: skip
    first = forms.DateField(label=_("First day"), widget=Day(), initial=clock.today)
    last = forms.DateField(label=_("Last day"), widget=Day(), initial=clock.today)
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, *args: Any, user: User, people: "Iterable[User]", roles: list[StepKind], may_choose: bool,
        universities: Collection[str], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.user = user
        self._offer_universities(universities)
        for name in ("holder", "deputy"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]  # a choice of rows
        self.fields["holder"].initial = user.pk
        if roles:
            self.fields["role"].initial = roles[0]
        if not may_choose:
            del self.fields["holder"]
            self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]  # as above

    def _offer_universities(self, keys: Collection[str]) -> None:
        """Ask who works for several which is meant; who has one is not asked."""
        if len(keys) < 2:  # noqa: PLR2004 - several
            del self.fields["university"]
            return
        field = self.fields["university"]
        field.queryset = University.objects.filter(pk__in=keys).order_by("sort_key")  # type: ignore[attr-defined]  # a choice of rows
        field.label_from_instance = local_name  # type: ignore[attr-defined]  # as above

    def standing(self) -> Standing:
        """Return what was typed."""
        return Standing(**({"holder": self.user} | self.cleaned_data))
