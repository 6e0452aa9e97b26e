"""Where files lie: one folder of an installation, a folder a firm, a sealed file for each content.

A file's name is the keyed hash of its content and the id of its row, so equal contents of a firm are found again,
and the name tells nobody without the firm's key what it is. Files are written whole before they get their name, and
never changed; without their key, which lies wrapped in the database, they are noise.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import os
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from uuid import UUID

from backend.platform.crypto import DataKey
from backend.platform.files.scanning import Scanner
from backend.platform.files.sealed_content import (
    MARK,
    PIECE,
    ClearReader,
    opened_pieces,
    sealed_piece,
)

UNNAMED: Final = "incoming"
"""Folder of files that are being written."""


class TooLarge(Exception):
    """A content above its bound. limit: bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


@dataclass(frozen=True)
class Written:
    """A sealed content without a name yet. sha256: of the clear bytes."""

    key: DataKey
    path: Path
    size: int
    sha256: bytes

    @contextlib.contextmanager
    def clear(self) -> Iterator[IO[bytes]]:
        """The content to look at; nothing clear gets on a disk."""
        with self.path.open("rb") as stream:
            # Buffered: who asks for so many bytes gets them, also across pieces.
            yield io.BufferedReader(ClearReader(self.key, stream, self.size))

    def discard(self) -> None:
        """Nobody wants it."""
        self.path.unlink(missing_ok=True)


class Writer:
    """Takes a content in. Plain calls, for threads; `Incoming` is for the loop."""

    def __init__(self, folder: Path, key: DataKey, limit: int | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / secrets.token_hex(16)
        self._key, self._limit = key, limit
        self._stream = os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._stream.write(MARK)
        self._hash, self._waiting, self._size, self._number = hashlib.sha256(), bytearray(), 0, 0

    def write(self, data: bytes) -> None:
        """Add bytes. Raises TooLarge over the limit."""
        self._size += len(data)
        if self._limit is not None and self._size > self._limit:
            raise TooLarge(self._limit)
        self._hash.update(data)
        self._waiting += data
        # The last piece is told apart from the others, so one is always held back.
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._stream.write(sealed_piece(self._key, self._number, piece, last=last))
        self._number += 1

    def finish(self) -> Written:
        """The whole content, on the disk for certain."""
        self._put(bytes(self._waiting), last=True)
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        return Written(self._key, self.path, self._size, self._hash.digest())

    def discard(self) -> None:
        """Nobody wants it."""
        self._stream.close()
        self.path.unlink(missing_ok=True)


class FileStore:
    """The files of an installation. folder: made when the first file comes; scanner: looks at what is sent up."""

    def __init__(self, folder: Path, scanner: Scanner | None = None) -> None:
        self.folder, self.scanner = folder, scanner

    def writer(self, key: DataKey, limit: int | None = None) -> Writer:
        """Begin a file of the key's firm. limit: bytes."""
        return Writer(self.folder / UNNAMED, key, limit)

    async def take_in(self, key: DataKey, chunks: AsyncIterator[bytes], limit: int) -> Written:
        """Seal what comes. Raises TooLarge; whatever goes wrong, nothing of it stays."""
        writer = await asyncio.to_thread(self.writer, key, limit)
        try:
            async for chunk in chunks:
                await asyncio.to_thread(writer.write, chunk)
            return await asyncio.to_thread(writer.finish)
        except BaseException:
            writer.discard()
            raise

    def adopt(self, written: Written, name: str) -> None:
        """Give a file its name; on the disk for certain when it returns. A second call changes nothing."""
        path = self.path(written.key.firm_id, name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(FileNotFoundError):
            written.path.replace(path)
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def path(self, firm_id: UUID, name: str) -> Path:
        """Where a file lies."""
        return self.folder / firm_id.hex / name[:2] / name

    async def pieces(self, key: DataKey, name: str, size: int) -> AsyncIterator[bytes]:
        """The clear content, a piece at a time. Raises Unreadable, FileNotFoundError."""
        stream = await asyncio.to_thread(self.path(key.firm_id, name).open, "rb")
        try:
            found = opened_pieces(key, stream, size)
            while (piece := await asyncio.to_thread(next, found, None)) is not None:
                yield piece
        finally:
            stream.close()

    def remove(self, firm_id: UUID, name: str) -> None:
        """Take a file away; its key is gone already."""
        self.path(firm_id, name).unlink(missing_ok=True)

    def remove_firm(self, firm_id: UUID) -> None:
        """Take all files of a firm away that is no more."""
        shutil.rmtree(self.folder / firm_id.hex, ignore_errors=True)

    def names(self, firm_id: UUID) -> Iterator[tuple[str, float]]:
        """Names of a firm's files and the seconds since each was written."""
        for path in (self.folder / firm_id.hex).glob("??/*"):
            with contextlib.suppress(FileNotFoundError):
                yield path.name, time.time() - path.stat().st_mtime

    def clear_unnamed(self, older: float) -> int:
        """Drop beginnings of files that nobody has gone on with for so many seconds; how many."""
        found = 0
        for path in (self.folder / UNNAMED).glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > older:
                    path.unlink()
                    found += 1
        return found
