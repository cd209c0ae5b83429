"""Forms of assignments: the tasks, and to whom they are given."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from u2t.core.templatetags.u2t import local_name
from workforce.choices import Skill
from workforce.forms.months import places
from workforce.models import Assignment
from workforce.selectors.assignments import Seat, work_areas
from workforce.services.assignments import MOST_TASKS, Plan, Wanted

_SKILLS = [(skill.value, skill.label) for skill in Skill if skill != Skill.OTHER]
_FIRST, _SPARE = 5, 3
_NAMES = ("work", "text", "quantity", "unit", "note")


class TasksForm(forms.Form):
    """The tasks of a month; lines without a text are left out. `of` is the assignment they are taken from."""

    training = forms.MultipleChoiceField(
        label=_("Training to take"), choices=_SKILLS, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, of: Assignment | None = None, **kwargs: Any) -> None:
        items = list(of.items.standing()) if of is not None else []
        given = args[0] if args else None
        self.count = places(given, "text_", len(items) + _SPARE if items else _FIRST, MOST_TASKS)
        values: dict[str, Any] = {"training": of.training} if of is not None else {}
        for place, item in enumerate(items):
            values |= {f"{name}_{place}": getattr(item, name) for name in ("text", "quantity", "unit", "note")}
            values |= {f"number_{place}": item.number, f"work_{place}": item.work_id}
        kwargs["initial"] = values | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self._areas = {str(one.pk): one for one in work_areas({one.work_id for one in items if one.work_id})}
        areas = [("", _("Other work")), *((key, f"{one.number} {local_name(one)}") for key, one in self._areas.items())]
        for place in range(self.count):
            self.fields[f"number_{place}"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
            self.fields[f"work_{place}"] = forms.ChoiceField(label=_("Area of work"), choices=areas, required=False)
            self.fields[f"text_{place}"] = forms.CharField(label=_("What is expected"), max_length=300, required=False)
            self.fields[f"quantity_{place}"] = forms.DecimalField(
                label=_("How many"), required=False, max_digits=10, decimal_places=2, min_value=0
            )
            self.fields[f"unit_{place}"] = forms.CharField(label=_("Unit"), max_length=40, required=False)
            self.fields[f"note_{place}"] = forms.CharField(label=_("Remark"), max_length=300, required=False)

    @property
    def lines(self) -> list[dict[str, forms.BoundField]]:
        """Return the fields of each task."""
        return [{name: self[f"{name}_{place}"] for name in ("number", *_NAMES)} for place in range(self.count)]

    def plan(self) -> Plan:
        """Return what was typed."""
        data = self.cleaned_data
        tasks = [
            Wanted(
                text=data[f"text_{place}"], work=self._areas.get(data[f"work_{place}"]),
                quantity=data[f"quantity_{place}"], unit=data[f"unit_{place}"], note=data[f"note_{place}"],
                number=data[f"number_{place}"] or 0,
            )
            for place in range(self.count)
        ]  # fmt: skip
        return Plan(tasks, tuple(data["training"]))


class GiveForm(TasksForm):
    """Tasks for some of the people of a month."""

    people = forms.MultipleChoiceField(label=_("People"), required=False)

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(seat.contract.pk), str(seat.contract.person)) for seat in seats]
        self.fields["people"].choices = choices  # type: ignore[attr-defined]  # a field with choices

    def plan(self) -> Plan:
        """Return what was typed; whatever it was copied from, for these people it is new."""
        plan = super().plan()
        fresh = [Wanted(one.text, one.work, one.quantity, one.unit, one.note) for one in plan.tasks]
        return Plan(fresh, plan.training)


class ChangeForm(TasksForm):
    """A change of an assignment, at the version seen, with why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why it is changed"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The worker reads it beside the new version."),
    )  # fmt: skip
