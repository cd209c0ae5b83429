"""Filters of lists, for pages, downloads and the API alike."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from datasets.choices import (
    CorrectionState,
    DataClass,
    DoubtKind,
    DoubtState,
    EntryState,
    PlaceLevel,
    RoundPhase,
    TwinState,
)
from datasets.models import CollectionRound, Correction, Dataset, DatasetField, Doubt, Entry, Form, Record, Twin
from datasets.models.collecting import CollectionRoundQuerySet
from datasets.permissions import Can
from datasets.selectors import searching
from datasets.selectors.pages import worded_choices
from datasets.selectors.records import together
from datasets.selectors.standings import SET_ASIDE
from tambon.filters.areas import province_choices
from tambon.filters.called import AreasFilter
from tambon.models import Area
from u2t.core import clock
from u2t.core.access import prefix_q
from u2t.core.errors import InputError
from u2t.core.filters import NamedFilter
from u2t.core.importing.pages import RunFilterSet
from u2t.core.models import ImportRun, Origin
from u2t.core.templatetags.u2t import local_name
from u2t.core.text import normalise


class CodeFilter(django_filters.CharFilter):
    """A filter that takes only codes of a given form."""

    field_class = forms.RegexField


class DatasetFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="in_words", max_length=100)
    place_level = django_filters.ChoiceFilter(label=_("Level"), choices=PlaceLevel.choices, empty_label=_("All levels"))
    data_class = django_filters.ChoiceFilter(label=_("Class"), choices=DataClass.choices, empty_label=_("All classes"))

    class Meta:
        model = Dataset
        fields = ["place_level", "data_class"]

    def in_words(self, rows: QuerySet[Dataset], _name: str, value: str) -> QuerySet[Dataset]:
        """Find each word in what is said of a data set or of one of its fields."""
        for word in value.split()[:8]:
            labels = DatasetField.objects.filter(is_retired=False).filter(
                Q(label_th__icontains=word) | Q(label_en__icontains=word)
            )
            told = ("code", "name_th", "name_en", "about_th", "about_en", "owner_th", "source_th", "keywords")
            said = reduce(or_, (Q(**{f"{name}__icontains": word}) for name in told))
            rows = rows.filter(said | Q(pk__in=labels.values("dataset")))
        return rows


#: What is of use only where records are found by a field.
_BY_VALUE = ("field", "value", "least", "most", "order")


class PlacedFilterSet(django_filters.FilterSet):
    """What lists of things at places have in common: an area by its name, and its code in addresses.

    Codes are for links and programs: a page shows their fields only where one is in force.
    """

    area = AreasFilter(method="within")
    tambon = CodeFilter(regex=r"^\d{6}$", label=_("Tambon (code)"), method="below")

    #: Leads to the code of the place.
    place_path: ClassVar[str] = "place_id"
    by_link: ClassVar[tuple[str, ...]] = ("tambon",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hide(name for name in self.by_link if not self.data.get(name))

    def hide(self, names: Iterable[str]) -> None:
        """Leave fields out of the page; an address may give them all the same."""
        for name in names:
            self.form.fields[name].widget = forms.HiddenInput()

    def within(self, rows: QuerySet[Any], _name: str, value: frozenset[str]) -> QuerySet[Any]:
        return rows.filter(prefix_q(self.place_path, value))

    def below(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(prefix_q(self.place_path, frozenset({value})))


class _AnswerSelect(forms.Select):
    """The answers of a field; what is filtered by is shown, also where its words are given or no list has it."""

    def __init__(self, field: DatasetField) -> None:
        super().__init__(choices=[("", "–"), *worded_choices(field)])
        self._field = field

    def format_value(self, value: Any) -> list[str]:
        """Return the answer that is meant."""
        shown = searching.answer_meant(self._field, str(value or ""))
        if shown not in dict(self.choices):
            self.choices = [*self.choices, (shown, shown)]
        return [shown]


class RecordFilterSet(PlacedFilterSet):
    province = django_filters.ChoiceFilter(
        choices=province_choices, label=_("Province"), empty_label=_("All provinces"), method="below"
    )
    amphoe = CodeFilter(regex=r"^\d{4}$", label=_("Amphoe (code)"), method="below")
    place = CodeFilter(regex=r"^\d{6}(\d{2})?$", label=_("Place (code)"), field_name="place")
    period = django_filters.CharFilter(label=_("Period"))
    origin = django_filters.ChoiceFilter(choices=Origin.choices, label=_("Origin"), empty_label=_("All origins"))
    run = django_filters.NumberFilter(label=_("Import"), method="of_run")
    beside = django_filters.NumberFilter(label=_("In one answer with the record"), method="of_answer")
    field = django_filters.CharFilter(label=_("Searchable field"), method="by_field")
    value = django_filters.CharFilter(label=_("Its value"), method="with_field")
    least = django_filters.CharFilter(label=_("From"), method="with_field")
    most = django_filters.CharFilter(label=_("To"), method="with_field")
    order = django_filters.ChoiceFilter(
        label=pgettext_lazy("sorting", "Order"),
        choices=[("value", _("Least first")), ("-value", _("Greatest first"))],
        method="with_field",
    )

    by_link = ("amphoe", "tambon", "place", "run", "beside")

    class Meta:
        model = Record
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = list(searching.searchable(self.queryset))
        if not fields:
            self.hide(_BY_VALUE)
            return
        asked = self.form.fields
        asked["field"].widget = forms.Select(choices=[("", "–"), *((each.name, each.label) for each in fields)])
        chosen = next((each for each in fields if each.name == self.data.get("field")), None)
        if chosen and chosen.choices:
            asked["value"].widget = _AnswerSelect(chosen)
            self.hide(name for name in ("least", "most") if not self.data.get(name))

    def by_field(self, rows: QuerySet[Record], _name: str, value: str) -> QuerySet[Record]:
        given = self.form.cleaned_data
        return searching.found(rows, value, equal=given["value"], least=given["least"], most=given["most"])

    def with_field(self, rows: QuerySet[Record], name: str, _value: str) -> QuerySet[Record]:
        """Leave it to the field, which has to be named."""
        if not self.form.cleaned_data["field"]:
            raise InputError(gettext("Name the field whose values these are."), extra={"field": name})
        return rows

    def of_run(self, rows: QuerySet[Record], _name: str, value: int) -> QuerySet[Record]:
        return rows.filter(pk__in=Record.objects.filter(layers__run_id=value).values("pk"))

    def of_answer(self, rows: QuerySet[Record], _name: str, value: int) -> QuerySet[Record]:
        return together(rows, value)


class NamedDatasetFilter(NamedFilter):
    """A data set by its name; what comes from the field only is of those that have a form."""

    def __init__(self, *, has_form: bool = False, **options: Any) -> None:
        rows = Dataset.objects.order_by("sort_key", "code")
        if has_form:
            rows = rows.filter(pk__in=Form.objects.values("dataset"))
        super().__init__(queryset=rows, label=_("Data set"), empty_label=_("All data sets"), **options)


class ImportFilterSet(RunFilterSet):
    dataset = NamedDatasetFilter(method="of_dataset")
    period = django_filters.CharFilter(label=_("Period"))

    class Meta(RunFilterSet.Meta):
        pass

    def of_dataset(self, rows: QuerySet[ImportRun], _name: str, value: Dataset) -> QuerySet[ImportRun]:
        return rows.filter(subject=value.subject)


class CorrectionFilterSet(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(
        choices=CorrectionState.choices, label=_("State"), field_name="state", empty_label=_("All states")
    )
    record = django_filters.NumberFilter(label=_("Record"))
    dataset = NamedDatasetFilter(field_name="record__dataset")

    class Meta:
        model = Correction
        fields: list[str] = []


class NamedRoundFilter(NamedFilter):
    """A round of collecting by the name of its data set and its own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Round of collecting"), empty_label=_("All rounds"), **options)

    def get_queryset(self, request: Any) -> QuerySet[CollectionRound]:
        """Offer those that the reader may see; a download is of rows that its owner may see."""
        rows = CollectionRound.objects.all()
        rows = rows.visible_to(request.user, to=Can.VIEW_ROUND) if request else rows
        return rows.select_related("dataset").order_by("-pk")

    def name_of(self, row: CollectionRound) -> str:
        """Name the data set before the round: many begin with a first one."""
        return f"{row.dataset.name} · {row.name}"


class RoundFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="in_words", max_length=100)
    dataset = NamedDatasetFilter(field_name="dataset", has_form=True)
    state = django_filters.ChoiceFilter(
        choices=RoundPhase.choices, label=_("State"), method="standing", empty_label=_("All states")
    )
    area = AreasFilter(method="collecting_in")

    class Meta:
        model = CollectionRound
        fields: list[str] = []

    def in_words(self, rows: CollectionRoundQuerySet, _name: str, value: str) -> CollectionRoundQuerySet:
        for word in normalise(value).split()[:8]:
            told = ("name_th", "name_en", "dataset__name_th", "dataset__name_en", "period")
            rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in told)))
        return rows

    def standing(self, rows: CollectionRoundQuerySet, _name: str, value: str) -> CollectionRoundQuerySet:
        today = clock.today()
        if value == RoundPhase.OPEN:
            return rows.open_today()
        return rows.filter(opens_on__gt=today) if value == RoundPhase.COMING else rows.filter(closes_on__lt=today)

    def collecting_in(
        self, rows: CollectionRoundQuerySet, _name: str, value: frozenset[str]
    ) -> CollectionRoundQuerySet:
        return rows.covering(value)


#: So many rounds are offered; those of one data set are seldom more.
_MOST_ROUNDS = 100


