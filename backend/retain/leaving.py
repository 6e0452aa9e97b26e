"""The link by which a client leaves: sealed, so that it can be neither read nor made up, and good for ever.

It says the firm, the client, the purpose and the channel of the message it stood in; nothing of it lies anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.platform.base64url import decode, encode
from backend.platform.crypto import Unreadable
from backend.platform.errors import Code, Refused
from backend.platform.keys import Vault
from backend.platform.versions import locked
from backend.retain.consents import Evidence, Said, record, states_of
from backend.retain.purposes import CHANNEL_KEYS, PURPOSE_KEYS, SENDABLE

MARK: Final = b"leave1"
LENGTH: Final = len(MARK) + 16 + 16 + 2


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a link stands for."""

    firm_id: UUID
    client_id: UUID
    purpose: str
    channel: str


def link_of(vault: Vault, leaving: Leaving) -> str:
    """The text of a link."""
    place = bytes((PURPOSE_KEYS.index(leaving.purpose), CHANNEL_KEYS.index(leaving.channel)))
    return encode(vault.seal_link(MARK + leaving.firm_id.bytes + leaving.client_id.bytes + place))


def read_link(vault: Vault, text: str) -> Leaving:
    """What a text stands for. Raises Refused(NOT_FOUND) for what is none of ours."""
    try:
        raw = vault.open_link(decode(text)) if len(text) <= 200 else b""
    except (Unreadable, ValueError):
        raw = b""
    if len(raw) != LENGTH or not raw.startswith(MARK):
        raise Refused(Code.NOT_FOUND)
    rest = raw[len(MARK) :]
    return Leaving(
        UUID(bytes=rest[:16]), UUID(bytes=rest[16:32]), PURPOSE_KEYS[rest[32]], CHANNEL_KEYS[rest[33]]
    )


async def choices_of(session: AsyncSession, leaving: Leaving) -> dict[str, bool]:
    """Purposes by the link's channel, and whether messages for them are wanted: not withdrawn.

    Raises Refused(NOT_FOUND) for a client who is not there any more.
    """
    client = await locked(session, Client, leaving.client_id)
    states = (await states_of(session, [client.id])).get(client.id, {})
    return {
        purpose: (row := states.get((purpose, leaving.channel))) is None or row.given for purpose in SENDABLE
    }


async def leave(session: AsyncSession, leaving: Leaving, purposes: list[str]) -> None:
    """Withdraw consent for purposes by the link's channel. Raises Refused: NOT_FOUND; BAD_USER_INPUT."""
    client = await locked(session, Client, leaving.client_id)
    said = [Said(purpose, leaving.channel, False) for purpose in purposes]
    await record(session, client.id, said, Evidence("link"))


async def stay(session: AsyncSession, leaving: Leaving, purposes: list[str]) -> None:
    """Take a withdrawal back by the same link: what he said before is in force again, as he says so himself."""
    client = await locked(session, Client, leaving.client_id)
    states = (await states_of(session, [client.id])).get(client.id, {})
    left = [
        Said(purpose, leaving.channel, True)
        for purpose in purposes
        if (row := states.get((purpose, leaving.channel))) is not None and not row.given
    ]
    if left:
        await record(session, client.id, left, Evidence("link"))
