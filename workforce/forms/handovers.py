"""Forms of hand-overs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tambon.models import Agency, Area, Programme, University
from u2t.core import clock
from workforce.choices import Party
from workforce.forms.papers import SignersForm
from workforce.models import Handover, HandoverLine
from workforce.selectors.handovers import Waiting
from workforce.selectors.sheets import Line
from workforce.services.confirmations import Confirmation
from workforce.services.handovers import Receipt


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class WhoseForm(forms.Form):
    """Whose people are to be handed over."""

    def __init__(self, *args: Any, universities: QuerySet[University], tambons: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.order_by("-starts_on")
        today = clock.today()
        running = programmes.filter(starts_on__lte=today, ends_on__gte=today).first()
        self.fields["programme"] = forms.ModelChoiceField(
            programmes, label=_("Programme"), empty_label=None, initial=running
        )
        self.fields["university"] = forms.ModelChoiceField(universities, label=_("University"), empty_label=None)
        self.fields["tambon"] = forms.ModelChoiceField(tambons, label=_("Tambon"), empty_label=_("Choose a tambon"))


class PeopleForm(forms.Form):
    """When, where, and whom."""

    held_on = _day(_("Day"))
    place = forms.CharField(label=_("Venue"), max_length=200)

    def __init__(self, *args: Any, people: Sequence[Waiting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contracts"] = forms.TypedMultipleChoiceField(
            coerce=int,
            label=_("People"),
            choices=[(person.contract, _described(person)) for person in people],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose whom to hand over.")},
        )
        self.fields["held_on"].initial = clock.today()


class NewHandoverForm(PeopleForm):
    """The plan of a hand-over; people of ordinary posts are chosen from the start."""

    field_order = ("agency", "held_on", "place", "contracts")

    def __init__(self, *args: Any, agencies: QuerySet[Agency], people: Sequence[Waiting], **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        self.fields["agency"] = forms.ModelChoiceField(
            agencies,
            label=_("Agency"),
            help_text=_("Digital data managers are handed over to their partner agency, apart from the others."),
        )
        self.fields["contracts"].initial = [person.contract for person in people if not person.is_digital]
        self.order_fields(self.field_order)


def _described(person: Waiting) -> str:
    parts = [person.name, person.worker_type]
    if person.is_digital:
        parts.append(str(_("digital data manager")))
    return " · ".join([*parts, person.agency_name] if person.agency_name else parts)


class ReceiptForm(forms.Form):
    """What is written down on the day."""

    held_on = _day(_("Day"))
    place = forms.CharField(label=_("Venue"), max_length=200)
    received_by = forms.CharField(label=_("Received by"), max_length=200)
    received_position = forms.CharField(label=_("Position of who received"), max_length=200)
    note = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        help_text=_("Taken on the day. Where and with which telephone it was taken is removed."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def receipt(self) -> Receipt:
        """Return what was typed."""
        data = self.cleaned_data
        photo = data["photo"].read() if data.get("photo") else None
        return Receipt(
            data["held_on"], data["place"], data["received_by"], data["received_position"], data["note"], photo
        )


class CorrectionForm(ReceiptForm):
    """A correction of what is locked, with its reason."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class TakeOffForm(forms.Form):
    """Who was listed by mistake, and why it is one."""

    contract = forms.TypedChoiceField(label=_("Who was listed by mistake"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, lines: Sequence[HandoverLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(line.contract_id, str(line.contract.person)) for line in lines]
        self.fields["contract"].choices = people  # type: ignore[attr-defined]  # a ChoiceField


class ConfirmForm(forms.Form):
    """What the agency says: the day, who says it, and beside each person who did not appear the reason."""

    on = _day(_("Day of receipt"))
    name = forms.CharField(label=_("Confirmed by"), max_length=200)
    paper = forms.CharField(
        label=_("Number of the agency's letter"), max_length=80, required=False,
        help_text=_("Needed where the university confirms for the agency."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why what was confirmed is corrected"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, handover: Handover, lines: Sequence[HandoverLine], is_of_agency: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "on": handover.confirmed_on or handover.held_on, "name": handover.confirmed_by,
            "paper": handover.confirmed_paper, "version": handover.version, **self.initial,
        }  # fmt: skip
        self.fields["paper"].required = not is_of_agency
        if is_of_agency:
            del self.fields["paper"]
        if handover.confirmed_at is None:
            del self.fields["reason"]
        self.people = {f"absent_{line.contract_id}": line.contract_id for line in lines}
        for line in lines:
            said = gettext("%(person)s: reason of absence") % {"person": line.contract.person}
            self.fields[f"absent_{line.contract_id}"] = forms.CharField(
                label=said, max_length=500, required=False, initial=line.absence,
                widget=forms.TextInput(attrs={"placeholder": _("Came. Write here why not, if the person did not.")}),
            )  # fmt: skip

    def said(self) -> Confirmation:
        """Return what was typed."""
        data = self.cleaned_data
        absent = {key: data[name] for name, key in self.people.items() if data[name]}
        return Confirmation(data["on"], data["name"], absent, data.get("paper", ""))


class RecordForm(SignersForm):
    """Who signs the record of a hand-over: the university, and who received the people."""

    def __init__(self, *args: Any, handover: Handover, **kwargs: Any) -> None:
        super().__init__(*args, university=handover.university, kind="handover", **kwargs)
        self.handover = handover

    def lines(self) -> list[Line]:
        """Return those typed, and who received."""
        handover = self.handover
        receiver = Line(
            handover.received_by or "." * 40,
            handover.received_position or handover.agency.name_th,
            party=Party.RECEIVER,
        )
        return [*super().lines(), receiver]
