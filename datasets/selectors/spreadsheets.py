"""From the columns of a spreadsheet, and what somebody says of each, to the fields of a data set."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets.choices import FieldKind, FieldRole, PlaceLevel
from datasets.definitions import standard_fields
from datasets.models import Dataset, DatasetField
from datasets.selectors.field_rules import DefinitionInputError, check_together
from datasets.selectors.halves import HALVES, go_together, lacking_half
from datasets.selectors.headings import lacking
from u2t.core.importing.columns import heading_key

#: What a column is used for, besides the fields that every data set has.
VALUE, KEY, LEFT_OUT = FieldRole.VALUE.value, FieldRole.KEY.value, ""
#: Columns that are a position, most of them two together, by what each is used for.
HALF_USES = {half.removeprefix(":"): half for half in HALVES}
HALF_LABELS = {
    "latitude": gettext_lazy("Latitude of the position"),
    "longitude": gettext_lazy("Longitude of the position"),
    "easting47": gettext_lazy("Easting of the position, UTM 47N (WGS 84)"),
    "northing47": gettext_lazy("Northing of the position, UTM 47N (WGS 84)"),
    "utm47": gettext_lazy("Easting and northing in one column, UTM 47N (WGS 84)"),
    "easting48": gettext_lazy("Easting of the position, UTM 48N (WGS 84)"),
    "northing48": gettext_lazy("Northing of the position, UTM 48N (WGS 84)"),
    "utm48": gettext_lazy("Easting and northing in one column, UTM 48N (WGS 84)"),
    "easting47i": gettext_lazy("Easting of the position, UTM 47N (Indian 1975)"),
    "northing47i": gettext_lazy("Northing of the position, UTM 47N (Indian 1975)"),
    "utm47i": gettext_lazy("Easting and northing in one column, UTM 47N (Indian 1975)"),
    "easting48i": gettext_lazy("Easting of the position, UTM 48N (Indian 1975)"),
    "northing48i": gettext_lazy("Northing of the position, UTM 48N (Indian 1975)"),
    "utm48i": gettext_lazy("Easting and northing in one column, UTM 48N (Indian 1975)"),
    "easting": gettext_lazy("Easting of the position, UTM, zone in another column (WGS 84)"),
    "northing": gettext_lazy("Northing of the position, UTM, zone in another column (WGS 84)"),
    "utm": gettext_lazy("Easting and northing in one column, UTM, zone in the cell or in another column (WGS 84)"),
    "eastingi": gettext_lazy("Easting of the position, UTM, zone in another column (Indian 1975)"),
    "northingi": gettext_lazy("Northing of the position, UTM, zone in another column (Indian 1975)"),
    "utmi": gettext_lazy(
        "Easting and northing in one column, UTM, zone in the cell or in another column (Indian 1975)"
    ),
    "zone": gettext_lazy("Zone of the UTM grid"),
}
#: The kinds that a column of a spreadsheet can have.
KINDS = (
    FieldKind.TEXT, FieldKind.WHOLE, FieldKind.DECIMAL, FieldKind.PERCENT, FieldKind.DATE, FieldKind.CHOICE,
    FieldKind.POINT,
)  # fmt: skip
#: A list of more answers is no list that anybody chooses from.
MOST_CHOICES = 30
MOST_COLUMNS = 120
#: The columns of place go by their role: their names differ between data sets of tambons and of villages.
_BY_ROLE = frozenset({FieldRole.PLACE, FieldRole.PLACE_NAME})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a spreadsheet: its heading, what it is used for (empty: left out) and the field it becomes."""

    heading: str
    use: str = LEFT_OUT
    name: str = ""
    label_th: str = ""
    kind: str = FieldKind.TEXT
    is_personal: bool = False
    choices: tuple[str, ...] = ()


def use_of(field: dict[str, Any]) -> str:
    """Return what a column of one of the standard fields is used for."""
    return str(field["role"] if field["role"] in _BY_ROLE else field["name"])


def uses(*, is_village: bool) -> dict[str, dict[str, Any]]:
    """Return the standard fields by what a column of theirs is used for."""
    return {use_of(field): field for field in standard_fields(is_village=is_village)}


def fields_of(dataset: Dataset, columns: Sequence[Column]) -> tuple[list[DatasetField], list[str]]:
    """Return the fields of a new data set, and for each column the name of its field, empty where it is left out.

    Raises:
        DefinitionInputError: with the number of the column that is wrong.
    """
    standard = uses(is_village=dataset.place_level == PlaceLevel.VILLAGE)
    _check_uses(columns, standard)
    new = [column for column in columns if column.use in {VALUE, KEY}]
    at = [number for number, column in enumerate(columns, start=1) if column.use in {VALUE, KEY}]
    position = _position(columns)
    if position is not None:
        new.append(position)
        at.append(next(number for number, column in enumerate(columns, start=1) if column.use in HALF_USES))
    taken = {heading_key(text) for column in new for text in (column.name, column.label_th)}
    made: list[DatasetField] = []
    for use, values in standard.items():
        words = [column.heading for column in columns if column.use == use and column.heading]
        own = {heading_key(text) for text in (values["name"], values["label_th"], values["label_en"])}
        aliases = [text for text in dict.fromkeys([*values["aliases"], *words]) if heading_key(text) not in taken | own]
        made.append(DatasetField(dataset=dataset, position=len(made), is_added=True, **values | {"aliases": aliases}))
    first = len(made)
    made += [_field(dataset, first + number, column) for number, column in enumerate(new)]
    try:
        check_together(made, first)
    except DefinitionInputError as error:
        error.extra["column"] = at[error.extra["column"] - 1]
        raise
    names = {use: str(values["name"]) for use, values in standard.items()}
    if position is not None:
        names |= {use: f"{position.name}{half}" for use, half in HALF_USES.items()}
    chosen = [column.name if column.use in {VALUE, KEY} else names.get(column.use, "") for column in columns]
    if lacking(dataset, made, filter(None, chosen)):
        raise DefinitionInputError(
            _("Say which column holds the code of the place, or those of tambon, amphoe and province, or the position.")
        )
    return made, chosen


