"""Forms of contracts, placements, supervisions and lists of people."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from tambon.models import Agency, Area, Programme, Unit, University, User
from tambon.selectors.names import full_name
from u2t.core import clock
from u2t.core.templatetags.u2t import local_name, thai_date
from workforce.choices import SupervisorRole
from workforce.models import Contract, WorkItem
from workforce.selectors.contracts import agencies_for, tambons_for
from workforce.selectors.following import Follower, followers_of, next_of
from workforce.selectors.hiring import days_left, positions
from workforce.selectors.people import person_of
from workforce.selectors.vacancies import vacant_for


class StepForm(forms.Form):
    """One step of a contract; the version the page saw goes with it."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, contract: Contract, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = contract.version
        self.prepare(contract, user)

    def prepare(self, contract: Contract, user: User) -> None:
        """Fill the choices that depend on the contract."""


class SignForm(StepForm):
    """The day on which both sides signed."""

    on = forms.DateField(label=_("Signed on"), widget=Day(), initial=clock.today)


class ReasonedForm(StepForm):
    """Why a contract is dropped."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class LastDayForm(ReasonedForm):
    """The last day of work and why."""

    on = forms.DateField(label=_("Last day of work"), widget=Day(), initial=clock.today)
    field_order = ("on", "reason")


class ExtendForm(ReasonedForm):
    """The new last day and why."""

    until = forms.DateField(label=_("New last day"), widget=Day())
    field_order = ("until", "reason")


class TambonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # it takes none when it runs
    """A tambon, told by its amphoe and province too: many bear the same name."""

    def label_from_instance(self, obj: Area) -> str:
        """Return the full name."""
        return full_name(obj)


class TransferForm(ReasonedForm):
    """Where to, from when, and why; tambons without a vacant post of the person's kind are not offered."""

    on = forms.DateField(label=_("From the day"), widget=Day(), initial=clock.today)
    tambon = TambonField(
        label=_("New tambon"), queryset=Area.objects.none(),
        help_text=_(
            "Only tambons of your university with a vacant post of this kind from that day on. Those that a published "
            "round offers are not counted."
        ),
    )  # fmt: skip
    field_order = ("on", "tambon", "reason")

    def prepare(self, contract: Contract, user: User) -> None:
        """Offer the tambons with vacancies; any of the university's is taken, for the service to say what is wrong."""
        self.fields["tambon"].queryset = tambons_for(contract)  # type: ignore[attr-defined]  # a choice of rows
        offered = vacant_for(contract, self.day)
        said = gettext("%(tambon)s (%(count)d vacant)")
        choices = [(one.pk, said % {"tambon": full_name(one), "count": one.vacant}) for one in offered]  # type: ignore[attr-defined]  # annotated
        self.fields["tambon"].widget.choices = [("", gettext("Choose a tambon")), *choices]
        if not choices:
            self.fields["tambon"].help_text = gettext("From that day on no tambon has a vacant post of this kind.")

    @property
    def day(self) -> date:
        """Return the day for which vacancies are offered: the one typed, if it is one, else the one first shown."""
        typed = self.data.get("on") if self.is_bound else self.initial.get("on")
        try:
            found: date | None = self.fields["on"].clean(typed)
        except forms.ValidationError:
            found = None
        return found or clock.today()


class PositionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # it takes none when it runs
    """One of the positions of the programmes, by its name in the language of the page."""

    def label_from_instance(self, obj: WorkItem) -> str:
        """Return the number and the name."""
        return f"{obj.number}. {local_name(obj)}"


class PositionForm(StepForm):
    """The position in which a draft hires."""

    position = PositionField(label=_("Position"), queryset=WorkItem.objects.none())

    def prepare(self, contract: Contract, user: User) -> None:
        """Offer all positions, with the present one chosen."""
        self.fields["position"].queryset = positions()  # type: ignore[attr-defined]  # a choice of rows
        self.fields["position"].initial = contract.position_id


