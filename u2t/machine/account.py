"""The account that private servers run under: our own, or `nobody` where we are root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from u2t.machine.trouble import Trouble


class Identity(TypedDict, total=False):
    """The arguments of `subprocess` that choose another account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """Who owns the servers' files; `other` is false when that is ourselves."""

    uid: int
    gid: int
    other: bool

    def identity(self) -> Identity:
        """Say to `subprocess` whom to become."""
        return Identity(user=self.uid, group=self.gid, extra_groups=[]) if self.other else Identity()

    def reaches(self, path: Path, need: str = "x") -> bool:
        """Ask as that account, since modes alone do not tell of ACLs and mounts."""
        if not self.other:
            return os.access(path, os.X_OK if need == "x" else os.R_OK)
        command = ["/bin/sh", "-c", f'test -{need} "$1"', "sh", str(path)]
        try:
            return subprocess.run(command, cwd="/", check=False, **self.identity()).returncode == 0
        except (OSError, subprocess.SubprocessError) as error:
            raise Trouble(f"Root may not act as 'nobody' here ({error}): run as an ordinary user.") from error

    def own(self, folder: Path) -> Path:
        """Make a folder that only this account (and root) can open."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.other:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)
        return folder


def server_account() -> Account:
    """PostgreSQL refuses root, so root hands its servers to `nobody`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), other=False)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise Trouble("There is no account 'nobody' to run PostgreSQL: run as an ordinary user.") from error
    return Account(nobody.pw_uid, nobody.pw_gid, other=True)
