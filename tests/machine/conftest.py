"""Empty checkouts of our own, and programs that use their servers: the real checkout's servers are left alone."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from u2t.machine.locks import is_held
from u2t.machine.places import CHECKOUT, checkout_key
from u2t.machine.processes import wait_until

CLIENT = """
import sys
from pathlib import Path
from u2t.machine import servers
addresses = servers.use(Path(sys.argv[1]))
print(addresses.database_url, addresses.redis_url, sep="\\n", flush=True)
sys.stdin.read()
"""


class Client:
    """A process that uses the servers of a checkout until it is left or killed."""

    def __init__(self, checkout):
        variables = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLIENT, str(checkout)], cwd=CHECKOUT, env=variables, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def addresses(self):
        lines = [self.process.stdout.readline().strip() for _ in range(2)]
        assert all(lines), self.process.communicate(timeout=10)[1]
        return lines

    def leave(self):
        self.process.communicate(timeout=20)

    def kill(self):
        self.process.kill()
        self.leave()


class Checkout:
    """A folder that looks like a clone, as far as the servers care."""

    def __init__(self, folder):
        self.folder = folder
        self.clients = []

    def client(self):
        self.clients.append(Client(self.folder))
        return self.clients[-1]

    def keeper(self, server):
        return json.loads((self.folder / "var/servers" / f"{server}.json").read_text())["keeper"]

    def is_kept(self, server):
        return is_held(self.folder / "var/servers" / f"{server}.keeper")

    def processes(self):
        """Everything that works in this checkout: the two servers with their helpers."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (entry / "cwd").readlink().is_relative_to(self.folder):
                    found.append(int(entry.name))
        return found

    def is_quiet(self):
        return not self.processes() and not any(self.is_kept(server) for server in ("postgres", "valkey"))

    def end(self):
        for client in self.clients:
            if client.process.poll() is None:
                client.leave()
        for server in ("postgres", "valkey"):
            with contextlib.suppress(OSError):
                if self.is_kept(server):  # a killed one's number may be another's by now
                    os.kill(self.keeper(server), signal.SIGTERM)
        assert wait_until(self.is_quiet, seconds=20)
        for server in ("postgres", "valkey"):
            shutil.rmtree(f"/tmp/u2t-{checkout_key(self.folder)}-{server}", ignore_errors=True)


@contextlib.contextmanager
def passable_folder():
    """A folder that every account can pass, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="u2t-test-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def open_folder():
    with passable_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def used_state():
    """The state folder of a checkout that was used once: copied, it spares each test the making of a cluster."""
    with passable_folder() as folder:
        first = Checkout(folder)
        first.client().addresses()
        first.end()
        yield folder / "var"


@pytest.fixture
def make_checkout(open_folder, used_state):
    made = []

    def make(name):
        folder = open_folder / name
        folder.mkdir(mode=0o711)
        subprocess.run(["cp", "-a", str(used_state), str(folder / "var")], check=True)
        made.append(Checkout(folder))
        return made[-1]

    yield make
    for checkout in made:
        checkout.end()


@pytest.fixture
def checkout(make_checkout):
    return make_checkout("checkout")
