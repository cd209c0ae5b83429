"""Compiles the translations with Babel, so that no gettext is needed."""

import os
from pathlib import Path

from u2t.machine.places import CHECKOUT


def stale(checkout: Path = CHECKOUT) -> list[Path]:
    """Give the catalogues whose compiled form is missing or older."""
    sources = checkout.glob("u2t/locale/*/LC_MESSAGES/*.po")
    return [source for source in sources if not _is_fresh(source.with_suffix(".mo"), source)]


def compile_stale(checkout: Path = CHECKOUT) -> None:
    """Compile what is stale; moved in whole, so that a server never reads half a file."""
    for source in stale(checkout):
        _compile(source, source.with_suffix(".mo"))


def _is_fresh(compiled: Path, source: Path) -> bool:
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


def _compile(source: Path, compiled: Path) -> None:
    # Babel is installed in the environment only, and this module is imported before that exists.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parts[-3])
    fresh = compiled.with_name(f"{compiled.name}.{os.getpid()}")
    with fresh.open("wb") as output:
        write_mo(output, catalogue)
    fresh.replace(compiled)


if __name__ == "__main__":
    compile_stale()
