"""Room on the disk: asked for before a long step, and looked at when a step has failed."""

import shutil
from pathlib import Path

from u2t.machine.trouble import DISK_FULL, Trouble

MEGABYTE = 1_000_000
TO_INSTALL = 1500 * MEGABYTE  # Python packages 950, front-end packages 150, database and demonstration 250
TO_RUN = 250 * MEGABYTE
NONE_LEFT = 64 * MEGABYTE


def require(folder: Path, needed: int) -> None:
    """Refuse at once what would fail half-way."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Trouble(
            f"The disk is full: {needed // MEGABYTE} MB are needed in {folder} and {free // MEGABYTE} MB are free."
        )


def blame_a_full_disk(folder: Path) -> None:
    """A program that ran out of room often says something else."""
    if shutil.disk_usage(folder).free < NONE_LEFT:
        raise Trouble(DISK_FULL)
