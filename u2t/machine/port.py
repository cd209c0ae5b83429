"""The address the web server listens on."""

import os
import socket

from u2t.machine.trouble import Trouble

HOST = "127.0.0.1"
FIRST, LAST = 8000, 8099


def wanted() -> int | None:
    """Read PORT; none means that any will do."""
    text = os.environ.get("PORT", "")
    if not text:
        return None
    if not text.isdigit() or not 0 < int(text) < 65536:  # noqa: PLR2004 - the highest port there is
        raise Trouble(f"PORT is {text!r}: it must be a number from 1 to 65535.")
    return int(text)


def listen(port: int | None) -> socket.socket:
    """Listen on the port asked for, or on the first free one; the web server inherits the socket."""
    for candidate in [port] if port else range(FIRST, LAST + 1):
        try:
            return _listen(candidate)
        except PermissionError as error:
            raise Trouble(f"Port {candidate} may not be used by this account: choose one above 1023.") from error
        except OSError:
            continue
    if port:
        raise Trouble(f"Port {port} is taken: stop what uses it, or choose another, as in `PORT={port + 1} make run`.")
    raise Trouble(f"All ports from {FIRST} to {LAST} are taken: choose another, as in `PORT=9000 make run`.")


def _listen(port: int) -> socket.socket:
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((HOST, port))
        server.listen(512)
    except OSError:
        server.close()
        raise
    return server
