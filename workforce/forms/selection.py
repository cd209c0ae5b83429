"""Forms of screening, selection, announcement and appeals."""

from datetime import timedelta
from typing import Any, Self, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from tambon.models import University
from u2t.core import clock
from workforce.choices import ApplicationStep, DocumentState, PaperKind
from workforce.editing import IN_WORK, RETURNABLE
from workforce.forms.papers import SignersForm
from workforce.models import Round
from workforce.services.screening import Said, Verdict

_VERDICTS = [
    (Verdict.ACCEPT_DOCUMENTS.value, _("Accept the documents that wait")),
    (Verdict.QUALIFY.value, _("Qualify for the interview")),
    (Verdict.RETURN.value, _("Return to be corrected")),
    (Verdict.REFUSE.value, _("Not qualified")),
]
#: What the applicant reads as “about you” is here about somebody else.
_PARTS = [
    (part.value, _("Particulars of the applicant") if part == ApplicationStep.ABOUT else part.label)
    for part in RETURNABLE
]
_LASTS = 30
_APPEALS = 7


class ScreenForm(forms.Form):
    """What is said of an application, or of many."""

    verdict = forms.ChoiceField(label=_("Decision of the screening"), choices=_VERDICTS)
    reason = forms.CharField(
        label=_("Reason, or what to correct"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    parts = forms.MultipleChoiceField(
        label=_("Parts to be corrected, where it is returned"), required=False,
        choices=_PARTS, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    until = forms.DateField(
        label=_("To be corrected until"), required=False, widget=Day(),
        help_text=_("Empty: as many days as the rules of the round give. Once it is closed, nothing else is open."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def offering(self, round_: Round) -> Self:
        """Leave out what nothing follows any more: the service says why to whom asks all the same."""
        if round_.state not in IN_WORK:
            verdict = cast("forms.ChoiceField", self.fields["verdict"])
            verdict.choices = [one for one in _VERDICTS if one[0] not in {Verdict.RETURN, Verdict.QUALIFY}]
            del self.fields["parts"], self.fields["until"]
        return self

    def said(self) -> Said:
        """Return what was said, for the service."""
        data = self.cleaned_data
        return Said(Verdict(data["verdict"]), data["reason"], tuple(data["parts"]), data["until"])


class BoardForm(forms.Form):
    """Whom somebody looks for on the board of a result."""

    q = forms.CharField(
        label=_("Application number or name"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, shows_names: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not shows_names:
            self.fields["q"].label = _("Application number")


class RefusalForm(forms.Form):
    """Why somebody does not take the post."""

    reason = forms.CharField(
        label=_("What the applicant said"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: by telephone on which day, found other work. The applicant can read it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class RestoreForm(forms.Form):
    """Why a refusal that was entered does not stand."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: entered for the wrong person. The applicant can read it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ReopenForm(forms.Form):
    """Why an agreed result is opened again, and whether its ties are decided anew."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: the scores of the second day were entered in the wrong order."),
    )
    drops_ties = forms.BooleanField(
        label=_("Decide the ties of this round anew"), required=False,
        help_text=_("Without this the orders decided so far stay, where scores are still equal."),
    )  # fmt: skip


class TakeBackForm(forms.Form):
    """Why the decided order of a tie is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "For example: the lots were drawn without the committee. Whoever of them was put in order in another "
            "tambon too has to be put in order there again."
        ),
    )


class DocumentForm(forms.Form):
    """What is said of a document."""

    state = forms.ChoiceField(choices=[(DocumentState.ACCEPTED, ""), (DocumentState.RETURNED, "")])
    reason = forms.CharField(label=_("What is wrong"), required=False)
    until = forms.DateField(label=_("To be corrected until"), required=False)


class TieForm(forms.Form):
    """The order of those who are tied, and how it was decided."""

    reason = forms.CharField(
        label=_("How the order was decided"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: a second interview by the committee on which day, or lots drawn before whom."),
    )

    def __init__(self, *args: Any, tied: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tied = tied
        places = [("", "—"), *((str(place), str(place)) for place in range(1, len(tied) + 1))]
        for key, name in tied:
            self.fields[f"place_{key}"] = forms.ChoiceField(label=name, choices=places)
        self.order_fields([f"place_{key}" for key, _name in tied])

    def order(self) -> list[int]:
        """Return the keys in the order of the places given; equal places keep a key twice out of it."""
        given = {int(self.cleaned_data[f"place_{key}"]): key for key, _name in self.tied}
        return [given[place] for place in sorted(given)]


class AnnounceForm(SignersForm):
    """How a result is announced."""

    number = forms.CharField(
        label=_("Document number"), required=False, max_length=60, help_text=_("Leave it empty to take the next one.")
    )
    appeals_until = forms.DateTimeField(
        label=_("Appeals until"), widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )
    expires_at = forms.DateTimeField(
        label=_("The page stands until"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    field_order = ("number", "appeals_until", "expires_at")

    def __init__(self, *args: Any, university: University, **kwargs: Any) -> None:
        super().__init__(*args, university=university, kind=PaperKind.ANNOUNCEMENT, **kwargs)
        del self.fields["on"], self.fields["to"]
        today = timezone.localtime(clock.now()).replace(hour=16, minute=30, second=0, microsecond=0)
        self.fields["appeals_until"].initial = today + timedelta(days=_APPEALS)
        self.fields["expires_at"].initial = today + timedelta(days=_LASTS)


class PublishForm(forms.Form):
    """What is said of an announcement that neither a scan nor the system shows to be signed."""

    ink_signed_on = forms.DateField(
        label=_("Signed in ink on"), widget=Day(),
        help_text=_(
            "Nobody has signed in the system, and no scan of the signed announcement is filed. Do either, or say when "
            "the original was signed."
        ),
    )  # fmt: skip
    has_original = forms.BooleanField(label=_("I have seen the original: it is signed in ink by those it names."))

    def __init__(self, *args: Any, is_signed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_signed:
            self.fields.clear()


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("What you object to, and why"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )


class AnswerForm(forms.Form):
    """The answer to an appeal."""

    is_upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Upheld: the application goes back into selection")), ("no", _("Not upheld"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer with its reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
