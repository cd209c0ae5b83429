"""The indicators as rows."""

import re
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dashboards.choices import Counting, OverPlace, OverTime
from dashboards.definitions import DEFINITIONS, Definition, of_area
from dashboards.models import Indicator
from dashboards.permissions import Can
from dashboards.selectors.uses import LISTS, NUMBERS, countable
from datasets.choices import FieldKind
from datasets.models import Dataset, DatasetField
from datasets.models.closed import is_closed
from tambon.models import Area
from u2t.core import audit, clock, marks
from u2t.core.access import Actor, require
from u2t.core.errors import InputError
from u2t.core.once import once
from workforce.definitions import AREAS
from workforce.models import WorkArea

#: Indicators that people define are called so, and ours never.
_CODE = re.compile(r"data\.[a-z0-9][a-z0-9.-]{0,70}", re.ASCII)
_LONGEST = 80
_ONE, _HUNDRED = Decimal(1), Decimal(100)


class IndicatorError(InputError):
    """What was given defines no indicator."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An indicator of a data set as somebody describes it, without a formula."""

    code: str
    name_th: str
    name_en: str
    dataset: Dataset
    counting: str
    unit_th: str = ""
    unit_en: str = ""
    field: str = ""
    answer: str = ""
    base: str = ""
    about_th: str = ""


@transaction.atomic
def define(*, by: Actor, wanted: Wanted) -> Indicator:
    """Count, sum, divide or take the share of an answer, of the verified records of a data set; it rolls up at once."""
    require(by, Can.ADD_INDICATOR, Area(code="TH"))
    if not _CODE.fullmatch(wanted.code):
        raise _wrong("code", _("Begin the code with data. and go on with small Latin letters, digits, - and ."))
    if is_closed(wanted.dataset):
        raise _wrong("dataset", _("This data set is restricted, and figures are seen by more people than its records."))
    numerator, denominator = _parts(wanted)
    if max(len(numerator), len(denominator)) > _LONGEST:
        raise _wrong("answer", _("The name of the field and the answer are too long together."))
    is_ratio, is_share = bool(denominator), wanted.counting == Counting.SHARE
    over_time = OverTime.SUM if wanted.dataset.frequency == "month" else OverTime.LAST
    taken = IndicatorError(_("This code is taken. Choose another."), extra={"field": "code"})
    last = Indicator.objects.aggregate(last=Max("position"))["last"] or 0
    with once("dashboards_indicator_code_key", otherwise=taken):
        made = Indicator.objects.create(
            code=wanted.code, name_th=wanted.name_th, name_en=wanted.name_en or wanted.name_th,
            about_th=wanted.about_th, unit_th="ร้อยละ" if is_share else wanted.unit_th,
            unit_en="per cent" if is_share else wanted.unit_en or wanted.unit_th, position=last + 1,
            frequency=wanted.dataset.frequency, dataset=wanted.dataset.pk, numerator=numerator,
            denominator=denominator, numerator_over_time=over_time, denominator_over_time=over_time,
            over_place=OverPlace.RATIO if is_ratio else OverPlace.SUM, scale=_HUNDRED if is_share else _ONE,
            decimals=1 if is_share else 2 if is_ratio else 0,
        )  # fmt: skip
    marks.append(f"indicator:{made.code}", [("", "")], known_at=clock.now())
    audit.record(action="indicator.defined", target=made, by=by, changes={"numerator": (None, numerator)})
    return made


def _parts(wanted: Wanted) -> tuple[str, str]:
    """Return numerator and denominator in the words of the roll-up."""
    if wanted.counting == Counting.COUNT:
        return "#", ""
    if wanted.counting == Counting.SUM:
        return _field(wanted.dataset, wanted.field, NUMBERS, "field").name, ""
    if wanted.counting == Counting.RATIO:
        base = _field(wanted.dataset, wanted.base, NUMBERS, "base").name
        return _field(wanted.dataset, wanted.field, NUMBERS, "field").name, base
    field = _field(wanted.dataset, wanted.field, LISTS, "field")
    offered = {each["value"] for each in field.choices}
    if wanted.answer not in offered:
        shown = {"answers": ", ".join(sorted(offered)[:20])}
        raise _wrong("answer", _("Name one of the answers: %(answers)s.") % shown)
    return f"{field.name}={wanted.answer}", f"{field.name}=*"


def _field(dataset: Dataset, name: str, kinds: frozenset[FieldKind], asked: str) -> DatasetField:
    """Return a field that can be counted so; of personal ones nothing is."""
    fields = [each for group in countable(dataset) for each in group if each.kind in kinds]
    found = next((each for each in fields if each.name == name), None)
    if found is None:
        shown = {"fields": ", ".join(each.name for each in fields[:30]) or "–"}
        raise _wrong(asked, _("Name a field that can be counted so: %(fields)s.") % shown)
    return found


def _wrong(name: str, message: str) -> IndicatorError:
    return IndicatorError(message, extra={"field": name})


@transaction.atomic
def sync(*, by: Actor) -> int:
    """Store the indicators the platform brings; return how many changed. Those that staff added stay."""
    require(by, Can.REBUILD_ROLLUP)
    definitions = [*DEFINITIONS, *_of_areas()]
    changed = [d.code for position, d in enumerate(definitions) if _store(position, d)]
    for definition in DEFINITIONS:
        if definition.rate:
            rate = Indicator.objects.get(code=definition.rate)
            Indicator.objects.filter(code=definition.code).exclude(rate=rate).update(rate=rate)
    for code in changed:
        # Its records may have been there before it: everything it measures is told anew.
        marks.append(f"indicator:{code}", [("", "")], known_at=clock.now())
    return len(changed)


def _of_areas() -> list[Definition]:
    """Return an indicator for each area of work, by the names that the ministry gives them."""
    areas = {code: (name_th, name_en) for code, name_th, name_en in AREAS}
    areas |= {area.pk: (area.name_th, area.name_en) for area in WorkArea.objects.all()}
    return [of_area(code, *names) for code, names in areas.items()]


def _store(position: int, definition: Definition) -> bool:
    values = asdict(definition) | {"position": position}
    code = values.pop("code")
    values.pop("rate")
    values["class_limits"] = list(definition.class_limits)
    values["excluded_provinces"] = list(definition.excluded_provinces)
    found = Indicator.objects.filter(code=code).first()
    if found is not None and all(getattr(found, name) == value for name, value in values.items()):
        return False
    Indicator.objects.update_or_create(code=code, defaults=values)
    return True
