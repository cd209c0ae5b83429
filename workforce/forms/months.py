"""Forms of the month: a log, a report, a decision, the rules."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from tambon.models import Programme, University, User
from u2t.core import clock
from u2t.core.templatetags.u2t import short
from workforce.chain_choices import EscalateTo
from workforce.choices import AttendanceMode, PayRule, ProblemKind, Skill, Standing, StepKind
from workforce.models import ApprovalStep, AssignmentItem, DayLog, MonthReport, WorkArea
from workforce.pay_choices import PenaltyRule
from workforce.selectors.assignments import items_of, tasks_to_log
from workforce.selectors.reports import chain_of
from workforce.services.logs import Entry
from workforce.services.months import Counting, Step
from workforce.services.raising import Problem
from workforce.services.reports import MOST_LINES, MOST_PROBLEMS, Line, Written
from workforce.wording import month_short

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_REMINDED: "tuple[tuple[str, StrPromise, int], ...]" = (
    ("remind_before", _("Reminded days before the day"), 1),
    ("remind_every", _("Reminded every so many days after it"), 3),
    ("escalate_after", _("Somebody else is told after days late"), 7),
)
_LEARNED = tuple(skill for skill in Skill if skill != Skill.OTHER)
SPARE_LINES = 3


def _given(days: int | None, usual: int) -> int:
    return usual if days is None else days


def _text(label: Any, *, rows: int = 3, required: bool = False, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=4000, required=required, widget=widget, help_text=help_text)


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=60, required=False, help_text=_("0 for never."))


class LogForm(forms.Form):
    """What was done on a day; `key` makes a retry find the first."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    written_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    day = forms.DateField(label=_("Day"), widget=Day(), initial=clock.today)
    activity = forms.CharField(
        label=_("Activity"), max_length=200, help_text=_("In a few words, for example: survey of households, moo 3.")
    )
    area = forms.ModelChoiceField(
        label=_("Kind of work"), queryset=WorkArea.objects.none(), required=False, empty_label=_("Not chosen")
    )
    item = forms.ModelChoiceField(
        label=_("For which task"), queryset=AssignmentItem.objects.none(), required=False, empty_label=_("None of them")
    )
    quantity = forms.DecimalField(
        label=_("How many of it"), required=False, max_digits=10, decimal_places=2, min_value=0,
        help_text=_("In the unit of the task, for example households. It is added up in your monthly report."),
    )  # fmt: skip
    detail = _text(_("What was done, step by step"), required=True)
    result = _text(_("What came of it"), rows=2)
    late_reason = _text(
        _("Why this log comes late"), rows=2, help_text=_("Only where the month is closed or its report is sent.")
    )

    def __init__(self, *args: Any, user: User | None = None, also: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(tasks_to_log(user, also=also) if user is not None else AssignmentItem.objects.none())
        self.fields["area"].queryset = WorkArea.objects.all()  # type: ignore[attr-defined]  # a choice of rows

    def _offer(self, tasks: "QuerySet[AssignmentItem]") -> None:
        """Offer the tasks there are; who has none is not asked."""
        if not tasks:
            del self.fields["item"], self.fields["quantity"]
            return
        field = self.fields["item"]
        field.queryset = tasks  # type: ignore[attr-defined]  # a choice of rows
        field.label_from_instance = _task_name  # type: ignore[attr-defined]  # as above

    def entry(self) -> Entry:
        """Return what was typed."""
        names = ("key", "day", "activity", "area", "item", "quantity", "detail", "result", "written_at", "late_reason")
        given: dict[str, Any] = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return Entry(**given)


def _task_name(item: AssignmentItem) -> str:
    asked = f" ({short(item.quantity)} {item.unit})" if item.quantity else ""
    return f"{month_short(item.assignment.period.month)}: {item.text}{asked}"


class LogAmendForm(LogForm):
    """A correction of a log."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, log: DayLog, **kwargs: Any) -> None:
        names = ("key", "day", "activity", "detail", "result", "quantity", "version")
        kwargs["initial"] = {name: getattr(log, name) for name in names} | {"area": log.area_id, "item": log.item_id}
        kwargs["also"] = log.item_id  # a task that was changed since stays that of the log
        super().__init__(*args, **kwargs)
        del self.fields["late_reason"]


def places(given: Mapping[str, Any] | None, prefix: str, least: int, most: int) -> int:
    """Return how many places a form has: a page that was saved while typed on may have more than are stored now."""
    shown = (name.removeprefix(prefix) for name in given or () if name.startswith(prefix))
    return min(most, max([least, *(int(place) + 1 for place in shown if place.isdecimal() and len(place) < 4)]))  # noqa: PLR2004 - digits


class ReportForm(forms.Form):
    """What the worker adds to the logs: results against the plan, what was learned, obstacles, the next plan."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    next_plan = _text(_("Plan for the next month"), help_text=_("Needed before the report is sent."))

    def __init__(self, *args: Any, report: MonthReport, **kwargs: Any) -> None:
        names = ("version", "next_plan")
        values: dict[str, Any] = {name: getattr(report, name) for name in names}
        values |= {f"learned_{skill}": text for skill, text in report.learned.items()}
        lines = list(report.lines.all())
        given = args[0] if args else None
        self.count = places(given, "text_", len(lines) + SPARE_LINES, MOST_LINES)
        for place, line in enumerate(lines):
            values |= {f"text_{place}": line.text, f"standing_{place}": line.standing, f"note_{place}": line.note}
            values |= {f"area_{place}": line.area_id, f"item_{place}": line.item_id}
        kwargs["initial"] = values | self._problems_of(report, given)
        super().__init__(*args, **kwargs)
        self._add_problems()
        areas = [("", _("Kind of work")), *((area.pk, area.name_th) for area in WorkArea.objects.all())]
        self._items = {one.pk: one for one in items_of(report)}
        for place in range(self.count):
            self.fields[f"item_{place}"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
            self.fields[f"text_{place}"] = _text(_("Result"), rows=2)
            self.fields[f"area_{place}"] = forms.ChoiceField(label=_("Kind of work"), choices=areas, required=False)
            self.fields[f"standing_{place}"] = forms.ChoiceField(
                label=_("Against the plan"), choices=Standing, required=False, widget=forms.RadioSelect
            )
            self.fields[f"note_{place}"] = forms.CharField(label=_("Remark"), required=False, max_length=1000)
        for skill in _LEARNED:
            self.fields[f"learned_{skill}"] = _text(skill.label, rows=2)

    @property
    def lines(self) -> list[dict[str, forms.BoundField]]:
        """Return the fields of each line."""
        names = ("item", "text", "area", "standing", "note")
        return [{name: self[f"{name}_{place}"] for name in names} for place in range(self.count)]

    def _problems_of(self, report: MonthReport, given: Mapping[str, Any] | None) -> dict[str, str]:
        """Return what is typed already; what was raised with an earlier sending is answered, not changed."""
        typed = list(report.problems.filter(raised_at__isnull=True))
        self.raised = list(report.problems.raised())
        self.problem_count = places(given, "problem_text_", len(typed) + SPARE_LINES, MOST_PROBLEMS)
        return {
            f"problem_{name}_{place}": getattr(item, name)
            for place, item in enumerate(typed)
            for name in ("kind", "text")
        }

    def _add_problems(self) -> None:
        for place in range(self.problem_count):
            self.fields[f"problem_kind_{place}"] = forms.ChoiceField(
                label=_("What it is"), choices=ProblemKind, required=False, initial=ProblemKind.PROBLEM
            )
            self.fields[f"problem_text_{place}"] = _text(_("In your words"), rows=2)

    @property
    def problems(self) -> list[dict[str, forms.BoundField]]:
        """Return the fields of each problem, obstacle or suggestion."""
        return [
            {name: self[f"problem_{name}_{place}"] for name in ("kind", "text")} for place in range(self.problem_count)
        ]

    @property
    def learned(self) -> list[forms.BoundField]:
        """Return a field for each skill."""
        return [self[f"learned_{skill}"] for skill in _LEARNED]

    def written(self) -> Written:
        """Return what was typed."""
        data = self.cleaned_data
        areas = WorkArea.objects.in_bulk()
        return Written(
            lines=[
                Line(
                    data[f"text_{place}"], data[f"standing_{place}"], data[f"note_{place}"],
                    areas.get(data[f"area_{place}"]), self._items.get(data[f"item_{place}"]),
                )
                for place in range(self.count)
            ],
            learned={str(skill): data[f"learned_{skill}"] for skill in _LEARNED},
            problems=[
                Problem(data[f"problem_kind_{place}"] or ProblemKind.PROBLEM, data[f"problem_text_{place}"])
                for place in range(self.problem_count)
                if data[f"problem_text_{place}"].strip()
            ],
            next_plan=data["next_plan"],
        )  # fmt: skip


class SendForm(forms.Form):
    """The certificate under the report."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    certified = forms.BooleanField(
        label=_("I certify that I did this work, and that all of it is true"), required=False
    )


class VersionForm(forms.Form):
    """The version a page saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class EffectForm(forms.Form):
    """Days of which the effect on the wage is asked."""

    days = forms.DecimalField(min_value=0, max_digits=4, decimal_places=1, required=False)


class ApproveForm(VersionForm):
    """An approval, with the days that are not paid."""

    days = forms.DecimalField(
        label=_("Days not to be paid"), min_value=0, max_digits=4, decimal_places=1, required=False, initial=0,
        help_text=_("Whole or half days, by the rule of the university. Leave 0 for the full wage."),
    )  # fmt: skip
    reason = _text(_("Which days, and why"), rows=2, help_text=_("Needed when days are not paid."))
    evidence = _text(_("Evidence"), rows=2, help_text=_("For example a document with its number and day."))


class ReturnForm(VersionForm):
    """Why a report goes back, and to whom."""

    to = forms.ModelChoiceField(
        label=_("Back to"), queryset=ApprovalStep.objects.none(), required=False, empty_label=_("Who wrote it")
    )
    reason = _text(_("What is to be corrected"), required=True)

    def __init__(self, *args: Any, report: MonthReport, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": report.version}
        super().__init__(*args, **kwargs)
        before = report.step.position if report.step else 0
        steps = chain_of(report).filter(position__lt=before)
        self.fields["to"].queryset = steps  # type: ignore[attr-defined]  # a choice of rows
        self.fields["to"].label_from_instance = lambda step: step.name_th  # type: ignore[attr-defined]  # as above


class WhyForm(VersionForm):
    """A version and a reason."""

    reason = _text(_("Reason"), rows=2, required=True)


class OpenMonthsForm(forms.Form):
    """Of which programme the months are opened."""

    university = forms.ModelChoiceField(label=_("University"), queryset=University.objects.none(), empty_label=None)
    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.order_by("-starts_on"), empty_label=None
    )

    def __init__(self, *args: Any, universities: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = University.objects.filter(pk__in=universities).order_by("sort_key")
        self.fields["university"].queryset = rows  # type: ignore[attr-defined]  # a choice of rows


class RulesForm(OpenMonthsForm):
    """How a month is counted, checked and paid; up to six steps of approval."""

    attendance = forms.ChoiceField(label=_("Attendance"), choices=AttendanceMode)
    sign_in_from = forms.TimeField(
        label=_("Sign in from"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    sign_in_until = forms.TimeField(
        label=_("Sign in until"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    counts_absence = forms.BooleanField(
        label=_("A working day with neither attendance nor leave is an absence"), required=False
    )
    pays_sick = forms.BooleanField(label=_("Sick leave is paid"), required=False)
    pays_personal = forms.BooleanField(label=_("Personal leave is paid"), required=False)
    pays_quarantine = forms.BooleanField(label=_("Quarantine is paid"), required=False)
    pays_closure = forms.BooleanField(label=_("Closure by order is paid"), required=False)
    cutoff_day = forms.IntegerField(
        label=_("Last day of a period"), min_value=1, max_value=31, help_text=_("31 stands for the last of the month.")
    )
    due_days = forms.IntegerField(label=_("Days until a report is late"), min_value=0, max_value=60)
    pay_days = forms.IntegerField(label=_("Days until the wage is due"), min_value=0, max_value=90)
    pay_rule = forms.ChoiceField(label=_("Wage"), choices=PayRule)
    day_divisor = forms.DecimalField(
        label=_("The wage of a day is that of the month divided by"), min_value=1, max_digits=5, decimal_places=2
    )
    penalty_rule = forms.ChoiceField(
        label=_("Penalty for work delivered late"), choices=PenaltyRule, required=False, initial=PenaltyRule.NONE,
        help_text=_("Apart from days absent: counted from the day reports are due to the day one was first sent."),
    )  # fmt: skip
    penalty_rate = forms.DecimalField(
        label=_("A day late costs"), min_value=0, max_digits=8, decimal_places=2, required=False, initial=0,
        help_text=_("Baht, or per cent of the monthly wage; 0 where there is no penalty."),
    )  # fmt: skip
    penalty_cap = forms.DecimalField(
        label=_("At most, per cent of the wage of the month"), min_value=0, max_value=100, max_digits=5,
        decimal_places=2, required=False, initial=100,
    )  # fmt: skip
    remind_before = _days(_("A report not sent: reminded days before the day"))
    remind_every = _days(_("A report not sent: reminded every so many days after it"))
    escalate_after = _days(_("A report not sent: somebody else is told after days late"))
    escalate_to = forms.ChoiceField(label=_("Who is told then"), choices=EscalateTo, required=False)
    STEPS = 6

    def __init__(self, *args: Any, certifiers: "list[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(user.pk, str(user)) for user in certifiers]
        for place in range(self.STEPS):
            kinds = [("", _("No step")), *StepKind.choices]
            self.fields[f"kind_{place}"] = forms.ChoiceField(label=_("Who decides"), choices=kinds, required=False)
            self.fields[f"name_{place}"] = forms.CharField(label=_("Name of the step"), max_length=120, required=False)
            self.fields[f"days_{place}"] = forms.IntegerField(
                label=_("Days allowed"), min_value=0, max_value=60, required=False, initial=3
            )
            for name, label, days in _REMINDED:
                self.fields[f"{name}_{place}"] = forms.IntegerField(
                    label=label, min_value=0, max_value=60, required=False, initial=days, help_text=_("0 for never.")
                )
            self.fields[f"escalate_to_{place}"] = forms.ChoiceField(
                label=_("Who is told then"), choices=EscalateTo, required=False, initial=EscalateTo.NEXT
            )
            self.fields[f"whom_{place}"] = forms.ChoiceField(
                label=_("Whose reports"), required=False,
                choices=[("", _("Everybody's")), ("yes", _("Digital data managers'")), ("no", _("All others'"))],
            )  # fmt: skip
            self.fields[f"certifiers_{place}"] = forms.TypedMultipleChoiceField(
                label=_("Certifiers"), choices=people, coerce=int, required=False
            )

    @property
    def steps(self) -> list[list[forms.BoundField]]:
        """Return the fields of each step."""
        names = ("kind", "name", "days", "whom", "certifiers", *(name for name, *_said in _REMINDED), "escalate_to")
        return [[self[f"{name}_{place}"] for name in names] for place in range(self.STEPS)]

    def counting(self) -> Counting:
        """Return how a month is counted, as typed."""
        values = {name: self.cleaned_data[name] for name in Counting.__slots__}
        # A page of before the penalty sends none: there is none.
        values["penalty_rule"] = values["penalty_rule"] or PenaltyRule.NONE
        for name, unsaid in (
            ("penalty_rate", Decimal(0)), ("penalty_cap", Decimal(100)), ("remind_before", 2), ("remind_every", 3),
            ("escalate_after", 7),
        ):  # fmt: skip
            values[name] = unsaid if values[name] is None else values[name]
        values["escalate_to"] = values["escalate_to"] or EscalateTo.NEXT
        return Counting(**values)

    def chain(self) -> list[Step]:
        """Return the steps chosen, in order."""
        data, whom = self.cleaned_data, {"yes": True, "no": False}
        return [
            Step(
                kind=data[f"kind_{place}"],
                name_th=data[f"name_{place}"].strip() or str(StepKind(data[f"kind_{place}"]).label),
                due_days=data[f"days_{place}"] or 0,
                is_digital=whom.get(data[f"whom_{place}"]),
                certifiers=tuple(data[f"certifiers_{place}"]),
                escalate_to=data[f"escalate_to_{place}"] or EscalateTo.NEXT,
                remind_before=_given(data[f"remind_before_{place}"], 1),
                remind_every=_given(data[f"remind_every_{place}"], 3),
                escalate_after=_given(data[f"escalate_after_{place}"], 7),
            )
            for place in range(self.STEPS)
            if data[f"kind_{place}"]
        ]


class SettleForm(forms.Form):
    """The day on which a batch was paid."""

    paid_on = forms.DateField(label=_("Paid on"), widget=Day(), initial=clock.today)
