"""Values that must not be read from a stolen disk or backup: sealed with a key that lies apart from the database.

`U2T_FIELD_KEYS` are Fernet keys with commas between; the first seals, all of them open, so that a key can be
replaced without a stop. `digest` finds a sealed value again without opening any other.
"""

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression


class SealError(Exception):
    """A sealed value cannot be opened with the keys at hand."""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise ImproperlyConfigured(
            "U2T_FIELD_KEYS must hold keys made by cryptography's Fernet.generate_key()."
        ) from error


def _keys() -> tuple[str, ...]:
    if not settings.FIELD_KEYS:
        raise ImproperlyConfigured("U2T_FIELD_KEYS is not set: sealed values can be neither read nor written.")
    return tuple(settings.FIELD_KEYS)


def seal(value: bytes) -> bytes:
    """Seal bytes with the first key."""
    return _box(_keys()).encrypt(value)


def unseal(token: bytes) -> bytes:
    """Open sealed bytes with whichever key sealed them.

    Raises:
        SealError: none of the keys did, or the value was changed.
    """
    try:
        return _box(_keys()).decrypt(token)
    except InvalidToken as error:
        raise SealError("This value was sealed with a key that is not among U2T_FIELD_KEYS.") from error


def digest(value: str) -> str:
    """Return a keyed digest (64 hex digits) by which a value is found and compared.

    Keyed by the oldest key, so that adding a key in front changes no digest: thirteen digits have few enough values
    that a digest without a key is no secret.
    """
    return hmac.new(_keys()[-1].encode(), value.encode(), hashlib.sha256).hexdigest()


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # the stubs' parameters are those of its values
    """Text that is sealed in the database; it can be read and written, never searched."""

    def from_db_value(self, value: str | None, _expression: Expression, _connection: BaseDatabaseWrapper) -> str | None:
        """Open what was stored."""
        return value if not value else unseal(value.encode()).decode()

    def get_prep_value(self, value: Any) -> Any:
        """Seal what is to be stored; nothing stays nothing."""
        text = super().get_prep_value(value)
        return text if not text else seal(str(text).encode()).decode()

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every search but the one for nothing."""
        return super().get_lookup(lookup_name) if lookup_name in {"isnull", "exact"} else None
