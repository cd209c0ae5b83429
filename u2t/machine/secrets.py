"""The secrets of a checkout, made once and kept out of git: the key that signs, the key that seals fields."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from u2t.machine.places import CHECKOUT, state_folder


def secret_key(checkout: Path = CHECKOUT) -> str:
    """Read the key that signs sessions."""
    return _kept(state_folder(checkout) / "secret.key", lambda: secrets.token_urlsafe(48))


def field_key(checkout: Path = CHECKOUT) -> str:
    """Read the key that seals fields: 32 random bytes in URL-safe base64, as Fernet wants them."""
    return _kept(
        state_folder(checkout) / "field.key", lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    )


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Read a secret; make it where there is none. Whoever comes first decides."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(make())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
