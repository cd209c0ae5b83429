"""The side bar: each app registers its entries; a user sees those whose permission reaches somewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from u2t.core.access import Actor, reach

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: More lines than this are not read but searched.
AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu; `icon` is a name of Tabler's outline icons.

    Pages with the same `group` share one line of the side bar, which carries the group's name, and are tabs on the
    pages themselves. `waits` counts the work that waits there for a user; `leads_to` names the page under another
    address that the entry leads on to. What `is_daily` stands at the bottom of the phone of who works on one.
    """

    label: "StrPromise"
    url_name: str
    icon: str
    permission: str
    position: int
    url_args: tuple[str, ...] = ()
    group: "StrPromise | str" = ""
    waits: Callable[[Actor], int] | None = None
    leads_to: str = ""
    is_daily: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the side bar: its page, or the several that share it, the first of which it opens."""

    entries: tuple[Entry, ...]

    @property
    def label(self) -> "StrPromise | str":
        """Return the name of the group; of a lone page its own."""
        first = self.entries[0]
        return first.group if first.group and len(self.entries) > 1 else first.label


_entries: list[Entry] = []


def register(entry: Entry) -> None:
    """Add an entry; called from the `ready` of an app's configuration."""
    if entry not in _entries:
        _entries.append(entry)


def sections_for(user: Actor) -> list[Section]:
    """Return at most eight lines of what the user may use, in order."""
    groups: dict[str, list[Entry]] = {}
    for entry in sorted(_entries, key=lambda e: e.position):
        if reach(user, entry.permission):
            groups.setdefault(str(entry.group) or entry.url_name, []).append(entry)
    return [Section(tuple(found)) for found in groups.values()][:AT_MOST]


def waiting_for(user: Actor) -> dict[str, int]:
    """Return how much work waits for the user behind each entry that counts it, by the name of its address."""
    return {
        entry.url_name: entry.waits(user)
        for entry in _entries
        if entry.waits is not None and reach(user, entry.permission)
    }
