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


def reserve(port: int | None) -> socket.socket:
    """Take the port asked for, or the first free one, and refuse connections on it until `listen`."""
    for candidate in [port] if port else range(FIRST, LAST + 1):
        try:
            return _reserve(candidate)
        except PermissionError as error:
            raise Trouble(f"Port {candidate} may not be used by this account: choose one above 1023.") from error
        except OSError:
            continue
    if port:
        raise Trouble(f"Port {port} is taken: stop what uses it, or choose another, as in `PORT={port + 1} make run`.")
    raise Trouble(f"All ports from {FIRST} to {LAST} are taken: choose another, as in `PORT=9000 make run`.")


def listen(server: socket.socket) -> None:
    """Accept connections from now on; the web server inherits the socket and serves those that wait."""
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.listen(512)


def _reserve(port: int) -> socket.socket:
    """Taken with the option that passes over connections of the last run, held without it so that nobody shares it."""
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((HOST, port))
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    except OSError:
        server.close()
        raise
    return server