class AssignForm(StepForm):
    """The agency where a person sits, and from when."""

    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none())
    on = forms.DateField(label=_("From the day"), widget=Day(), initial=clock.today)

    def prepare(self, contract: Contract, user: User) -> None:
        """Offer the agencies of the university's provinces."""
        self.fields["agency"].queryset = agencies_for(user)  # type: ignore[attr-defined]  # a choice of rows


class ReplaceForm(StepForm):
    """Who follows: the first of the reserve list who is free, unless another of it, or somebody outside, is named."""

    application = forms.TypedChoiceField(label=_("Who follows"), coerce=int, empty_value=None, required=False)
    first_on = forms.DateField(label=_("First day of work"), widget=Day(), required=False)
    national_id = forms.CharField(
        label=_("National ID of somebody outside the list"),
        help_text=_("Of an applicant or worker of your university. While somebody on the list is free, say why below."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Why those before are passed over"),
        help_text=_("Needed when somebody free stands before the one you choose, for example: refused the post."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Turn the national ID into the person, as far as the user may hire them, and let only one be named."""
        data = super().clean() or self.cleaned_data
        number = data.pop("national_id", "")
        data["person"] = person_of(number, user=self.user) if number else None
        if number and data["person"] is None:
            self.add_error(
                "national_id",
                _(
                    "Nobody of this number has applied to or worked for your university. Let the person apply, or"
                    " bring the list in under “Import”."
                ),
            )
        elif number and data.get("application"):
            self.add_error("national_id", _("Choose somebody of the list or name a number, not both."))
        return data

    def prepare(self, contract: Contract, user: User) -> None:
        """Offer the reserve list in its order; of whoever has a contract on these days it is said."""
        self.user = user
        left, today = days_left(contract), clock.today()
        self.fields["first_on"].initial = today if left.lower <= today < left.upper else left.lower
        followers = followers_of(contract, self.begins)
        said = gettext("From %(day)s on; that day is taken where this is left empty.")
        self.fields["first_on"].help_text = said % {"day": thai_date(left.lower)}
        found = next_of(followers)
        first = [("", found if isinstance(found, str) else _("The next of the reserve list who is free"))]
        choices = [(one.line.application_id, _follower(one)) for one in followers]
        self.fields["application"].choices = first + choices  # type: ignore[attr-defined]  # choices

    @property
    def begins(self) -> date | None:
        """Return the first day for which it is said who is free: the one typed, if it is one, else the one shown."""
        field = self.fields["first_on"]
        try:
            found: date | None = field.clean(self.data.get("first_on") if self.is_bound else field.initial)
        except forms.ValidationError:
            found = field.initial
        return found


def _follower(one: Follower) -> str:
    said = f"{one.place}. {one.name}"
    return said if one.is_free else f"{said} ({gettext('has a contract on these days')})"


class NameForm(forms.Form):
    """Who guides the people of a tambon."""

    role = forms.ChoiceField(label=_("Role"), choices=SupervisorRole.choices)
    username = forms.CharField(
        label=_("Username"), max_length=150, help_text=_("The person needs an account; invite the person first.")
    )
    programme = forms.ModelChoiceField(label=_("Programme"), queryset=Programme.objects.order_by("-starts_on"))
    from_on = forms.DateField(label=_("First day"), widget=Day(), initial=clock.today)
    until_on = forms.DateField(label=_("Last day"), widget=Day(), required=False)
    unit = forms.ModelChoiceField(label=_("Faculty"), queryset=Unit.objects.none(), required=False)
    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none(), required=False)
    is_leading = forms.BooleanField(label=_("Leads the lecturers of this tambon"), required=False)

    def __init__(self, *args: Any, user: User, universities: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.open_on(clock.today()).filter(university__in=universities).order_by("sort_key")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a choice of rows
        self.fields["agency"].queryset = agencies_for(user)  # type: ignore[attr-defined]  # a choice of rows

    def clean_username(self) -> User:
        """Return the account of that name."""
        found: User | None = User.objects.filter(username=self.cleaned_data["username"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("There is no open account of this name."))
        return found


class LastSupervisionDayForm(forms.Form):
    """The last day of a supervision and why."""

    on = forms.DateField(label=_("Last day"), widget=Day(), initial=clock.today)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class LeadForm(forms.Form):
    """From when somebody leads."""

    on = forms.DateField(label=_("From the day"), widget=Day(), initial=clock.today)


class CapacityForm(forms.Form):
    """How many people an agency takes."""

    programme = forms.ModelChoiceField(label=_("Programme"), queryset=Programme.objects.order_by("-starts_on"))
    capacity = forms.IntegerField(label=_("People at a time"), min_value=0, max_value=10_000)


class UploadForm(forms.Form):
    """A list of people at work of one university for one programme."""

    university = forms.ModelChoiceField(label=_("University"), queryset=University.objects.none())
    programme = forms.ModelChoiceField(label=_("Programme"), queryset=Programme.objects.order_by("-starts_on"))
    file = forms.FileField(label=_("File (.xlsx or CSV)"), allow_empty_file=True)

    def __init__(self, *args: Any, universities: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = University.objects.filter(pk__in=universities).order_by("sort_key")
        self.fields["university"].queryset = rows  # type: ignore[attr-defined]  # a choice of rows
        self.fields["university"].initial = rows.first()


class ManyForm(forms.Form):
    """Several rows chosen on a page; rows of which the same was asked a moment ago (a double click) are fine."""

    chosen: "forms.ModelMultipleChoiceField[Any]" = forms.ModelMultipleChoiceField(
        queryset=None,
        error_messages={
            "required": _("Choose at least one person."),
            "invalid_choice": _("Of those chosen, one is no longer here. Open the page again and look."),
        },
    )

    def __init__(self, *args: Any, rows: "QuerySet[Any]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = rows  # type: ignore[attr-defined]  # a choice of rows


class SignManyForm(ManyForm):
    """The drafts chosen, and the day on which both sides signed."""

    on = forms.DateField(label=_("Signed on"), widget=Day(), initial=clock.today)


class HireForm(ManyForm):
    """The applicants chosen, and on which kind of post they are hired."""

    KINDS = (("tambon", _("In the tambon")), ("digital", _("Digital data managers")))
    kind = forms.ChoiceField(
        label=_("Posts"), choices=KINDS, initial="tambon", required=False,
        help_text=_("For all who are chosen, but those beside whom another kind is chosen."),
    )  # fmt: skip
    position = PositionField(
        label=_("Position"), queryset=WorkItem.objects.none(), required=False, empty_label=_("As proposed"),
        help_text=_("Proposed: that of who sat on the post before, else the one last given in the round. It can be "
                    "changed on the draft."),
    )  # fmt: skip
    agency = forms.ModelChoiceField(
        label=_("Agency"), queryset=Agency.objects.none(), required=False, empty_label=_("To be assigned later"),
        help_text=_("Where digital data managers will sit. It can be assigned later, person by person."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].queryset = positions()  # type: ignore[attr-defined]  # a choice of rows
        self.fields["agency"].queryset = agencies_for(user)  # type: ignore[attr-defined]  # a choice of rows

    def clean(self) -> dict[str, Any]:
        """Refuse an agency for posts of the tambon: whoever sits at one is assigned on the contract."""
        data = super().clean() or self.cleaned_data
        data["digital"] = {one.pk for one in data.get("chosen") or () if self.kind_of(one.pk) == "digital"}
        if data.get("agency") and not data["digital"]:
            self.add_error("agency", _("An agency is chosen here for digital data managers only."))
        return data

    def kind_of(self, key: int) -> str:
        """Return on which kind of post somebody is hired: the one chosen beside the name, else the one for all."""
        return self.own_kind(key) or str(self.data.get("kind") or "tambon")

    def own_kind(self, key: int) -> str:
        """Return the kind chosen beside a name, if any."""
        found = self.data.get(f"kind-{key}", "")
        return found if found in dict(self.KINDS) else ""
