"""A private PostgreSQL, reached by socket only."""

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import quote

from u2t.machine.places import Home
from u2t.machine.processes import tether
from u2t.machine.programs import postgres_programs
from u2t.machine.server import BARE
from u2t.machine.trouble import Trouble, sentence

SHARED_MEMORY_WANTED = 512 * 1024**2
STATUS_LINE = 7  # of postmaster.pid; it is the last
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "max_locks_per_transaction": "256",  # a roll-up that is rebuilt within a longer transaction makes many tables
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",  # compiles longer than our queries run
    "fsync": "on",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "logging_collector": "off",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


class Postgres:
    """One cluster: database and superuser `u2t`, without a password, since only we can open its folder."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # fast shutdown: disconnects clients, loses nothing

    def __init__(self, home: Home) -> None:
        self.account = home.account
        self.folder = home.of("postgres")
        self.sockets = home.sockets("postgres")
        self.data = self.folder / "data"
        self.programs = postgres_programs(home)
        self.url = f"postgresql://u2t@/u2t?host={quote(str(self.sockets))}"

    def prepare(self) -> None:
        """Make the cluster aside and move it in whole, so that a broken start leaves none."""
        if not self.data.exists():
            fresh = self.account.own(self.folder / "data.new")
            shutil.rmtree(fresh)
            options = ["--username=u2t", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
            self._run(["initdb", f"--pgdata={fresh}", *options])
            self._run(["postgres", "--single", "-D", str(fresh), "postgres"], "CREATE DATABASE u2t\n")
            fresh.rename(self.data)
        self._forget_recycled_pid()

    def command(self) -> list[str]:
        """Settings stand on the command line, so that a new release changes them in old clusters too."""
        settings = {**SETTINGS, "unix_socket_directories": str(self.sockets), **_shared_memory()}
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.data), *options]

    def answers(self) -> bool:
        """The server's own pid file says `ready`, and the socket takes connections."""
        if self._pid_file()[STATUS_LINE:] != ["ready"]:
            return False
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self.sockets / ".s.PGSQL.5432")) == 0

    def _run(self, command: list[str], text: str = "") -> None:
        program = str(self.programs / command[0])
        done = subprocess.run(
            [program, *command[1:]], input=text, cwd=self.folder, env=BARE, capture_output=True, text=True,
            check=False, preexec_fn=tether(signal.SIGKILL), **self.account.identity(),
        )  # fmt: skip
        if done.returncode:
            raise Trouble(sentence("The database could not be made", done.stderr + done.stdout))

    def _pid_file(self) -> list[str]:
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()]
        except FileNotFoundError:
            return []

    def _forget_recycled_pid(self) -> None:
        """After a crash PostgreSQL believes any process that got the old number; we look what it is."""
        lines = self._pid_file()
        if lines and not _is_program_in(int(lines[0]), "postgres", self.data):
            (self.data / "postmaster.pid").unlink(missing_ok=True)


def _is_program_in(pid: int, program: str, folder: Path) -> bool:
    """A pid file tells the truth only if that process is that program in that folder."""
    process = Path(f"/proc/{pid}")
    if not Path("/proc/self").exists():
        return True  # no way to look: let PostgreSQL decide
    try:
        return (process / "exe").readlink().name.startswith(program) and (process / "cwd").readlink() == folder
    except OSError:
        return False


def _shared_memory() -> dict[str, str]:
    """Containers often give 64 MB of /dev/shm, too little for a parallel query: use files there."""
    try:
        found = os.statvfs("/dev/shm")  # noqa: S108
    except OSError:
        return {}
    return {} if found.f_bavail * found.f_frsize >= SHARED_MEMORY_WANTED else {"dynamic_shared_memory_type": "mmap"}
