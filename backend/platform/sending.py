"""Connections that end with whoever gives up in the middle of sending rows.

asyncpg swallows a cancellation that comes while many rows are sent, and then waits for an answer to a message that it
never ends. The server waits for that end, with the transaction open and its locks held; no timeout of the server counts
a session that reads. Seen with 0.32.
"""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg


class EndingConnection(asyncpg.Connection):  # type: ignore[misc]  # the library has no types
    """As the library's, but a cancelled `executemany` ends it, and so its transaction."""

    async def executemany(self, command: str, args: Any, **options: Any) -> None:
        """Run a statement for each sequence of arguments. Raises as the library does."""
        sending = asyncio.ensure_future(super().executemany(command, args, **options))
        try:
            await asyncio.shield(sending)
        except asyncio.CancelledError:
            self.terminate()
            # It may stand where nothing but this wakes it: waiting until more may be sent.
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            raise
