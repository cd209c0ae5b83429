"""The editor of a version of the rules: one form of the version, and four sets of rows."""

from collections.abc import Collection, Mapping
from typing import Any, Generic, TypeVar, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tambon.forms.people import Day
from tambon.models import Programme, University
from u2t.core.errors import StaleError
from u2t.core.stale import come_back, refuse
from workforce.choices import DocumentKind, DomicileWithin, EducationLevel, RuleCode, WorkerType
from workforce.definitions import Paper, Rule, Type
from workforce.forms.quotas import QuotasForm, written
from workforce.selectors.rules import parameters_of
from workforce.selectors.terms import Content, Scored

Row = TypeVar("Row")

_EVERYBODY = [("", _("All types")), *WorkerType.choices]
#: The field in which a parameter of a rule is written.
_PARAMETER_FIELDS = {
    (RuleCode.AGE, "minimum"): "youngest",
    (RuleCode.AGE, "maximum"): "oldest",
    (RuleCode.GRADUATED_WITHIN, "years"): "years",
    (RuleCode.EDUCATION, "minimum"): "level",
    (RuleCode.DOMICILE, "within"): "within",
}


class DraftForm(forms.Form):
    """Of which programme, and whose, a new version shall be."""

    programme = forms.ModelChoiceField(queryset=Programme.objects.order_by("-starts_on"), label=_("Programme"))
    university = forms.ModelChoiceField(
        queryset=University.objects.none(),
        label=_("Whose rules"),
        required=False,
        empty_label=_("Of the nation"),
        help_text=_("A university without rules of its own follows those of the nation."),
    )

    def __init__(self, *args: Any, universities: Any, is_national: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("Any", self.fields["university"])
        field.queryset = universities
        if not is_national:
            field.required, field.empty_label = True, None


class EditsForm(forms.Form):
    """How often the draft had been changed when the page was opened."""

    edits = forms.IntegerField(widget=forms.HiddenInput())


class HeadForm(EditsForm):
    """The days of work, digital data managers, and where it is written."""

    work_starts_on = forms.DateField(label=_("First day of work"), widget=Day())
    work_ends_on = forms.DateField(label=_("Last day of work"), widget=Day())
    digital_posts = forms.IntegerField(label=_("Digital data managers in each tambon"), min_value=0)
    digital_type = forms.ChoiceField(label=_("They are"), choices=WorkerType.choices)
    mend_days = forms.IntegerField(
        label=_("Days to mend what is returned"),
        min_value=1,
        help_text=_("Counted from the day it is returned, where the staff say no other day."),
    )
    keep_months = forms.IntegerField(
        label=_("Months that applications of people not hired are kept"),
        min_value=1,
        help_text=_(
            "Counted from the close of the round, drafts too. After that personal data and documents are erased."
        ),
    )
    keep_years = forms.IntegerField(
        label=_("Years that people hired are kept"),
        min_value=1,
        help_text=_("Counted from the end of their last contract. After that amounts paid stay, without the person."),
    )
    list_days = forms.IntegerField(
        label=_("Days that the files of lists of people are kept"),
        min_value=1,
        help_text=_("Counted from when the list was stored or given up. What it stored stays and can be undone."),
    )
    reserve_days = forms.IntegerField(
        label=_("Days that a reserve list holds"),
        min_value=1,
        required=False,
        help_text=_("Counted from when the result is published. Left empty, it holds until the round is ended."),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The resolution, announcement or order in which this is written."),
    )


class RowForm(forms.Form, Generic[Row]):
    """One line of the editor."""

    def row(self) -> Row:
        """Return the line as the terms say it."""
        raise NotImplementedError

    def field_of(self, name: str) -> str:
        """Return the field in which something is written."""
        return name

    def plain_fields(self) -> list[forms.BoundField]:
        """Return the fields that every line of its kind has."""
        aside = {"DELETE", *_PARAMETER_FIELDS.values()}
        return [bound for bound in self.visible_fields() if bound.name not in aside]


class TypeForm(RowForm[Type]):
    worker_type = forms.ChoiceField(label=_("Type of worker"), choices=[("", "–"), *WorkerType.choices])
    posts = forms.IntegerField(label=_("Posts in each tambon"), min_value=0)
    wage = forms.DecimalField(label=_("Baht a month"), min_value=0, max_digits=12, decimal_places=2)

    def row(self) -> Type:
        data = self.cleaned_data
        return Type(data["worker_type"], data["posts"], data["wage"])


class RuleForm(RowForm[Rule]):
    code = forms.ChoiceField(label=_("Rule"), choices=[("", "–"), *RuleCode.choices])
    worker_type = forms.ChoiceField(label=_("Holds for"), choices=_EVERYBODY, required=False)
    is_required = forms.BooleanField(
        label=_("Whoever does not meet it is refused (else it is a hint for the staff)"), required=False, initial=True
    )
    youngest = forms.IntegerField(label=_("Youngest age (years)"), required=False)
    oldest = forms.IntegerField(label=_("Oldest age (years)"), required=False)
    years = forms.IntegerField(label=_("Years since graduation, at most"), required=False)
    level = forms.ChoiceField(
        label=_("Lowest level of education"), choices=[("", "–"), *EducationLevel.choices], required=False
    )
    within = forms.ChoiceField(
        label=_("Registered where"), choices=[("", "–"), *DomicileWithin.choices], required=False
    )

    def row(self) -> Rule:
        data = self.cleaned_data
        code = data["code"]
        values = {one.name: data[self.field_of(one.name)] for one in parameters_of(code)}
        given = {name: value for name, value in values.items() if value not in {None, ""}}
        return Rule(code, given, data["worker_type"], data["is_required"])

    def field_of(self, name: str) -> str:
        return _PARAMETER_FIELDS.get((self.cleaned_data.get("code", ""), name), name)

    def parameter_fields(self) -> list[tuple[str, forms.BoundField]]:
        """Return each field of a parameter with the rule it belongs to."""
        return [(code, self[name]) for (code, _parameter), name in _PARAMETER_FIELDS.items()]


class DocumentForm(RowForm[Paper]):
    kind = forms.ChoiceField(label=_("Document"), choices=[("", "–"), *DocumentKind.choices])
    worker_type = forms.ChoiceField(label=_("Holds for"), choices=_EVERYBODY, required=False)
    is_required = forms.BooleanField(label=_("An application cannot be sent without it"), required=False, initial=True)

    def row(self) -> Paper:
        data = self.cleaned_data
        return Paper(data["kind"], data["worker_type"], data["is_required"])


class CriterionForm(RowForm[Scored]):
    name_th = forms.CharField(label=_("Criterion (Thai)"), max_length=200)
    name_en = forms.CharField(label=_("Criterion (English)"), max_length=200, required=False)
    maximum = forms.DecimalField(label=_("Most points"), max_digits=6, decimal_places=2)
    code = forms.SlugField(widget=forms.HiddenInput(), required=False)

    def row(self) -> Scored:
        data = self.cleaned_data
        return Scored(data["name_th"], data["maximum"], data["name_en"], data["code"])


_ROWS: dict[str, type[RowForm[Any]]] = {
    "types": TypeForm, "rules": RuleForm, "documents": DocumentForm, "criteria": CriterionForm,
}  # fmt: skip
_MOST_ROWS = 100


class Editor:
    """The whole page: a form, four sets of rows, and the tambons that differ, filled from what the draft says."""

    def __init__(self, content: Content, edits: int, data: QueryDict | None = None) -> None:
        initial = {name: getattr(content, name) for name in HeadForm.base_fields if name != "edits"}
        self.head = HeadForm(data, initial=initial | {"edits": edits})
        self.quotas = QuotasForm(data, initial={"quotas": written(content.quotas)})
        self.sets: dict[str, BaseFormSet[Any]] = {
            part: formset_factory(form, extra=1, can_delete=True, max_num=_MOST_ROWS, absolute_max=_MOST_ROWS * 2)(
                data, prefix=part, initial=_initial(part, content)
            )
            for part, form in _ROWS.items()
        }

    def is_valid(self) -> bool:
        """Tell whether every field can be read."""
        return all([self.head.is_valid(), self.quotas.is_valid(), *(rows.is_valid() for rows in self.sets.values())])

    @property
    def edits(self) -> int:
        """Return how often the draft had been changed when the page was opened."""
        return int(self.head.cleaned_data["edits"])

    def content(self) -> Content:
        """Return what the draft shall say."""
        head: dict[str, Any] = {name: value for name, value in self.head.cleaned_data.items() if name != "edits"}
        rows: dict[str, Any] = {part: tuple(form.row() for form in self._kept(part)) for part in _ROWS}
        return Content(**head, **rows, quotas=self.quotas.rows)

    def come_back(self, error: StaleError) -> None:
        """Keep what was typed; beside each field stands what the draft says now."""
        refuse(self.head, error)
        for form in (self.quotas, *(form for rows in self.sets.values() for form in rows.forms)):
            come_back(form, error)

    def refuse(self, problems: Collection[Mapping[str, Any]], message: str) -> None:
        """Write each problem beside its field."""
        self.head.add_error(None, message)
        if of_tambons := [(one["row"], one["message"]) for one in problems if one["part"] == "quotas"]:
            self.quotas.refuse(of_tambons)
        for problem in problems:
            if problem["part"] == "quotas":
                continue
            form: Any = self._kept(problem["part"])[problem["row"]] if problem["part"] else self.head
            name = form.field_of(problem["name"]) if problem["part"] else problem["name"]
            form.add_error(name if name in form.fields else None, problem["message"])

    def _kept(self, part: str) -> list[Any]:
        rows = self.sets[part]
        return [
            form
            for form in rows.forms
            if (form.has_changed() or form.initial) and not form.cleaned_data.get("DELETE") and form.cleaned_data
        ]


def _initial(part: str, content: Content) -> list[dict[str, Any]]:
    match part:
        case "types":
            return [{"worker_type": t.worker_type, "posts": t.posts, "wage": t.wage} for t in content.types]
        case "rules":
            return [_rule(rule) for rule in content.rules]
        case "documents":
            return [
                {"kind": paper.kind, "worker_type": paper.worker_type, "is_required": paper.is_required}
                for paper in content.documents
            ]
        case _:
            return [
                {"name_th": one.name_th, "name_en": one.name_en, "maximum": one.maximum, "code": one.code}
                for one in content.criteria
            ]


def _rule(rule: Rule) -> dict[str, Any]:
    fields = {"code": rule.code, "worker_type": rule.worker_type, "is_required": rule.is_required}
    written = {_PARAMETER_FIELDS.get((RuleCode(rule.code), name), name): v for name, v in rule.parameters.items()}
    return fields | written
