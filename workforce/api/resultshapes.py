"""Where an own application stands, and what its result was, for the API of applicants."""

from typing import Any

from rest_framework import serializers

_DIGITS = 8


class ResultChoiceSerializer(serializers.Serializer[Any]):
    tambon = serializers.CharField()
    outcome = serializers.CharField()
    place = serializers.IntegerField(allow_null=True, help_text="The place on the list of the selected or the reserve.")
    why = serializers.CharField()


class OwnPointsSerializer(serializers.Serializer[Any]):
    criterion = serializers.CharField(source="name")
    points = serializers.DecimalField(max_digits=_DIGITS, decimal_places=2)
    maximum = serializers.DecimalField(max_digits=_DIGITS, decimal_places=2)


class OwnStandingSerializer(serializers.Serializer[Any]):
    state = serializers.CharField(source="standing.title")
    next = serializers.CharField(source="standing.next_line", help_text="What happens next, in words.")
    choices = ResultChoiceSerializer(
        source="result.choices", many=True, default=list, help_text="Nothing before the result is published."
    )
    points = OwnPointsSerializer(
        source="result.points", many=True, default=list, help_text="The own points, where the round shows them."
    )
