"""Words of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: What a row of a repetition within another one is called by, beside its answers; no field has such a name.
NUMBER = "#"
#: The note of a version that came with the platform; it counts only with the system's own name under it.
SHIPPED = "shipped"


class FieldKind(models.TextChoices):
    """What a value is."""

    TEXT = "text", _("Text")
    WHOLE = "whole", _("Whole number")
    DECIMAL = "decimal", _("Decimal number")
    PERCENT = "percent", _("Per cent")
    DATE = "date", _("Date")
    DERIVED = "derived", _("Derived")
    CHOICE = "choice", _("One of a list")
    CHOICES = "choices", _("Some of a list")
    POINT = "point", _("GPS position")
    FILE = "file", _("Photo or file")


class FieldRole(models.TextChoices):
    """What a column is for."""

    PLACE = "place", _("Place code")
    PLACE_NAME = "place-name", _("Name of the place, checked against its code")
    AREA_CODE = "area-code", _("Code of an area above, checked against the place")
    AREA_NAME = "area-name", _("Name of an area above, checked against the place")
    PERIOD = "period", _("Period")
    KEY = "key", _("Part of the natural key")
    VALUE = "value", _("Value")
    IGNORED = "ignored", _("Not stored")


class DataClass(models.TextChoices):
    """Who may have the data."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    PERSONAL = "personal", _("Personal")
    RESTRICTED = "restricted", _("Restricted")


class DataKind(models.TextChoices):
    """What the catalogue of government data calls the kind of a data set."""

    RECORD = "record", _("Records")
    STATISTIC = "statistic", _("Statistics")
    SPATIAL = "spatial", _("Geographical data")
    MIXED = "mixed", _("Several kinds")
    OTHER = "other", _("Another kind")


class UpdateUnit(models.TextChoices):
    """How often a data set is brought up to date, in the words of that catalogue."""

    YEAR = "year", _("Year")
    HALF = "half", _("Half a year")
    QUARTER = "quarter", _("Quarter")
    MONTH = "month", _("Month")
    WEEK = "week", _("Week")
    DAY = "day", _("Day")
    LIVE = "live", _("As it happens")
    NEVER = "never", _("Not after it was collected")
    UNKNOWN = "unknown", _("Not known")


class PlaceLevel(models.TextChoices):
    """Which places a data set speaks of."""

    TAMBON = "tambon", _("Tambon or municipality")
    VILLAGE = "village", _("Village")


class CorrectionState(models.TextChoices):
    """Where a correction stands."""

    PROPOSED = "proposed", _("Waiting for a second person")
    APPLIED = "applied", _("Applied")
    REFUSED = "refused", _("Refused")


class TwinState(models.TextChoices):
    """What somebody said of two records that may be one."""

    OPEN = "open", _("To be decided")
    MERGED = "merged", _("One thing")
    DISMISSED = "dismissed", _("Two things")


class DoubtKind(models.TextChoices):
    """Why a value should be looked at again."""

    OUTLIER = "outlier", _("Far from all others")
    BELOW = "below", _("Below the least of the field")
    ABOVE = "above", _("Above the greatest of the field")
    MISSING = "missing", _("Empty, and needed")
    UNLISTED = "unlisted", _("Not an answer of the list")


class DoubtState(models.TextChoices):
    """Where a doubt stands."""

    OPEN = "open", _("To be checked")
    SETTLED = "settled", _("Checked: it is right")


class EntryState(models.TextChoices):
    """Where an entry from the field stands."""

    DRAFT = "draft", _("Photos on their way")
    SUBMITTED = "submitted", _("Sent in")
    RETURNED = "returned", _("Returned")
    VERIFIED = "verified", _("Verified")
    REFUSED = "refused", pgettext_lazy("entry", "Refused")


class Hold(models.TextChoices):
    """Why somebody has to decide about an entry before it can be verified."""

    LATE = "late", _("Sent after the round was closed")
    NO_ROUND = "no-round", _("No round collects this here")
    NOT_NAMED = "not-named", _("Of somebody whom the round does not name as a collector")
    OUTSIDE = "outside", _("Of a place outside the collector's area")
    NO_PLACE = "no-place", _("It does not say of which place it is")
    VERSION = "version", _("Answered on a version of the form that is not known here")
    VALUE = "value", _("An answer does not fit its question")
    ORIGINAL = "original", _("It changes an entry that is not known here")


class RoundPhase(models.TextChoices):
    """Where a round of collecting stands today."""

    COMING = "coming", pgettext_lazy("round of collecting", "Not open yet")
    OPEN = "open", pgettext_lazy("round of collecting", "Open")
    CLOSED = "closed", pgettext_lazy("round of collecting", "Closed")


#: What a form asks for in each of its questions, by the names that pyxform gives: what has none here keeps its own.
QUESTION_TYPES = {
    "text": _("Text"), "string": _("Text"), "integer": _("Whole number"), "int": _("Whole number"),
    "decimal": _("Decimal number"), "range": _("Number on a scale"), "date": _("Date"), "time": _("Time of day"),
    "dateTime": _("Date and time"), "select one": _("One of a list"), "select all that apply": _("Some of a list"),
    "rank": _("Order of a list"), "acknowledge": _("Acknowledgement"), "trigger": _("Acknowledgement"),
    "geopoint": _("GPS position"), "geotrace": _("Line on the map"), "geoshape": _("Area on the map"),
    "photo": _("Photograph"), "audio": _("Sound"), "video": _("Film"), "file": _("File"), "barcode": _("Bar code"),
    "calculate": _("Computed"), "hidden": _("Not shown"), "note": pgettext_lazy("question", "Note"),
    "start": _("Date and time"), "end": _("Date and time"), "today": _("Date"), "deviceid": _("Text"),
    "username": _("Text"), "email": _("E-mail"), "phonenumber": _("Telephone"), "subscriberid": _("Text"),
    "simserial": _("Text"),
}  # fmt: skip
