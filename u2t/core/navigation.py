"""The side bar: each app registers its entries; a user sees those whose permission reaches somewhere."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from u2t.core.access import Actor, reach

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the side bar; `icon` is a name of Tabler's outline icons."""

    label: "StrPromise"
    url_name: str
    icon: str
    permission: str
    position: int
    url_args: tuple[str, ...] = ()


_entries: list[Entry] = []


def register(entry: Entry) -> None:
    """Add an entry; called from the `ready` of an app's configuration."""
    if entry not in _entries:
        _entries.append(entry)


def entries_for(user: Actor) -> list[Entry]:
    """Return at most eight entries the user may use, in order."""
    allowed = [entry for entry in sorted(_entries, key=lambda e: e.position) if reach(user, entry.permission)]
    return allowed[:8]
