"""The parts of `make run` that can be seen without running it; `.ci` and people run the whole."""

import socket
import sys
from time import monotonic

import pytest

from dashboards.demonstration.tables import read
from tests.ordering import LONGEST, TESTS
from u2t.machine import port, running, static, steps, testing
from u2t.machine.catalogue import compile_stale, stale
from u2t.machine.places import CHECKOUT
from u2t.machine.trouble import Trouble


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind((port.HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_variables_that_are_set_stay(monkeypatch):
    monkeypatch.setenv("U2T_CLOCK", "2021-01-31T08:00:00+07:00")
    monkeypatch.setenv("U2T_DEMO", "0")
    monkeypatch.setenv("U2T_DEMO_PASSWORD", "")

    found = running.variables_of_run()

    assert found["U2T_CLOCK"] == "2021-01-31T08:00:00+07:00"
    assert found["U2T_DEMO"] == "0"
    assert "U2T_DEMO_PASSWORD" not in found


def test_every_account_of_the_demonstration_is_told_of():
    listed = {row["username"] for row in read("people")}

    assert set(running.ACCOUNTS.split()) == listed | {"applicant-returned"}


def test_children_stop_from_the_page_to_the_worker():
    children = running.children("python", {}, 7)

    assert [child.name for child in children] == ["web", "beat", "worker"]
    assert children[0].files == (7,)
    assert sum(child.patience for child in children) < 9  # and a second for the servers


@pytest.mark.parametrize("text", ["eighty", "0", "65536", "-1"])
def test_port_must_be_a_port(monkeypatch, text):
    monkeypatch.setenv("PORT", text)

    with pytest.raises(Trouble, match=r"^PORT is '.*': it must be a number from 1 to 65535\.$"):
        port.wanted()


def test_port_unset_means_any(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)

    assert port.wanted() is None


def test_reserved_port_refuses_connections_and_is_nobody_elses():
    with port.reserve(None) as server, socket.socket() as client:
        number = server.getsockname()[1]

        assert client.connect_ex((port.HOST, number)) != 0
        with pytest.raises(Trouble, match=rf"^Port {number} is taken: "):
            port.reserve(number)


def test_listening_port_serves_though_the_last_run_has_just_ended():
    with port.reserve(None) as server:
        number = server.getsockname()[1]
        port.listen(server)
        with socket.create_connection((port.HOST, number)) as client:
            server.accept()[0].close()  # we close first: the system remembers that for a minute
            client.recv(1)

    with port.reserve(number) as server:
        port.listen(server)
        with socket.create_connection((port.HOST, number)):
            pass


def test_reserve_refuses_a_taken_port_in_a_sentence(taken):
    with pytest.raises(Trouble, match=rf"^Port {taken} is taken: "):
        port.reserve(taken)


def test_reserve_takes_the_next_free_port(monkeypatch, taken):
    monkeypatch.setattr(port, "FIRST", taken)
    monkeypatch.setattr(port, "LAST", taken + 50)

    with port.reserve(None) as server:
        assert server.getsockname()[1] > taken


def test_reserve_says_when_all_are_taken(monkeypatch, taken):
    monkeypatch.setattr(port, "FIRST", taken)
    monkeypatch.setattr(port, "LAST", taken)

    with pytest.raises(Trouble, match=r"^All ports from "):
        port.reserve(None)


def test_fingerprint_changes_with_a_file_and_not_with_what_is_collected(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static/a.css").write_text("a")
    before = static.fingerprint(tmp_path)
    (tmp_path / "var/static").mkdir(parents=True)
    (tmp_path / "var/static/a.123.css").write_text("a")

    assert static.fingerprint(tmp_path) == before
    (tmp_path / "static/a.css").write_text("bb")
    assert static.fingerprint(tmp_path) != before


def test_catalogue_is_compiled_when_stale_and_only_then(tmp_path):
    source = tmp_path / "u2t/locale/th/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Tambon"\nmsgstr "ตำบล"\n'
    )

    assert stale(tmp_path) == [source]
    compile_stale(tmp_path)

    assert stale(tmp_path) == []
    assert "ตำบล".encode() in source.with_suffix(".mo").read_bytes()
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_step_does_not_outlive_an_interruption(monkeypatch):
    """SIGTERM reaches us alone, unlike Ctrl-C: the step is told."""

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(steps, "print", interrupt, raising=False)
    begin = monotonic()

    with pytest.raises(KeyboardInterrupt):
        steps.show("setup", [sys.executable, "-uc", "import time; print('up'); time.sleep(60)"], CHECKOUT, {}, "")

    assert monotonic() - begin < 30


def test_tests_use_a_part_of_valkey_of_their_own():
    assert testing.apart("unix:///checkout/var/valkey/valkey.sock") == "unix:///checkout/var/valkey/valkey.sock?db=1"
    assert testing.apart("redis://host:6379/3") == "redis://host:6379/3"


def test_each_process_of_the_tests_uses_another_part():
    assert testing.apart("unix:///v.sock?db=1", 3) == "unix:///v.sock?db=4"
    assert testing.apart("redis://host:6379/3", 2) == "redis://host:6379/5"
    assert testing.apart("rediss://:word@host", 1) == "rediss://:word@host/1"


def test_tests_do_not_wait_for_the_disk():
    assert testing.hasty("postgresql://u2t@/u2t?host=%2Fv") == (
        "postgresql://u2t@/u2t?host=%2Fv&options=-csynchronous_commit%3Doff%20-cenable_seqscan%3Doff%20-clock_timeout%3D300s"
    )
    assert (
        testing.hasty("postgresql://u2t@host/u2t")
        == "postgresql://u2t@host/u2t?options=-csynchronous_commit%3Doff%20-cenable_seqscan%3Doff%20-clock_timeout%3D300s"
    )


def test_a_wait_for_a_lock_ends_but_on_a_database_that_somebody_named(monkeypatch):
    given = {"REDIS_URL": "unix:///v.sock", "DATABASE_URL": "postgresql://u2t@/u2t"}

    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert "lock_timeout" in testing.for_tests(given)["DATABASE_URL"]
    monkeypatch.setenv("DATABASE_URL", given["DATABASE_URL"])
    assert testing.for_tests(given) == {**given, "REDIS_URL": "unix:///v.sock?db=1"}


@pytest.mark.parametrize("arguments", [[], ["-q"], ["-m", "thorough"], ["-k", "testing"]])
def test_whole_suite_runs_in_two_processes(arguments):
    two = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "0"]
    assert testing.side_by_side(arguments) == two


@pytest.mark.parametrize(
    "arguments",
    [
        ["tests/machine"],
        ["-x", "tests/machine/test_running.py::test_x"],
        ["-n", "4"],
        ["-n0"],
        ["--numprocesses=3"],
        ["--pdb"],
    ],
)
def test_named_tests_and_those_told_how_run_as_told(arguments):
    assert testing.side_by_side(arguments) == []


def test_every_file_that_begins_first_is_there():
    assert [name for name in LONGEST if not (TESTS / name).is_file()] == []
