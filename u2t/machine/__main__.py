"""`python -m u2t.machine run|test|cover|check|bench|load`: what the Makefile calls."""

import sys
from pathlib import Path

from u2t.machine import testing
from u2t.machine.checking import check
from u2t.machine.environment import install
from u2t.machine.guard import guard
from u2t.machine.keeper import keep
from u2t.machine.running import run
from u2t.machine.trouble import Trouble, full_disk_told

ALONE = {"run": run, "check": check, "install": install, "guard": guard}
WITH_ARGUMENTS = {"test": testing.test, "cover": testing.cover, "bench": testing.bench, "load": testing.load}


def main(arguments: list[str]) -> int:
    """Do one command; trouble is one sentence and no traceback."""
    try:
        with full_disk_told():
            return _do(arguments)
    except Trouble as trouble:
        print(f"u2t: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _do(arguments: list[str]) -> int:
    match arguments:
        case ["keep", server, checkout]:
            return keep(Path(checkout), server)
        case [name] if name in ALONE:
            return ALONE[name]()
        case [name, *rest] if name in WITH_ARGUMENTS:
            return WITH_ARGUMENTS[name](rest)
        case _:
            print("usage: python -m u2t.machine run|test|cover|check|bench|load", file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
