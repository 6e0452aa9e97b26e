"""What is sent up waits, sealed and without a name, until the virus scanner has looked at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Final

from backend.platform.audit import record
from backend.platform.database import Database
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.files.scanning import Scanner, ScannerFault
from backend.platform.ids import uuid7
from backend.platform.principal import Principal

PIECE: Final = 2**16
COME_AGAIN: Final = 30


def pieces_of(stream: IO[bytes]) -> Iterator[bytes]:
    """A content in the pieces in which it is looked at."""
    while piece := stream.read(PIECE):
        yield piece


async def hold_infected(
    database: Database, principal: Principal, scanner: Scanner | None, content: Iterable[bytes], size: int
) -> None:
    """Let a content pass that the scanner calls clean; any where no scanner is set.

    Raises Refused: BAD_USER_INPUT (`file_infected`, with the virus; recorded) for what it knows, UNAVAILABLE
    (`scanner`) when it does not answer: what nobody has looked at is not taken in.
    """
    if scanner is None:
        return
    try:
        virus = await scanner.found_in(content)
    except ScannerFault as fault:
        raise Refused(Code.UNAVAILABLE, problem="scanner", retryAfter=COME_AGAIN) from fault
    if virus is None:
        return
    async with database.change(principal) as session:
        record(
            session,
            "infected",
            "file_upload",
            uuid7(),
            changes={"virus": [None, virus], "size": [None, size]},
        )
    raise bad_input("file", "file_infected", virus=virus)
