"""Where things lie: the checkout, its state folder, and a home for the private servers."""

import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from u2t.machine.account import Account, server_account
from u2t.machine.trouble import Trouble

CHECKOUT = Path(__file__).resolve().parents[2]
SYSTEM_STATE = Path("/var/lib/u2t")
TEMPORARY = Path("/tmp")  # noqa: S108 - not $TMPDIR, as all users of a server must agree
SOCKET_PATH_LIMIT = 107
PRIVATE = ("private", "mail")  # people's files, and mail with their links
LONGEST_SOCKET_NAME = "/.s.PGSQL.5432"


def checkout_key(checkout: Path) -> str:
    """Name a checkout where its own path cannot be used."""
    return hashlib.sha256(str(checkout.resolve()).encode()).hexdigest()[:12]


def state_folder(checkout: Path) -> Path:
    """Give the folder of everything that is not in git; root leaves it passable for `nobody`."""
    folder = checkout / "var"
    try:
        folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
    except (PermissionError, FileNotFoundError) as error:
        raise Trouble(f"{folder} cannot be made: {error.strerror}.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Trouble(f"{folder} belongs to another account: run as its owner, or in a clone of your own.")
    for name in PRIVATE:
        _close(folder / name)
    return folder


def _close(folder: Path) -> None:
    """Close it to other accounts, as root has to leave the folder above passable."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        folder.chmod(0o700)


@dataclass(frozen=True, slots=True)
class Home:
    """Where the servers of one checkout keep data, sockets and, if need be, programs."""

    checkout: Path
    folder: Path
    account: Account

    def of(self, server: str) -> Path:
        """Give the folder of one server, owned by its account."""
        return self.account.own(self.folder / server)

    def sockets(self, server: str) -> Path:
        """Give a private folder whose path can be that of a socket."""
        folder = self.folder / server
        is_short = len(os.fsencode(folder)) + len(LONGEST_SOCKET_NAME) <= SOCKET_PATH_LIMIT
        if is_short and "," not in str(folder):  # PostgreSQL's clients take a comma for the next server
            return self.of(server)
        return self._private_temporary(TEMPORARY / f"u2t-{checkout_key(self.checkout)}-{server}")

    def _private_temporary(self, folder: Path) -> Path:
        """Anybody may write there: accept the folder only if it is ours and closed."""
        self.account.own(folder)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.account.uid or found.st_mode & 0o077:
            raise Trouble(f"{folder} is not ours alone: remove it and start again.")
        return folder


def drop_temporary(folder: Path) -> None:
    """Leave nothing in /tmp once a server has stopped and removed its socket."""
    if folder.parent == TEMPORARY:
        with suppress(OSError):
            folder.rmdir()


def home_of(checkout: Path) -> Home:
    """Choose the state folder, or a system folder where `nobody` cannot get into the checkout."""
    account, state = server_account(), state_folder(checkout)
    elsewhere = SYSTEM_STATE / checkout_key(checkout)
    if not account.other or (not elsewhere.exists() and account.reaches(state)):
        return Home(checkout, state, account)
    elsewhere.mkdir(mode=0o711, parents=True, exist_ok=True)
    (elsewhere / "checkout").write_text(f"{checkout.resolve()}\n")
    return Home(checkout, elsewhere, account)
