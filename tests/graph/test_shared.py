"""Shared runs: whom one serves, whom it does not, and that nobody's end is another's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Uuid, bindparam, select

from backend.book.clients import Client
from backend.graph.engine.shared import KEPT, SharedReads
from backend.platform.compiled_reads import Text

FIRM = UUID(int=1)
TEXT = Text(
    select(Client.id).where(
        Client.firm_id == bindparam("firm_id", FIRM, Uuid()), Client.id == bindparam("v0", FIRM, Uuid())
    ),
    FIRM,
)
WANTED: Mapping[str, Any] = {"firm_id": FIRM, "v0": UUID(int=2)}


class Server:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.busy, self.left = asyncio.Event(), asyncio.Event()
        self.answers = asyncio.Event()
        self.fault: Exception | None = None

    async def fetch(self, _text: Text, _values: Mapping[str, Any]) -> list[bytes | None]:
        """The number of the run."""
        self.asked += 1
        self.busy.set()
        found = str(self.asked).encode()
        try:
            await self.answers.wait()
        except asyncio.CancelledError:
            self.left.set()
            raise
        if self.fault is not None:
            raise self.fault
        return [found]


def time_now() -> float:
    return asyncio.get_running_loop().time()


async def test_one_run_serves_all_who_were_woken_before_it_began() -> None:
    server, shared = Server(), SharedReads()
    many = [asyncio.create_task(shared.fetch(server.fetch, TEXT, WANTED, time_now())) for _ in range(9)]
    await asyncio.sleep(0)
    server.answers.set()
    assert await asyncio.gather(*many) == [[b"1"]] * 9


@pytest.mark.parametrize(
    "other", [{**WANTED, "v0": UUID(int=3)}, {**WANTED, "firm_id": UUID(int=3)}], ids=str
)
async def test_other_values_are_another_run(other: Mapping[str, Any]) -> None:
    server, shared = Server(), SharedReads()
    server.answers.set()
    assert await shared.fetch(server.fetch, TEXT, WANTED, 0) == [b"1"]
    assert await shared.fetch(server.fetch, TEXT, other, 0) == [b"2"]


async def test_a_change_after_a_run_began_is_shown_by_a_run_of_its_own() -> None:
    server, shared = Server(), SharedReads()
    early = asyncio.create_task(shared.fetch(server.fetch, TEXT, WANTED, time_now()))
    await server.busy.wait()
    late = asyncio.create_task(shared.fetch(server.fetch, TEXT, WANTED, time_now() + 1e-6))
    await asyncio.sleep(0)
    server.answers.set()
    assert [await early, await late] == [[b"1"], [b"2"]]


async def test_what_was_read_is_not_given_to_anybody_for_long() -> None:
    server, shared = Server(), SharedReads()
    server.answers.set()
    since = time_now()
    await shared.fetch(server.fetch, TEXT, WANTED, since)
    while shared._runs:  # noqa: ASYNC110
        await asyncio.sleep(KEPT / 5)
    assert await shared.fetch(server.fetch, TEXT, WANTED, since) == [b"2"]


async def test_who_leaves_ends_no_run_that_others_wait_for_and_the_last_one_does() -> None:
    server, shared = Server(), SharedReads()
    first, second = [
        asyncio.create_task(shared.fetch(server.fetch, TEXT, WANTED, time_now())) for _ in range(2)
    ]
    await server.busy.wait()
    first.cancel()
    await asyncio.wait([first])
    assert (server.left.is_set(), second.done()) == (False, False)
    second.cancel()
    await asyncio.wait([second])
    await server.left.wait()
    assert not shared._runs


async def test_a_failed_run_is_told_to_who_waited_and_not_kept() -> None:
    server, shared = Server(), SharedReads()
    server.fault = OSError("gone")
    server.answers.set()
    both = [asyncio.create_task(shared.fetch(server.fetch, TEXT, WANTED, time_now())) for _ in range(2)]
    assert [str(each) for each in await asyncio.gather(*both, return_exceptions=True)] == ["gone"] * 2
    server.fault = None
    assert await shared.fetch(server.fetch, TEXT, WANTED, 0) == [b"2"]
