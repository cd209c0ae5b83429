"""Collects the static files when something they are made of has changed."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from u2t.machine.places import CHECKOUT
from u2t.machine.steps import do, say


def collect(python: str, variables: Mapping[str, str], checkout: Path = CHECKOUT) -> None:
    """Run `collectstatic`, whose names carry the hash of their contents, unless it would change nothing."""
    folder = Path(variables.get("U2T_VAR") or checkout / "var") / "static"
    stamp = folder.with_name("static.stamp")
    key = fingerprint(checkout)
    if folder.exists() and stamp.exists() and stamp.read_text() == key:
        return
    say("collecting static files")
    stamp.unlink(missing_ok=True)
    command = [python, "manage.py", "collectstatic", "--no-input", "--clear", "--verbosity", "0"]
    do(command, checkout, variables, "The static files could not be collected")
    stamp.write_text(key)


def fingerprint(checkout: Path) -> str:
    """Hash the locks, the settings, and names, sizes and times of our own files."""
    digest = hashlib.sha256()
    for name in ("package-lock.json", "requirements.txt", "u2t/settings.py", "u2t/core/staticfiles.py"):
        path = checkout / name
        digest.update(path.read_bytes() if path.exists() else b"")
    for path in sorted(_own_files(checkout)):
        found = path.stat()
        digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _own_files(checkout: Path) -> Iterator[Path]:
    for folder in (checkout / "static", *checkout.glob("[!.v]*/static")):
        for top, _, names in os.walk(folder):
            yield from (Path(top, name) for name in names)
