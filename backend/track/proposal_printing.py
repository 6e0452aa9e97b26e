"""Printing: what an issue says, as data of the page, and the process apart that makes pages or a file of it."""

from __future__ import annotations

import asyncio
import base64
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from backend.platform.errors import Code, Refused
from backend.track import proposal_typesetting
from backend.track.proposal_pages import page_data

SECONDS: Final = 30
MOST_BYTES: Final = 15 * 2**20
"""Of a printed file."""
AT_ONCE: Final = 2
"""Processes apart at the same time; others wait their turn."""
TYPESETTER: Final = Path(proposal_typesetting.__file__)


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture. kind: its file ending."""

    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF and how many pages it has."""

    content: bytes
    pages: int


class Unprintable(Exception):
    """It cannot be printed. fault: a key of `messages.PROBLEMS`; why: what the setter said, for the log."""

    def __init__(self, fault: str, why: str = "") -> None:
        super().__init__(fault, why)
        self.fault = fault


async def pdf_of(content: Mapping[str, Any], at: datetime, logo: Logo | None) -> Printed:
    """The file of an issue; equal contents at one instant give equal bytes. Raises Unprintable."""
    answer = await _set({"format": "pdf", "data": page_data(content), "at": int(at.timestamp())}, logo)
    made = base64.b64decode(answer["pdf"])
    if len(made) > MOST_BYTES:
        raise Unprintable("proposal_large")
    return Printed(made, answer["count"])


async def pages_of(content: Mapping[str, Any], logo: Logo | None, *, preview: bool = True) -> list[str]:
    """The pages, each an SVG; of what is not issued yet (preview) with a mark across it.

    Raises Refused(UNAVAILABLE, problem): proposal_font, proposal_slow, proposal_print.
    """
    try:
        answer = await _set({"format": "svg", "data": page_data(content, preview=preview)}, logo)
    except Unprintable as wrong:
        raise Refused(Code.UNAVAILABLE, problem=wrong.fault) from wrong
    pages: list[str] = answer["pages"]
    return pages


_ROOM: Final[dict[asyncio.AbstractEventLoop, asyncio.Semaphore]] = {}


async def _set(job: dict[str, Any], logo: Logo | None) -> dict[str, Any]:
    if logo is not None:
        job["logo"] = {"kind": logo.kind, "bytes": base64.b64encode(logo.content).decode()}
    room = _ROOM.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
    async with room:
        # Isolated: neither its folder nor its environment tells it where anything of ours is.
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(TYPESETTER), env={}, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(SECONDS):
                told, _ = await child.communicate(orjson.dumps(job))
        except TimeoutError as late:
            raise Unprintable("proposal_slow") from late
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
    try:
        answer: dict[str, Any] = orjson.loads(told)
    except orjson.JSONDecodeError as wrong:
        # It was ended by its bounds, or could not begin.
        raise Unprintable("proposal_slow" if child.returncode else "proposal_print") from wrong
    if "fault" in answer:
        raise Unprintable(
            {"font": "proposal_font"}.get(answer["fault"], "proposal_print"), answer.get("why", "")
        )
    return answer
