"""Forms of papers."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tambon.models import Area, University
from u2t.core import clock
from u2t.core.templatetags.u2t import local_name
from workforce.choices import PaperForm, PaperKind, Party
from workforce.selectors.monthpapers import MADE_WHEN
from workforce.selectors.papers import PER_CONTRACT, last_signers
from workforce.selectors.sheets import Line

_LINES = 3
MONTH_KINDS = [(kind, PaperKind(kind).label) for kind in MADE_WHEN]
_PER_CONTRACT = [(kind.value, kind.label) for kind in PER_CONTRACT]


class SignersForm(forms.Form):
    """A day and up to three who sign; offered are those of the latest paper of the kind."""

    on = forms.DateField(
        label=_("Date of the paper"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    to = forms.CharField(label=_("To (เรียน)"), required=False, max_length=200)

    def __init__(self, *args: Any, university: University, kind: str = PaperKind.CONTRACT, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()
        known = [line for line in last_signers(kind=kind, university=university) if line.party != Party.PERSON]
        for number in range(1, _LINES + 1):
            before = known[number - 1] if number <= len(known) else None
            self._add(number, before.name if before else "", before.capacity if before else "")
        if known:
            self.fields["order_1"].initial = known[0].order_number

    def _add(self, number: int, name: str, capacity: str) -> None:
        shown = {"number": number}
        self.fields[f"name_{number}"] = forms.CharField(
            label=_("Signer %(number)d: name") % shown, required=number == 1, max_length=200, initial=name
        )
        self.fields[f"capacity_{number}"] = forms.CharField(
            label=_("Signer %(number)d: capacity") % shown,
            required=number == 1,
            max_length=200,
            initial=capacity,
            help_text=_("For example: acting for the president.") if number == 1 else "",
        )
        self.fields[f"order_{number}"] = forms.CharField(
            label=_("Signer %(number)d: number of the order that lets them act") % shown, required=False, max_length=80
        )

    def lines(self) -> list[Line]:
        """Return those who sign; the first for the university, others as witnesses."""
        data = self.cleaned_data
        given = [number for number in range(1, _LINES + 1) if data.get(f"name_{number}")]
        return [
            Line(
                name=data[f"name_{number}"],
                capacity=data[f"capacity_{number}"] or "พยาน",
                order_number=data[f"order_{number}"],
                party=Party.OFFICE if number == 1 else Party.WITNESS,
            )
            for number in given
        ]


class IssueForm(SignersForm):
    """Papers about one contract."""

    kinds = forms.MultipleChoiceField(label=_("Papers"), choices=_PER_CONTRACT, widget=forms.CheckboxSelectMultiple)
    field_order = ("kinds", "on", "to")


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class SignForm(forms.Form):
    """Signing in the system: which line, which bytes, and the sentence agreed to."""

    signature = forms.IntegerField(widget=forms.HiddenInput)
    shown_sha256 = forms.CharField(widget=forms.HiddenInput)
    agrees = forms.BooleanField(label=_("I have read this paper and sign it."))


class ScanForm(forms.Form):
    file = forms.FileField(label=_("Scan (PDF)"), help_text=_("All pages at once: each finds its paper by its code."))


class PagesForm(forms.Form):
    """Pages of one paper whose code cannot be read."""

    file = forms.FileField(label=_("Scan (PDF)"), help_text=_("Pages of this paper only."))
    pages = forms.RegexField(
        r"^\s*\d{1,3}(\s*,\s*\d{1,3})*\s*$",
        label=_("Which pages of the paper these are"),
        help_text=_("In the order of the file, with commas between them: 1, 2"),
        error_messages={"invalid": _("Write the numbers of the pages with commas between them, for example 1, 2.")},
    )

    def clean_pages(self) -> list[int]:
        """Return the numbers."""
        pages = [int(number) for number in self.cleaned_data["pages"].split(",")]
        if 0 in pages:
            raise forms.ValidationError(self.fields["pages"].error_messages["invalid"])
        return pages


class WordingForm(forms.Form):
    """The text of a kind of paper."""

    form = forms.ChoiceField(label=_("Form"), choices=PaperForm)
    title = forms.CharField(label=pgettext_lazy("writing", "Title"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 18, "class": "paper-text"}),
        help_text=_("A line is a paragraph. “# ” begins a heading, “- ” an item, “@people” stands for the list."),
    )


class AcceptForm(forms.Form):
    """The order that appoints who accepts the work."""

    order_number = forms.CharField(
        label=_("Number of the order that appoints the acceptor"), required=False, max_length=80,
        help_text=_("Left empty, the number on the acceptor's latest paper is taken."),
    )  # fmt: skip


class MonthPacketForm(forms.Form):
    """The papers of a month for everybody in a tambon."""

    tambon = forms.ModelChoiceField(label=_("Tambon"), queryset=Area.objects.none(), empty_label=None)
    kinds = forms.MultipleChoiceField(
        label=_("Papers"), choices=MONTH_KINDS, widget=forms.CheckboxSelectMultiple,
        initial=[kind for kind, _label in MONTH_KINDS],
    )  # fmt: skip

    def __init__(self, *args: Any, tambons: "QuerySet[Area]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tambon"].queryset = tambons  # type: ignore[attr-defined]  # a choice of rows
        self.fields["tambon"].label_from_instance = local_name  # type: ignore[attr-defined]  # as above
