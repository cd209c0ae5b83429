"""Each process of the tests has a part of Valkey of its own; pytest-django gives it a database of its own.

Loaded by name before all other plugins (`-p tests.apart` in pyproject.toml): the settings read the address once.
"""

import os

from u2t.machine.testing import apart

if number := int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")):
    os.environ["REDIS_URL"] = apart(os.environ["REDIS_URL"], number)
