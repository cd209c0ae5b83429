"""What several routes of this app share: who asks, and fields of the answers."""

from datetime import date, timedelta
from typing import Any, cast

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from tambon.models import Unit, User
from tambon.places import Place
from u2t.core import clock


def actor(request: Request) -> User:
    """Return the signed-in user; no route of ours that acts is open to strangers."""
    return cast("User", request.user)


@extend_schema_field({"type": "string", "format": "date", "nullable": True})
class LastDayField(serializers.Field[Any, Any, Any, Any]):
    """The last day of a range, which is stored with the day after it; null while the range is open."""

    def to_representation(self, value: DateRange) -> str | None:
        return None if value.upper is None else (value.upper - timedelta(days=1)).isoformat()


@extend_schema_field({"type": "string", "format": "date", "nullable": True})
class FirstDayField(serializers.Field[Any, Any, Any, Any]):
    """The first day of a range; null where it is open, or where the range never was in force."""

    def to_representation(self, value: DateRange) -> str | None:
        return None if value.lower is None else value.lower.isoformat()


@extend_schema_field({"type": "string"})
class PlaceField(serializers.Field[Any, Any, Any, Any]):
    """The code of a place as the forms take it too: a faculty or campus is `unit:NUMBER`."""

    def to_representation(self, value: Place) -> str:
        return f"unit:{value.pk}" if isinstance(value, Unit) else str(value.pk)


class DayField(serializers.DateField):
    """A day that can be meant: not of the Buddhist era by mistake, not of the year 1."""

    default_error_messages = {"implausible": _("This year cannot be right.")}

    def to_internal_value(self, value: Any) -> date:
        day = super().to_internal_value(value)
        if not clock.is_plausible(day):
            self.fail("implausible")
        return day


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


class EndSerializer(serializers.Serializer[Any]):
    on = DayField(help_text="The last day, which still counts.")
    reason = serializers.CharField(max_length=500)
