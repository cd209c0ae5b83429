#!/usr/bin/env python
"""Django's commands, with the private servers started for them where no others are named."""

import os
import sys

from u2t.machine import catalogue, clock, servers
from u2t.machine.secrets import field_key, secret_key
from u2t.machine.trouble import Trouble

#: They build the demonstration, which lives on its own day.
DEMONSTRATING = {"demo", "prepare"}
WITHOUT_SERVERS = {"help", "--help", "-h", "--version", "version", "makemessages", "compilemessages"}


def main() -> None:
    """Set what the settings need, then hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "u2t.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    try:
        prepare_environment(command)
    except Trouble as trouble:
        sys.exit(f"u2t: {trouble}")
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


def prepare_environment(command: str) -> None:
    """A private database is that of `make run`: it gets its keys, its mode, and its clock once there is one."""
    if not os.environ.get("DATABASE_URL"):
        os.environ.setdefault("U2T_DEMO", "1")
        if not os.environ.get("U2T_CLOCK") and command not in WITHOUT_SERVERS:
            begins = command in DEMONSTRATING and os.environ["U2T_DEMO"] not in {"", "0", "false", "no"}
            os.environ["U2T_CLOCK"] = clock.keep() if begins else clock.take()
    if not os.environ.get("U2T_SECRET_KEY"):
        os.environ["U2T_SECRET_KEY"] = secret_key()
    if not os.environ.get("U2T_FIELD_KEYS") and not os.environ.get("DATABASE_URL"):
        os.environ["U2T_FIELD_KEYS"] = field_key()  # a database of one's own has keys of its own
    catalogue.compile_stale()
    if command not in WITHOUT_SERVERS:
        os.environ.update(servers.use().environment())


if __name__ == "__main__":
    main()