class EntryFilterSet(PlacedFilterSet):
    place_path = "area_id"
    status = django_filters.ChoiceFilter(
        choices=EntryState.choices, label=_("State"), field_name="state", empty_label=_("All states")
    )
    dataset = NamedDatasetFilter(field_name="dataset", has_form=True)
    round = NamedRoundFilter(field_name="round")
    held = django_filters.ChoiceFilter(
        choices=[("yes", _("Set aside")), ("no", _("In order"))],
        label=_("In order or not"),
        method="set_aside",
        empty_label=_("All entries"),
    )
    late = django_filters.ChoiceFilter(
        choices=[("yes", _("Sent after the round was closed")), ("no", pgettext_lazy("entry", "In time"))],
        label=_("In time or late"),
        method="sent_late",
        empty_label=_("All entries"),
    )

    class Meta:
        model = Entry
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["round"].widget = forms.Select(choices=CallableChoiceIterator(self._rounds))

    def _rounds(self) -> list[tuple[Any, Any]]:
        """Offer the newest rounds, of the data set that is chosen, and the one that is, however old it is."""
        self.form.is_valid()
        field, given = self.form.fields["round"], getattr(self.form, "cleaned_data", {})
        rows = field.queryset.filter(dataset=given["dataset"]) if given.get("dataset") else field.queryset
        newest, chosen = list(rows[:_MOST_ROUNDS]), given.get("round")
        if chosen and chosen not in newest:
            newest.insert(0, chosen)
        offered = [(row.pk, field.label_from_instance(row)) for row in newest]
        said = _("The newest of them; choose the data set to see its own")
        return [("", field.empty_label), *([(said, offered)] if len(offered) >= _MOST_ROUNDS else offered)]

    def sent_late(self, rows: QuerySet[Entry], _name: str, value: str) -> QuerySet[Entry]:
        return rows.filter(is_late=value == "yes")

    def set_aside(self, rows: QuerySet[Entry], _name: str, value: str) -> QuerySet[Entry]:
        return rows.filter(SET_ASIDE) if value == "yes" else rows.exclude(SET_ASIDE)


class RoundPlaceFilterSet(django_filters.FilterSet):
    standing = django_filters.ChoiceFilter(
        choices=[
            ("nothing", _("Nothing came in yet")), ("behind", _("Goal not reached")), ("reached", _("Goal reached")),
        ],
        label=_("How far"), method="by_standing", empty_label=_("All places"),
    )  # fmt: skip
    below = AreasFilter(method="within")

    def by_standing(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        if value == "nothing":
            return rows.filter(total=0)
        return rows.filter(left__gt=0) if value == "behind" else rows.filter(left=0)

    def within(self, rows: QuerySet[Area], _name: str, value: frozenset[str]) -> QuerySet[Area]:
        return rows.filter(prefix_q("pk", value))


class WorkPlaceFilter(NamedFilter):
    """A place in which people of the list work."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Works in"), empty_label=_("All places"), method="working_in", **options)

    def get_queryset(self, request: object) -> QuerySet[Area]:
        """Return the places of the people whom the list shows."""
        rows = self.parent.queryset.order_by().exclude(place_code=None)
        return Area.objects.filter(pk__in=rows.values("place_code")).order_by("sort_key", "code")

    def name_of(self, row: Area) -> str:
        """Name a place with its code: in many tambons there is a first moo."""
        return f"{local_name(row)} ({row.pk})"


class RoundWorkerFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name or username"), method="called", max_length=150)
    place = WorkPlaceFilter()
    named = django_filters.ChoiceFilter(
        choices=[("yes", _("Named")), ("no", _("Not named"))],
        label=_("Named or not"), method="being_named", empty_label=_("All people"),
    )  # fmt: skip

    def called(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        for word in normalise(value).split()[:8]:
            told = ("first_name", "last_name", "username")
            rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in told)))
        return rows

    def working_in(self, rows: QuerySet[Any], _name: str, value: Area) -> QuerySet[Any]:
        return rows.filter(place_code=value.pk)

    def being_named(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(is_named=value == "yes")


class TwinFilterSet(PlacedFilterSet):
    place_path = "first__place_id"
    status = django_filters.ChoiceFilter(
        choices=TwinState.choices, label=_("State"), field_name="state", empty_label=_("All states")
    )

    class Meta:
        model = Twin
        fields: list[str] = []


class DoubtFilterSet(PlacedFilterSet):
    place_path = "record__place_id"
    status = django_filters.ChoiceFilter(
        choices=DoubtState.choices, label=_("State"), field_name="state", empty_label=_("All states")
    )
    kind = django_filters.ChoiceFilter(choices=DoubtKind.choices, label=_("Why"), empty_label=_("All reasons"))

    class Meta:
        model = Doubt
        fields: list[str] = []
