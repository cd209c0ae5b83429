"""The secret key of a checkout, made once and kept out of git."""

import os
import secrets
from pathlib import Path

from u2t.machine.places import CHECKOUT, state_folder


def secret_key(checkout: Path = CHECKOUT) -> str:
    """Read the key; make it where there is none. Whoever comes first decides."""
    path = state_folder(checkout) / "secret.key"
    if not path.exists():
        fresh = path.with_name(f"secret.key.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
