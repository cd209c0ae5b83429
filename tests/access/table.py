"""The matrix, as data: who gets which answer from which address. A new address needs its line in a module of `lines`.

Every module of that room is read, whatever its name.
"""

from importlib import import_module
from pkgutil import iter_modules

from tests.access import lines

ROOMS = {found.name: import_module(f"{lines.__name__}.{found.name}").LINES for found in iter_modules(lines.__path__)}

TABLE = tuple(line for name in sorted(ROOMS) for line in ROOMS[name])
