"""Forms of an application: they show and collect; what can be taken is decided by the services."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from u2t.core.errors import InputError
from workforce import days
from workforce.choices import ApplicationStep, EducationLevel, Sex, WorkerType
from workforce.models import Application, Education, Employment, PastTraining
from workforce.selectors.applications import Offer, offers_of

_LINES = {"rows": 3}


class StepForm(forms.Form):
    """One step of an application; nothing is required while it is being written."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def refuse(self, refused: Mapping[str, str]) -> None:
        """Put each sentence beside its field; what was typed stays."""
        for name, sentence in refused.items():
            self.add_error(name if name in self.fields else None, sentence)

    def given(self) -> dict[str, str]:
        """Return what was typed, without what was left out of the form."""
        return {name: self.data[name] for name in self.fields if name in self.data and name != "version"}


class AboutForm(StepForm):
    """Who somebody is."""

    title = forms.CharField(
        label=_("Title"), required=False,
        widget=forms.TextInput(attrs={"list": "titles", "autocomplete": "honorific-prefix"}),
        help_text=_("As on your ID card, such as นาย, นาง, นางสาว."),
    )  # fmt: skip
    rank = forms.CharField(
        label=_("Rank or academic title"), required=False, help_text=_("Such as ว่าที่ ร.ต. or ผศ. ดร.")
    )
    first_name = forms.CharField(
        label=_("First name"), required=False, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Surname"), required=False, widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        help_text=_("Leave it empty if you have none."),
    )  # fmt: skip
    national_id = forms.CharField(
        label=_("National ID (13 digits)"), required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-private": ""}),
    )  # fmt: skip
    born = forms.CharField(
        label=_("Date of birth"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Day/month/year, such as 1/5/2541. If the card shows only a year, write the year."),
    )  # fmt: skip
    sex = forms.ChoiceField(
        label=_("Sex, as your ID card states it"), required=False, choices=Sex.choices, widget=forms.RadioSelect
    )
    telephone = forms.CharField(
        label=_("Telephone"), required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    email = forms.CharField(
        label=_("E-mail"), required=False,
        widget=forms.TextInput(attrs={"type": "email", "inputmode": "email", "autocomplete": "email"}),
    )  # fmt: skip
    domicile = forms.CharField(
        label=_("Tambon of your house registration"), required=False,
        widget=forms.TextInput(attrs={"list": "tambons", "autocomplete": "off", "data-suggest": ""}),
        help_text=_("Write the name and choose from the list, such as ต.แม่ท้อ อ.เมืองตาก จ.ตาก."),
    )  # fmt: skip
    registered_address = forms.CharField(
        label=_("Address of the house registration"), required=False, widget=forms.Textarea(attrs=_LINES)
    )
    current_address = forms.CharField(
        label=_("Present address"), required=False,
        widget=forms.Textarea(attrs={**_LINES, "autocomplete": "street-address"}),
    )  # fmt: skip

    #: Marked as needed in the page; the check of the whole application says what lacks.
    needed = ("first_name", "national_id", "born", "sex", "telephone", "domicile", "current_address")

    @classmethod
    def of(cls, application: Application, domicile: str) -> Self:
        """Show what is stored; of the national ID only its end."""
        person = application.person
        same = ("title", "rank", "first_name", "last_name", "sex", "telephone", "email")
        values = {name: getattr(person, name) for name in (*same, "registered_address", "current_address")}
        values |= {"born": days.written(person.born_on, person.birth_precision), "domicile": domicile}
        return cls(initial=values | {"version": application.version})

    def given(self) -> dict[str, str]:
        """Leave an empty national ID out: the stored one is not shown, so an empty field does not take it away."""
        found = super().given()
        return {name: text for name, text in found.items() if name != "national_id" or text.strip()}


class BackgroundForm(StepForm):
    """What somebody achieved lately."""

    achievements = forms.CharField(
        label=_("Work or achievements of the last three years"), required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In your own words: what you did, for whom, and what came of it."),
    )  # fmt: skip

    @classmethod
    def of(cls, application: Application, _domicile: str) -> Self:
        """Show what is stored."""
        return cls(initial={"achievements": application.achievements, "version": application.version})


class WhereForm(StepForm):
    """As what, and where."""

    worker_type = forms.ChoiceField(label=_("I apply as"), required=False, widget=forms.RadioSelect)
    first_choice = forms.ChoiceField(label=_("Tambon, first choice"), required=False)
    second_choice = forms.ChoiceField(
        label=_("Tambon, second choice"), required=False, help_text=_("Leave it empty if there is only one for you.")
    )
    has_no_state_work = forms.ChoiceField(
        label=_("Do you hold other work that is paid by the state?"), required=False, widget=forms.RadioSelect,
        choices=[("yes", _("No, I hold no other work paid by the state")), ("no", _("Yes, I do"))],
    )  # fmt: skip

    needed = ("worker_type", "first_choice", "has_no_state_work")

    def __init__(self, *args: Any, offers: Sequence[Offer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = sorted({worker_type for offer in offers for worker_type in offer.posts})
        self.fields["worker_type"].choices = [(one, WorkerType(one).label) for one in types]  # type: ignore[attr-defined]  # a ChoiceField
        places = [("", _("Choose a tambon")), *((offer.code, _labelled(offer)) for offer in offers)]
        for name in ("first_choice", "second_choice"):
            self.fields[name].choices = places  # type: ignore[attr-defined]  # as above

    @classmethod
    def of(cls, application: Application, _domicile: str) -> Self:
        """Show what is stored."""
        answer = {True: "yes", False: "no", None: ""}[application.has_no_state_work]
        values = {
            "worker_type": application.worker_type, "first_choice": application.first_choice_id,
            "second_choice": application.second_choice_id, "has_no_state_work": answer, "version": application.version,
        }  # fmt: skip
        return cls(initial=values, offers=offers_of(application.round))


def _labelled(offer: Offer) -> str:
    posts = ", ".join(f"{WorkerType(one).label} {count}" for one, count in sorted(offer.posts.items()))
    return f"{offer.name} ({posts})"


STEP_FORMS: dict[str, type[AboutForm | BackgroundForm | WhereForm]] = {
    ApplicationStep.ABOUT: AboutForm,
    ApplicationStep.BACKGROUND: BackgroundForm,
    ApplicationStep.WHERE: WhereForm,
}


class DayField(forms.CharField):
    """A whole day, in either era."""

    def clean(self, value: Any) -> Any:
        """Return the day."""
        text = super().clean(value)
        try:
            return days.day(text) if text else None
        except InputError as error:
            raise forms.ValidationError(str(error)) from error


_DAY_HELP = _("Day/month/year, such as 1/5/2541.")


class EducationForm(forms.Form):
    """A degree or school."""

    level = forms.ChoiceField(label=_("Level"), choices=[("", _("Choose the level")), *EducationLevel.choices])
    institution = forms.CharField(label=_("School or university"), max_length=200)
    field = forms.CharField(label=_("Field of study"), max_length=160, required=False)
    is_studying = forms.BooleanField(label=_("I am still studying"), required=False)
    graduated_on = DayField(label=_("Day of graduation"), required=False, help_text=_DAY_HELP)
    grade_average = forms.DecimalField(
        label=_("Grade point average"), required=False, min_value=0, max_value=4, decimal_places=2, max_digits=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a graduation of somebody who is still studying."""
        found = super().clean() or {}
        if found.get("is_studying") and found.get("graduated_on"):
            self.add_error("graduated_on", _("Leave this empty while you are still studying."))
        return found

    @classmethod
    def values_of(cls, row: Education) -> dict[str, Any]:
        """Return what a row says, as the form shows it."""
        same = ("level", "institution", "field", "is_studying", "grade_average")
        return {name: getattr(row, name) for name in same} | {"graduated_on": days.written(row.graduated_on)}


class WorkForm(forms.Form):
    """A job held before."""

    employer = forms.CharField(label=_("Employer"), max_length=200)
    position = forms.CharField(label=_("Position"), max_length=160, required=False)
    began_on = DayField(label=_("From"), required=False, help_text=_DAY_HELP)
    ended_on = DayField(label=_("Until"), required=False, help_text=_("Leave it empty if you still work there."))
    reason_for_leaving = forms.CharField(label=_("Reason for leaving"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse work that ended before it began."""
        found = super().clean() or {}
        began, ended = found.get("began_on"), found.get("ended_on")
        if began and ended and ended < began:
            self.add_error("ended_on", _("This lies before the first day."))
        return found

    @classmethod
    def values_of(cls, row: Employment) -> dict[str, Any]:
        """Return what a row says, as the form shows it."""
        same = {name: getattr(row, name) for name in ("employer", "position", "reason_for_leaving")}
        return same | {"began_on": days.written(row.began_on), "ended_on": days.written(row.ended_on)}


class TrainingForm(forms.Form):
    """A course taken before."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    hours = forms.IntegerField(label=_("Hours"), min_value=1, max_value=9999, required=False)
    year = forms.IntegerField(label=_("Year (B.E.)"), min_value=2450, max_value=2700, required=False)

    @classmethod
    def values_of(cls, row: PastTraining) -> dict[str, Any]:
        """Return what a row says, as the form shows it."""
        return {name: getattr(row, name) for name in ("subject", "hours", "year")}


class FormerNameForm(forms.Form):
    """The name somebody had until a day."""

    until_on = DayField(label=_("Until"), help_text=_DAY_HELP)
    title = forms.CharField(label=_("Title"), max_length=40, required=False)
    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Surname"), max_length=100, required=False)


PART_FORMS: dict[str, type[EducationForm | WorkForm | TrainingForm]] = {
    "education": EducationForm,
    "work": WorkForm,
    "training": TrainingForm,
}
