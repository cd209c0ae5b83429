"""Forms of definitions: data sets and their fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.choices import FieldKind, FieldRole
from datasets.models import Dataset, DatasetField
from u2t.core.importing.columns import plain

_FREQUENCIES = [("year", _("Year")), ("month", _("Month"))]
_ADDABLE = frozenset({FieldRole.VALUE, FieldRole.KEY, FieldRole.IGNORED})


class _Versioned(forms.ModelForm):  # type: ignore[type-arg]  # its two models follow
    """What a change to a definition brings with it: the version that was seen, and why."""

    note = forms.CharField(
        label=_("Why"), required=False, max_length=200, help_text=_("Kept with the version, for whoever asks later.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """Return the values of the definition."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}

    def change(self) -> dict[str, Any]:
        """Return the values with the version that the person saw, and the reason, as the service asks for them."""
        return {"version": self.cleaned_data["seen"], "facts": self.facts(), "note": self.cleaned_data["note"]}

    def _post_clean(self) -> None:
        """Leave the row as it is: the service compares it with the values and checks them."""


class DatasetForm(_Versioned):
    class Meta:
        model = Dataset
        fields = (
            "name_th", "name_en", "data_kind", "about_th", "about_en", "purpose_th", "keywords", "owner_th",
            "contact_name", "contact_email", "source_th", "licence", "coverage_th", "update_unit", "update_every",
            "place_level", "frequency", "default_period", "data_class", "needs_second_person",
        )  # fmt: skip
        labels = {
            "name_th": _("Name (Thai)"), "name_en": _("Name (English)"), "about_th": _("About (Thai)"),
            "about_en": _("About (English)"), "owner_th": _("Owner"), "source_th": _("Source"),
            "licence": _("Licence"), "place_level": _("Of"), "frequency": _("Frequency"),
            "default_period": _("Period where a file names none"), "data_class": _("Class"),
            "needs_second_person": _("Corrections need a second person"), "data_kind": _("Kind of data"),
            "purpose_th": _("Purpose"), "keywords": _("Keywords"), "contact_name": _("Contact"),
            "contact_email": _("E-mail of the contact"), "coverage_th": _("Geographical coverage"),
            "update_unit": _("Brought up to date each"), "update_every": _("… of how many"),
        }  # fmt: skip
        help_texts = {
            "keywords": _("With commas between them."),
            "contact_name": _("The office that answers, rather than a person."),
            "data_class": _(
                "Records of a restricted data set, and its figures below a province or of fewer than three tambons, "
                "are seen only by who reviews them there, by stewards, auditors and administrators. Agencies see "
                "public and internal data sets alone. Personal fields are hidden in every class."
            ),
            "update_every": _("2 and “Month” is every two months."),
        }
        widgets = {
            "purpose_th": forms.Textarea(attrs={"rows": 2}),
            "about_th": forms.Textarea(attrs={"rows": 2}),
            "about_en": forms.Textarea(attrs={"rows": 2}),
            "frequency": forms.Select(choices=_FREQUENCIES),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["frequency"].choices = _FREQUENCIES  # type: ignore[attr-defined]
        self.fields["seen"].initial = self.instance.version


class NewDatasetForm(DatasetForm):
    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Letters, digits and - of the Latin alphabet; it never changes.")
    )
    note = None  # type: ignore[assignment]
    seen = None  # type: ignore[assignment]
    field_order = ("code",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        forms.ModelForm.__init__(self, *args, **kwargs)
        self.fields["frequency"].choices = _FREQUENCIES  # type: ignore[attr-defined]


class FieldForm(_Versioned):
    aliases = forms.CharField(
        label=_("Other headings"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One in each line: under which other headings files bring it."),
    )

    class Meta:
        model = DatasetField
        fields = (
            "label_th", "label_en", "kind", "role", "unit_th", "unit_en", "minimum", "maximum", "aliases",
            "is_required", "is_personal", "is_searchable", "is_naming", "formula",
        )  # fmt: skip
        labels = {
            "label_th": _("Label (Thai)"), "label_en": _("Label (English)"), "kind": _("Type"), "role": _("Use"),
            "unit_th": _("Unit (Thai)"), "unit_en": _("Unit (English)"), "minimum": _("Least"),
            "maximum": _("Greatest"), "is_required": _("Every file must bring it"),
            "is_personal": _("Personal data"), "is_searchable": _("Searchable"),
            "is_naming": _("Names the thing"),
            "formula": _("Formula of a derived field"),
        }  # fmt: skip
        help_texts = {
            "is_searchable": _("Records are found by its values, also among a million; up to eight fields."),
            "is_naming": _("Two records of one place that are named alike here are shown as perhaps the same thing."),
            "formula": _("rate(A, B): the whole number of B that A per cent are."),
            "is_personal": _("Seen only by those who may take personal data home; in no list, download or correction."),
        }

    def __init__(self, *args: Any, dataset: Dataset, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = dataset.version
        if self.instance.pk:
            self.initial["aliases"] = "\n".join(self.instance.aliases)
            for limit in ("minimum", "maximum"):
                value = getattr(self.instance, limit)
                self.initial[limit] = None if value is None else plain(value)

    def clean_aliases(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["aliases"].splitlines())
        return list(dict.fromkeys(filter(None, lines)))


class NewFieldForm(FieldForm):
    class Meta(FieldForm.Meta):
        fields = ("name", *FieldForm.Meta.fields)  # type: ignore[assignment]  # a longer tuple is another type
        labels = FieldForm.Meta.labels | {"name": _("Heading in the file")}
        help_texts = FieldForm.Meta.help_texts | {
            "name": _("Letters, digits, _ and . of the Latin alphabet; it never changes.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = FieldKind.WHOLE
        roles = [choice for choice in FieldRole.choices if choice[0] in _ADDABLE]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