def _position(columns: Sequence[Column]) -> Column | None:
    """Return the field that the columns of a position make together, None where there are none.

    Raises:
        DefinitionInputError: with the column of the one, if the other is not there, or of a second position.
    """
    halves = {column.use: number for number, column in enumerate(columns, start=1) if column.use in HALF_USES}
    if not halves:
        return None
    first = HALF_USES[next(iter(halves))]
    others = [number for use, number in halves.items() if not go_together(first, HALF_USES[use])]
    if others:
        raise DefinitionInputError(
            _("The position is read in one way: leave out the columns that give it in another."),
            extra={"field": "use", "column": others[0]},
        )
    given = [HALF_USES[use] for use in halves]
    half = next((number for use, number in halves.items() if lacking_half(HALF_USES[use], given)), None)
    if half is not None:
        raise DefinitionInputError(
            _("This is half a position: say which column holds the other half, or leave this one out."),
            extra={"field": "use", "column": half},
        )
    is_personal = any(columns[number - 1].is_personal for number in halves.values())
    new = [column for column in columns if column.use in {VALUE, KEY}]
    made = Column("", VALUE, "position", "พิกัดที่ตั้ง", FieldKind.POINT, is_personal)
    return numbered([*new, made])[-1]


def _field(dataset: Dataset, position: int, column: Column) -> DatasetField:
    is_list = column.kind == FieldKind.CHOICE
    choices = [{"value": text, "th": text, "en": ""} for text in column.choices] if is_list else []
    own = {"", heading_key(column.name), heading_key(column.label_th)}
    aliases = [] if heading_key(column.heading) in own else [column.heading]
    return DatasetField(
        dataset=dataset, position=position, is_added=True, name=column.name, kind=column.kind, role=column.use,
        label_th=column.label_th, aliases=aliases, is_personal=column.is_personal, choices=choices,
    )  # fmt: skip


def _check_uses(columns: Sequence[Column], standard: dict[str, dict[str, Any]]) -> None:
    if len(columns) > MOST_COLUMNS:
        shown = {"count": len(columns), "most": MOST_COLUMNS}
        raise DefinitionInputError(_("The file has %(count)s columns; at most %(most)s become a data set.") % shown)
    seen: dict[str, str] = {}
    for number, column in enumerate(columns, start=1):
        extra = {"field": "use", "column": number}
        if column.use in {VALUE, KEY, LEFT_OUT}:
            _check_kind(column, number)
            continue
        if column.use not in standard and column.use not in HALF_USES:
            raise DefinitionInputError(_("A column is not used for “%(use)s”.") % {"use": column.use}, extra=extra)
        if column.use in seen:
            shown_twice = {
                "first": seen[column.use],
                "second": column.heading,
                "field": standard[column.use]["label_th"] if column.use in standard else HALF_LABELS[column.use],
            }
            raise DefinitionInputError(
                _("“%(first)s” and “%(second)s” cannot both be “%(field)s”. Leave one of them out.") % shown_twice,
                extra=extra,
            )
        seen[column.use] = column.heading
    if not any(column.use in {VALUE, KEY, *HALF_USES} for column in columns):
        raise DefinitionInputError(_("Every column is left out or names the place: there is nothing to store."))


def _check_kind(column: Column, number: int) -> None:
    if column.use == LEFT_OUT:
        return
    extra = {"field": "kind", "column": number}
    if column.kind not in KINDS:
        raise DefinitionInputError(_("A column of a spreadsheet cannot be of this type."), extra=extra)
    if column.kind == FieldKind.CHOICE and not 0 < len(column.choices) <= MOST_CHOICES:
        raise DefinitionInputError(
            _("A list has 1 to %(most)s different values; this column has more, or none. Take text.")
            % {"most": MOST_CHOICES},
            extra=extra,
        )


def numbered(columns: Sequence[Column]) -> list[Column]:
    """Give columns of one name different ones."""
    found: list[Column] = []
    names: set[str] = set()
    for column in columns:
        name, number = column.name, 2
        while name.lower() in names:
            name, number = f"{column.name[:70]}_{number}", number + 1
        names.add(name.lower())
        found.append(replace(column, name=name))
    return found
