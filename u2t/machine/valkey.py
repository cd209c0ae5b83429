"""A private Valkey (speaks Redis), reached by socket only."""

import signal
import socket
from urllib.parse import quote

from u2t.machine.places import Home
from u2t.machine.programs import valkey_program

SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "no",
    "databases": "16",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",  # the append-only file is enough, and needs no second copy in memory
    "maxmemory-policy": "noeviction",  # it holds jobs, not only a cache
    "loglevel": "warning",
}


class Valkey:
    """The broker and cache. A second server would steal the socket silently: only its keeper starts it."""

    name = "Valkey"
    stop_signal = signal.SIGTERM

    def __init__(self, home: Home) -> None:
        self.account = home.account
        self.sockets = home.sockets("valkey")
        self.socket = self.sockets / "valkey.sock"
        self.data = home.of("valkey") / "data"
        self.program = valkey_program(home)
        self.url = f"unix://{quote(str(self.socket))}"

    def prepare(self) -> None:
        """It makes its own files."""
        self.account.own(self.data)

    def command(self) -> list[str]:
        """Give everything on the command line, as for PostgreSQL."""
        settings = {**SETTINGS, "unixsocket": str(self.socket), "dir": str(self.data)}
        options = [word for key, value in settings.items() for word in (f"--{key}", value)]
        return [str(self.program), *options]

    def answers(self) -> bool:
        """PING, as it takes connections before it has read its file."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
            except OSError:
                return False
