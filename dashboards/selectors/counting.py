"""What indicators count, in the words of the data sets that they are counted from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards.choices import Counting, Source
from dashboards.models import Indicator
from datasets.models import Dataset, DatasetField
from datasets.selectors.pages import worded
from u2t.core.templatetags.u2t import local_name

_Fields = Mapping[tuple[str, str], DatasetField]


@dataclass(frozen=True, slots=True)
class Counted:
    """Where the figures of an indicator come from and what is counted there; `dataset` is empty of people at work."""

    dataset: str
    source: str
    what: str


def counted_by(indicators: Iterable[Indicator]) -> dict[int, Counted]:
    """Return of each of these indicators what it counts: two queries, however many they are."""
    found = list(indicators)
    codes = {code for each in found for code in (each.dataset, each.denominator_dataset) if code}
    names = {dataset.pk: local_name(dataset) for dataset in Dataset.objects.filter(pk__in=codes)}
    fields = {(each.dataset_id, each.name): each for each in DatasetField.objects.filter(dataset__in=codes)}
    return {each.pk: _counted(each, names, fields) for each in found}


def _counted(indicator: Indicator, names: Mapping[str, str], fields: _Fields) -> Counted:
    if indicator.source == Source.WORKFORCE:
        return Counted("", str(Source.WORKFORCE.label), _about(indicator))
    base = indicator.denominator_dataset or indicator.dataset
    what = _part(indicator.numerator, indicator.dataset, fields)
    # A share is of those who answered: its base would repeat the question.
    if indicator.denominator and not indicator.denominator.endswith("=*"):
        shown = {"part": what, "base": _part(indicator.denominator, base, fields)}
        what = _("%(part)s per %(base)s") % shown
    return Counted(indicator.dataset, names.get(indicator.dataset, indicator.dataset), what)


def _about(indicator: Indicator) -> str:
    about_en = indicator.about_en or indicator.about_th
    return indicator.about_th if local_name(indicator) == indicator.name_th else about_en


def _part(part: str, dataset: str, fields: _Fields) -> str:
    """Return a part of an indicator in words: its field, with the answer that is counted."""
    if part == "#":
        return str(Counting.COUNT.label)
    name, _equals, answer = part.partition("=")
    field = fields.get((dataset, name))
    if field is None:
        return part
    said = worded(answer, field.choices) if answer and answer != "*" else ""
    return f"{field.label}: {said}" if said else field.label
