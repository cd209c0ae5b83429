"""The keepers' promise: servers are there while somebody uses them, and nothing stays behind, whoever dies."""

import os
import signal
from contextlib import closing

import psycopg2
import pytest
import redis

from u2t.machine.processes import wait_until

pytestmark = pytest.mark.integration


def ask(url, sql):
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None


def ping(url):
    with closing(redis.Redis.from_url(url)) as client:
        return client.ping()


def test_use_serves_both_and_stops_them_after_the_last_user(checkout):
    first, second = checkout.client(), checkout.client()
    database, broker = first.addresses()

    assert second.addresses() == [database, broker]
    assert ask(database, "SELECT datcollate FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
    assert ask(database, "SHOW listen_addresses") == ""
    assert ping(broker)
    first.leave()
    second.leave()

    assert wait_until(checkout.is_quiet, seconds=15)


def test_second_user_keeps_the_servers_when_the_first_leaves(checkout):
    first = checkout.client()
    database, broker = first.addresses()
    second = checkout.client()
    second.addresses()
    keepers = [checkout.keeper("postgres"), checkout.keeper("valkey")]

    first.kill()

    assert not wait_until(checkout.is_quiet, seconds=3)
    assert [checkout.keeper("postgres"), checkout.keeper("valkey")] == keepers
    assert ask(database, "SELECT 1") == 1
    assert ping(broker)


def test_killed_user_leaves_nothing_behind(checkout):
    client = checkout.client()
    client.addresses()

    client.kill()

    assert wait_until(checkout.is_quiet, seconds=15)


def test_killed_keepers_take_their_servers_along_and_the_next_user_finds_the_data(checkout):
    client = checkout.client()
    database, broker = client.addresses()
    ask(database, "CREATE TABLE kept AS SELECT 42 AS answer")
    with closing(redis.Redis.from_url(broker)) as valkey:
        valkey.set("kept", "42")

    for server in ("postgres", "valkey"):
        os.kill(checkout.keeper(server), signal.SIGKILL)

    assert wait_until(checkout.is_quiet, seconds=15)
    database, broker = checkout.client().addresses()
    assert ask(database, "SELECT answer FROM kept") == 42
    with closing(redis.Redis.from_url(broker)) as valkey:
        assert valkey.get("kept") == b"42"


def test_killed_server_is_started_again_by_its_keeper(checkout):
    _, broker = checkout.client().addresses()
    with closing(redis.Redis.from_url(broker)) as valkey:
        old = valkey.info("server")["process_id"]

    os.kill(old, signal.SIGKILL)

    def is_back():
        try:
            with closing(redis.Redis.from_url(broker)) as valkey:
                return valkey.info("server")["process_id"] != old
        except redis.RedisError:
            return False

    assert wait_until(is_back, seconds=10)


def test_keeper_told_to_stop_lets_the_next_user_start_another(checkout):
    checkout.client().addresses()
    old = checkout.keeper("postgres")

    os.kill(old, signal.SIGTERM)
    database, _ = checkout.client().addresses()

    assert checkout.keeper("postgres") != old
    assert ask(database, "SELECT 1") == 1


def test_two_checkouts_do_not_see_each_other(make_checkout):
    here, there = make_checkout("here"), make_checkout("there")
    (database, broker), others = here.client().addresses(), there.client().addresses()

    ask(database, "CREATE TABLE mine (id int)")

    assert {database, broker}.isdisjoint(others)
    assert ask(others[0], "SELECT to_regclass('mine')") is None


@pytest.mark.parametrize("name", ["a space, a comma and a '", "ตำบล %41", "long-" * 24])
def test_awkward_folders_serve_too(make_checkout, name):
    client = make_checkout(name).client()
    database, broker = client.addresses()

    assert ask(database, "SELECT 1") == 1
    assert ping(broker)


def test_pid_file_of_a_crash_naming_somebody_else_does_not_stop_the_start(checkout):
    client = checkout.client()
    client.addresses()
    pid_file = checkout.folder / "var/postgres/data/postmaster.pid"
    lines = pid_file.read_text().splitlines()
    client.leave()
    assert wait_until(checkout.is_quiet, seconds=15)
    pid_file.write_text("\n".join([str(os.getppid()), *lines[1:]]))

    database, _ = checkout.client().addresses()

    assert ask(database, "SELECT 1") == 1


def test_server_that_cannot_start_says_why_in_a_sentence(checkout):
    client = checkout.client()
    client.addresses()
    client.leave()
    assert wait_until(checkout.is_quiet, seconds=15)
    (checkout.folder / "var/postgres/data/PG_VERSION").write_text("9.6\n")

    said = checkout.client().process.communicate(timeout=20)[1]

    assert said.splitlines()[-1].startswith("u2t.machine.trouble.Trouble: PostgreSQL did not start: ")
    assert "incompatible" in said.splitlines()[-1]
