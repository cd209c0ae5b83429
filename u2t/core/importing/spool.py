"""Rows of a file of any length, kept on disk between two steps: a million of them as objects would fill the memory."""

import pickle
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Generic, TypeVar

T = TypeVar("T")
_IN_MEMORY = 4 * 1024 * 1024
_A_PIECE = 1_000


class Spool(Generic[T]):
    """Keeps what is appended in its order; gone with the object."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it lives as long as the object
        self._tail: list[T] = []
        self._count = 0

    def __del__(self) -> None:
        self._file.close()

    def append(self, item: T) -> None:
        """Keep one more."""
        self._tail.append(item)
        self._count += 1
        if len(self._tail) == _A_PIECE:
            self._file.seek(0, 2)
            pickle.dump(self._tail, self._file, pickle.HIGHEST_PROTOCOL)
            self._tail = []

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        position = 0
        for _piece in range(self._count // _A_PIECE):
            self._file.seek(position)  # somebody else may be reading as well
            piece: list[T] = pickle.load(self._file)  # noqa: S301 - our own, written a moment ago to a file nobody can open
            position = self._file.tell()
            yield from piece
        yield from self._tail
