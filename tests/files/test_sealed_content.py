"""A sealed file opens as it was, from any place, and not at all when anything of it was touched."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path
from uuid import UUID

import pytest

from backend.platform.crypto import DataKey, Unreadable
from backend.platform.files.sealed_content import PIECE, ClearReader, opened_pieces, sealed_size
from backend.platform.files.store import FileStore, TooLarge, Written

KEY = DataKey(UUID(int=1), UUID(int=2), bytes(range(32)))
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17)


def written(folder: Path, data: bytes, step: int = 70_001) -> Written:
    writer = FileStore(folder).writer(KEY)
    for at in range(0, len(data), step):
        writer.write(data[at : at + step])
    return writer.finish()


def opened(path: Path, size: int, key: DataKey = KEY) -> bytes:
    with path.open("rb") as stream:
        return b"".join(opened_pieces(key, stream, size))


@pytest.mark.parametrize("size", SIZES)
def test_what_went_in_comes_out_and_nothing_of_it_is_clear_on_the_disk(size: int, tmp_path: Path) -> None:
    data = os.urandom(size)
    made = written(tmp_path, data)
    assert opened(made.path, size) == data
    sealed = made.path.read_bytes()
    assert len(sealed) == sealed_size(size)
    assert size < 16 or data[:16] not in sealed
    assert made.path.stat().st_mode & 0o777 == 0o600


def test_any_place_can_be_read_alone(tmp_path: Path) -> None:
    data = os.urandom(2 * PIECE + 500)
    made = written(tmp_path, data)
    with made.clear() as clear:
        for start, length in ((0, 5), (PIECE - 3, 10), (2 * PIECE + 490, 50), (len(data), 1)):
            clear.seek(start)
            assert clear.read(length) == data[start : start + length]
        clear.seek(-10, os.SEEK_END)
        assert clear.read(10) == data[-10:]
        with pytest.raises(OSError, match="beginning"):
            clear.seek(-len(data) - 1, os.SEEK_END)


@pytest.mark.parametrize("harm", ["flip", "cut", "cut a piece", "swap", "mark", "longer"])
def test_a_touched_file_does_not_open(harm: str, tmp_path: Path) -> None:
    size = 3 * PIECE
    made = written(tmp_path, os.urandom(size))
    sealed, step = bytearray(made.path.read_bytes()), PIECE + 28
    if harm == "flip":
        sealed[len(sealed) // 2] ^= 1
    elif harm == "cut":
        del sealed[-1:]
    elif harm == "cut a piece":  # and say so: the last one left is no last one
        del sealed[4 + 2 * step :]
        size = 2 * PIECE
    elif harm == "swap":
        sealed[4 : 4 + step], sealed[4 + step : 4 + 2 * step] = (
            sealed[4 + step : 4 + 2 * step], sealed[4 : 4 + step],
        )  # fmt: skip
    elif harm == "mark":
        sealed[0] ^= 1
    else:
        size += 5
    made.path.write_bytes(sealed)
    with pytest.raises(Unreadable):
        opened(made.path, size)


def test_the_key_of_another_file_or_firm_does_not_open_it(tmp_path: Path) -> None:
    made = written(tmp_path, b"secret")
    for other in (DataKey(KEY.firm_id, UUID(int=9), KEY.key), DataKey(UUID(int=9), KEY.id, KEY.key)):
        with pytest.raises(Unreadable):
            opened(made.path, 6, other)


def test_over_the_limit_nothing_stays(tmp_path: Path) -> None:
    writer = FileStore(tmp_path).writer(KEY, limit=10)
    writer.write(b"12345")
    with pytest.raises(TooLarge):
        writer.write(b"123456")
    writer.discard()
    assert list(tmp_path.glob("**/*.*")) == []
    assert [path for path in tmp_path.glob("**/*") if path.is_file()] == []


def test_a_long_file_passes_through_little_memory(tmp_path: Path) -> None:
    writer = FileStore(tmp_path).writer(KEY)
    tracemalloc.start()
    for _ in range(64):
        writer.write(bytes(PIECE))
    made = writer.finish()
    with made.path.open("rb") as stream:
        assert sum(len(piece) for piece in opened_pieces(KEY, stream, made.size)) == 64 * PIECE
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * PIECE


def test_an_unreadable_reader_raises_where_it_was_touched(tmp_path: Path) -> None:
    made = written(tmp_path, os.urandom(2 * PIECE))
    sealed = bytearray(made.path.read_bytes())
    sealed[-1] ^= 1
    made.path.write_bytes(sealed)
    with made.path.open("rb") as stream:
        clear = ClearReader(KEY, stream, 2 * PIECE)
        assert len(clear.read(100)) == 100
        clear.seek(PIECE)
        with pytest.raises(Unreadable):
            clear.read(1)
