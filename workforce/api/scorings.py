"""Who scored an interview and what was changed, for the API of applicants."""

from typing import Any

from rest_framework import serializers

_DIGITS = 8


class ScoredPointSerializer(serializers.Serializer[Any]):
    criterion = serializers.CharField(source="criterion.code")
    before = serializers.DecimalField(max_digits=_DIGITS, decimal_places=2, allow_null=True)
    after = serializers.DecimalField(max_digits=_DIGITS, decimal_places=2, allow_null=True)


class ScoringStepSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    by = serializers.CharField(help_text="The name at that time.")
    points = ScoredPointSerializer(many=True, help_text="What changed; null is no points.")
