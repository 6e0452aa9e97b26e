"""The virus scanner: what it is told, what its answers mean, and what becomes of files when it finds something."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.book.documents.model import Upload
from backend.book.documents.uploads import take_in
from backend.commands.findings import State
from backend.commands.scanner_checks import check_scanner
from backend.platform.audit import AuditEntry
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.files.scanning import Scanner, ScannerFault
from backend.platform.files.store import UNNAMED, FileStore
from backend.platform.keys import Vault
from backend.platform.messages import sentence
from backend.platform.settings import Settings
from tests.files.clamd import EICAR, VERSION, clamd
from tests.schema.house import House, build_house

LARGE = os.urandom(3 * 2**20)


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("clam.internal:3310", Scanner("clam.internal", 3310)),
        ("[::1]:3310", Scanner("::1", 3310)),
        ("/run/clamav/clamd.ctl", Scanner(path="/run/clamav/clamd.ctl")),
    ],
)
def test_an_address_is_a_host_with_a_port_or_a_path(address: str, known: Scanner) -> None:
    assert Scanner.at(address) == known


@pytest.mark.parametrize("address", ["clam", "clam:", ":3310", "clam:0", "clam:65536", "clam:x", "run/clamd"])
def test_another_address_is_none(address: str) -> None:
    with pytest.raises(ValueError, match="STARTRAIL_CLAMD"):
        Scanner.at(address)


@pytest.mark.parametrize("on", ["port", "socket"])
async def test_what_is_clean_passes_whole_and_what_is_known_is_named(on: str, tmp_path: Path) -> None:
    async with clamd(tmp_path / "c" if on == "socket" else None) as running:
        scanner = Scanner.at(running.address)
        assert await scanner.version() == VERSION
        pieces = [LARGE[n : n + 70_000] for n in range(0, len(LARGE), 70_000)]
        assert await scanner.found_in(pieces) is None
        assert await scanner.found_in([]) is None
        # Also where it is cut in two.
        assert await scanner.found_in([b"x" * 10, EICAR[:20], EICAR[20:]]) == "Eicar-Test-Signature"
        assert running.seen[0] == LARGE


async def test_no_answer_is_no_yes(tmp_path: Path) -> None:
    with pytest.raises(ScannerFault):
        await Scanner.at(str(tmp_path / "none")).found_in([b"x"])
    async with clamd(limit=2**20) as running:
        with pytest.raises(ScannerFault):
            await Scanner.at(running.address).found_in([LARGE[: 2**19]] * 6)

    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(ScannerFault):
        await Scanner("127.0.0.1", port).found_in([b"x"])
    server.close()


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A firm."""
    return await build_house(database, vault)


async def chunks(data: bytes) -> AsyncIterator[bytes]:
    """As they come over HTTP."""
    for start in range(0, len(data), 1000):
        yield data[start : start + 1000]


async def test_an_infected_upload_is_refused_recorded_and_nothing_of_it_stays(
    house: House, tmp_path: Path
) -> None:
    person = await house.principal("client_manager")

    async def send(store: FileStore, data: bytes) -> Upload:
        return await take_in(house.database, house.vault, store, person, "附件.txt", chunks(data))

    async def known() -> tuple[int, list[object]]:
        async with house.database.as_system(house.firm_id, "tests") as session:
            uploads = await session.scalar(
                select(func.count()).select_from(Upload).where(Upload.firm_id == house.firm_id)
            )
            entries = await session.scalars(
                select(AuditEntry.changes).where(
                    AuditEntry.firm_id == house.firm_id, AuditEntry.action == "infected"
                )
            )
            return int(uploads or 0), list(entries)

    async with clamd() as running:
        store = FileStore(tmp_path, Scanner.at(running.address))
        assert (await send(store, "合同正文".encode())).size == 12
        assert running.seen == ["合同正文".encode()]
        with pytest.raises(Refused) as refused:
            await send(store, b"see: " + EICAR)
        assert refused.value.params == {
            "field": "file", "problem": "file_infected", "virus": "Eicar-Test-Signature",
        }  # fmt: skip
        words = {sentence(refused.value.code, refused.value.params, locale) for locale in ("zh-CN", "en")}
        assert len(words) == 2
        assert all("Eicar-Test-Signature" in each for each in words)
    assert await known() == (1, [{"virus": [None, "Eicar-Test-Signature"], "size": [None, 73]}])
    with pytest.raises(Refused) as down:
        await send(store, b"clean")
    assert (down.value.code, down.value.params["problem"]) == (Code.UNAVAILABLE, "scanner")
    assert list((tmp_path / UNNAMED).iterdir()) == []
    assert (await known())[0] == 1
    assert (await send(FileStore(tmp_path), b"see: " + EICAR)).kind == "text"


async def test_the_doctor_asks_the_scanner_where_one_is_set(tmp_path: Path) -> None:
    assert await check_scanner(Settings(STARTRAIL_CLAMD=None)) == []
    async with clamd() as running:
        [found] = await check_scanner(Settings(STARTRAIL_CLAMD=running.address))
        assert (found.check, found.state) == ("clamd", State.OK)
        assert VERSION in found.en
    for address, says in ((str(tmp_path / "none"), "does not answer"), ("clam", "host:port")):
        [found] = await check_scanner(Settings(STARTRAIL_CLAMD=address))
        assert says in found.en
        assert found.state == State.WRONG
        assert found.mend_zh
        assert found.mend_en
