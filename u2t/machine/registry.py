"""Lets uv use the registry that pip uses.

A machine behind a mirror is set up for pip: by variables, pip.conf, certificates. uv reads none of these.
"""

import ast
import os
import subprocess
from pathlib import Path

# pip's option -> uv's variable
SINGLE = {
    "index-url": "UV_DEFAULT_INDEX",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}
MANY = {
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
}
OLDER_NAMES = {"UV_DEFAULT_INDEX": "UV_INDEX_URL", "UV_INDEX": "UV_EXTRA_INDEX_URL"}


def uv_environment(python: Path) -> dict[str, str]:
    """Give uv's variables for pip's settings; whoever sets uv's own has the last word."""
    wanted = translate(_pip_options(python))
    return {name: value for name, value in wanted.items() if not _is_set(name)}


def translate(options: dict[str, str]) -> dict[str, str]:
    """Translate; as with pip, the best version of all indexes wins (the hashes keep that safe)."""
    result = {variable: options[key] for key, variable in SINGLE.items() if options.get(key)}
    result |= {name: sep.join(options[key].split()) for key, (name, sep) in MANY.items() if options.get(key)}
    if options.get("no-index", "").lower() in {"1", "true", "yes", "on"}:
        result["UV_NO_INDEX"] = "1"
    return result | {"UV_INDEX_STRATEGY": "unsafe-best-match"}


def read_options(listing: str) -> dict[str, str]:
    """Read `pip config list`: `global.index-url='…'`; variables (`:env:`) come last and win, as with pip."""
    found: dict[str, str] = {}
    for line in sorted(filter(None, listing.splitlines()), key=_rank):
        name, _, value = line.partition("=")
        found[name.rpartition(".")[2]] = str(ast.literal_eval(value)) if value[:1] in {"'", '"'} else value
    return found


def _rank(line: str) -> tuple[bool, bool]:
    return line.startswith(":env:"), line.startswith("install.")


def _pip_options(python: Path) -> dict[str, str]:
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "config", "list"]
    listing = subprocess.run(command, capture_output=True, text=True, check=False)
    return read_options(listing.stdout)


def _is_set(variable: str) -> bool:
    return variable in os.environ or OLDER_NAMES.get(variable, variable) in os.environ
