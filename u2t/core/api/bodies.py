"""What a request says, read by a serializer before a service is asked."""

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import Serializer


def body_of(request: Request, serializer: type[Serializer[Any]]) -> dict[str, Any]:
    """Return the checked body of a request.

    Raises:
        ValidationError: shown as 422 with the fields that are wrong.
    """
    asked = serializer(data=request.data, context={"request": request})
    asked.is_valid(raise_exception=True)
    found: dict[str, Any] = asked.validated_data
    return found
