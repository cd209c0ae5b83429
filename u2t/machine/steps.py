"""Shows what is being done, and runs the programs of a step quietly unless they fail."""

import re
import signal
import subprocess
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from u2t.machine.places import CHECKOUT
from u2t.machine.processes import tether
from u2t.machine.space import blame_a_full_disk
from u2t.machine.trouble import Trouble, sentence

UNREACHABLE = re.compile(
    r"NewConnectionError|ConnectTimeout|ProxyError|Max retries exceeded|name resolution|error sending request"
    r"|dns error|tcp connect error|Connection refused|failed to fetch|timed out|ECONNREFUSED|ENOTFOUND|ETIMEDOUT"
    r"|EAI_AGAIN|ENETUNREACH|ECONNRESET|network (request|socket)|certificate",
    re.IGNORECASE,
)


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(f"u2t: {text}", flush=True)


def begin(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start a program of a step."""
    return subprocess.Popen(
        command, cwd=folder, env=dict(environment), text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        preexec_fn=tether(signal.SIGTERM),  # noqa: PLW1509 - this program has one thread
    )  # fmt: skip


def finish(step: subprocess.Popen[str], what: str, registry: str = "") -> None:
    """Wait for it; a failure becomes one sentence, of the registry if that could not be reached."""
    output = step.communicate()[0]
    if step.returncode == 0:
        return
    blame_a_full_disk(CHECKOUT)
    if registry and UNREACHABLE.search(output):
        raise Trouble(f"The {registry} cannot be reached: check the network and this machine's settings for it.")
    raise Trouble(sentence(what, output))


def do(command: Sequence[str], folder: Path, environment: Mapping[str, str], what: str, registry: str = "") -> None:
    """Run a program of a step to its end."""
    finish(begin(command, folder, environment), what, registry)


def show(name: str, command: Sequence[str], folder: Path, environment: Mapping[str, str], what: str) -> None:
    """Run a long step and show its lines; the end of them explains a failure."""
    step = begin(command, folder, environment)
    lines: deque[str] = deque(maxlen=200)
    with step:
        try:
            for line in step.stdout or ():
                print(f"{name:6} | {line}", end="", flush=True)
                lines.append(line)
        except BaseException:
            step.terminate()  # asked to stop ourselves, we do not wait for a long step to end
            raise
    if step.returncode:
        blame_a_full_disk(CHECKOUT)
        raise Trouble(sentence(what, "".join(lines)))
