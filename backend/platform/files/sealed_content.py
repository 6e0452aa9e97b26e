"""A file sealed piece by piece, so that one of any size passes through a bounded memory.

Each piece is AES-256-GCM under the file's own key; its place and whether it is the last are authenticated, so pieces
cannot be swapped, dropped or cut off. Any piece can be opened alone: that makes the content seekable without a clear
copy on disk.
"""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator
from typing import IO, Final

from backend.platform.crypto import NONCE, DataKey, Unreadable, decrypt, encrypt

PIECE: Final = 2**20
MARK: Final = b"STF1"
_MORE: Final = NONCE + 16
"""Bytes that sealing adds to a piece."""


def sealed_piece(key: DataKey, number: int, piece: bytes, *, last: bool) -> bytes:
    """A piece as it lies on disk. number: 0, 1, …; all but the last hold PIECE bytes."""
    return encrypt(key.key, piece, _place(key, number, last=last))


def sealed_size(size: int) -> int:
    """Bytes on disk of a content of `size` bytes."""
    return len(MARK) + size + _MORE * pieces_in(size)


def pieces_in(size: int) -> int:
    """How many pieces a content of `size` bytes has; an empty one has one."""
    return max(1, -(-size // PIECE))


def opened_piece(key: DataKey, stream: IO[bytes], number: int, size: int) -> bytes:
    """The clear bytes of one piece of a content of `size` bytes. Raises Unreadable."""
    last = number == pieces_in(size) - 1
    length = size - number * PIECE if last else PIECE
    stream.seek(len(MARK) + number * (PIECE + _MORE))
    sealed = stream.read(length + _MORE)
    if len(sealed) != length + _MORE:
        raise Unreadable("file")
    return decrypt(key.key, sealed, _place(key, number, last=last))


def opened_pieces(key: DataKey, stream: IO[bytes], size: int) -> Iterator[bytes]:
    """The clear bytes, piece by piece. Raises Unreadable, before the piece that was tampered with."""
    if stream.read(len(MARK)) != MARK:
        raise Unreadable("file")
    for number in range(pieces_in(size)):
        yield opened_piece(key, stream, number, size)


class ClearReader(io.RawIOBase):
    """A sealed file read as if it were clear, at any place; it holds one piece at a time."""

    def __init__(self, key: DataKey, stream: IO[bytes], size: int) -> None:
        self._key, self._stream, self._size = key, stream, size
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """The place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place. Raises OSError before the beginning, as files do."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError(errno.EINVAL, "before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer as far as one piece goes. Raises Unreadable."""
        if self._at >= self._size:
            return 0
        number, start = divmod(self._at, PIECE)
        if self._held[0] != number:
            self._held = number, opened_piece(self._key, self._stream, number, self._size)
        part = self._held[1][start : start + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)


def _place(key: DataKey, number: int, *, last: bool) -> str:
    return f"{key.firm_id.hex}|file|{key.id.hex}|{number}|{'last' if last else 'more'}"
