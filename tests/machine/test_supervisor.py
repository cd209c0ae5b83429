"""The supervisor on small stand-ins: lines with names, restarts, order, and nothing left even by `kill -9`."""

import signal
import subprocess
import sys
import textwrap

import pytest

from u2t.machine.places import CHECKOUT
from u2t.machine.processes import living_in, wait_until

STAGE = """
import sys
from pathlib import Path
from u2t.machine import supervisor
from u2t.machine.__main__ import main
from u2t.machine.supervisor import Child, Supervisor
from u2t.machine.trouble import Trouble

supervisor.Child.next_delay = lambda child, plain=Child.next_delay: plain(child) and 0.05
folder = Path(sys.argv[1])
children = [
    Child(name, [sys.executable, "-u", "-c", text], {{}}, patience=1.0) for name, text in {children!r}.items()
]
try:
    Supervisor(folder, children, lambda: None).run()
except Trouble as trouble:
    sys.exit(str(trouble))
"""
GENTLE = """
import signal, sys, time
def end(*_):
    open("order", "a").write({name!r} + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("up")
time.sleep(60)
"""
# Like Celery: a deaf parent with a deaf child of its own.
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork():
    print("up")
time.sleep(60)
"""


@pytest.fixture
def supervise(tmp_path):
    started = []

    def start(**children):
        script = STAGE.format(children={name: textwrap.dedent(text) for name, text in children.items()})
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], cwd=CHECKOUT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def lines_until_up(process, count):
    return {process.stdout.readline().strip() for _ in range(count)}


def test_lines_carry_the_name_of_their_process(supervise):
    process = supervise(web=GENTLE.format(name="web"), beat=GENTLE.format(name="beat"))

    assert lines_until_up(process, 2) == {"web    | up", "beat   | up"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_stops_all_in_order(supervise, tmp_path, number):
    process = supervise(**{name: GENTLE.format(name=name) for name in ("web", "beat", "worker")})
    lines_until_up(process, 3)

    process.send_signal(number)

    assert process.wait(timeout=10) == 0
    assert (tmp_path / "order").read_text().split() == ["web", "beat", "worker"]
    assert living_in(tmp_path) == []


def test_deaf_process_and_its_children_are_ended(supervise, tmp_path):
    process = supervise(worker=STUBBORN)
    lines_until_up(process, 1)

    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=10) == 0
    assert living_in(tmp_path) == []


def test_killed_supervisor_leaves_nothing_behind(supervise, tmp_path):
    process = supervise(web=GENTLE.format(name="web"), worker=STUBBORN)
    lines_until_up(process, 2)

    process.kill()

    assert wait_until(lambda: not living_in(tmp_path), seconds=10)


def test_process_that_dies_is_started_again(supervise):
    process = supervise(
        web="import os; print('up'); os._exit(3) if not os.path.exists('x') and not open('x', 'w').close() else input()"
    )

    assert process.stdout.readline() == "web    | up\n"
    assert process.stdout.readline().startswith("u2t: web died (exit code 3); starting it again")
    assert process.stdout.readline() == "web    | up\n"


def test_process_that_keeps_dying_stops_everything_with_a_sentence(supervise, tmp_path):
    process = supervise(web="import os; os._exit(3)", worker=GENTLE.format(name="worker"))

    said = process.communicate(timeout=20)[1]

    assert process.returncode == 1
    assert said == "web died 5 times in a row (exit code 3): see its lines above.\n"
    assert living_in(tmp_path) == []


def test_closed_output_stops_everything(supervise, tmp_path):
    process = supervise(web="import itertools, time\nfor n in itertools.count(): print(n); time.sleep(0.05)")
    process.stdout.readline()
    process.stdout.close()

    assert process.wait(timeout=10) == 0
    assert living_in(tmp_path) == []
