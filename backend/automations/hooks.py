"""The way by which another system starts an automation: a secret path, and a signature over what it says.

Both are worked out from the firm's key and a number, so they lie nowhere; a new number makes the old ones void.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation
from backend.automations.beginning import Told
from backend.automations.matching import begin_or_rest, version_in_force
from backend.automations.runs import AutomationHook
from backend.automations.surroundings import Surroundings
from backend.book.clients import Client
from backend.platform.clock import now
from backend.platform.crypto import FirmKeys
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id, uuid7
from backend.platform.versions import locked
from backend.track.approval_callbacks import NONCE, ApprovalNonce, is_fresh, signature_of

PREFIX: Final = "/automations/hook/"
TOKEN: Final = re.compile(r"([0-9a-f]{32})([0-9a-f]{32})([0-9a-f]{64})")
FACT: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,49}")
MOST_FACTS, LONGEST_FACT = 30, 400


@dataclass(frozen=True, slots=True)
class Call:
    """What came. at: seconds since the epoch as text; signature: hexadecimal, over `<at>.<nonce>.<body>`."""

    token: str
    at: str
    nonce: str
    signature: str
    body: bytes


def secret_of(keys: FirmKeys, id: UUID, number: int) -> str:
    """The secret of a number, hexadecimal."""
    return hmac.digest(keys.index, f"automation hook|{id}|{number}".encode(), hashlib.sha256).hex()


def path_of(keys: FirmKeys, firm_id: UUID, id: UUID, number: int) -> str:
    """The path of a number: firm, automation, and what nobody can guess."""
    return f"{PREFIX}{firm_id.hex}{id.hex}{_guard(keys, id, number)}"


def _guard(keys: FirmKeys, id: UUID, number: int) -> str:
    return hmac.digest(keys.index, f"automation path|{id}|{number}".encode(), hashlib.sha256).hex()


def firm_of(token: str) -> tuple[UUID, UUID]:
    """Firm and automation of a path. Raises Refused(NOT_FOUND) for what is none."""
    found = TOKEN.fullmatch(token)
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return UUID(hex=found[1]), UUID(hex=found[2])


async def open_hook(session: AsyncSession, id: UUID, number: int) -> AutomationHook:
    """A new path and secret. number: of those that were in force when it was asked for. Raises Refused(CONFLICT)."""
    await locked(session, Automation, id)
    hook = await _known(session, id, number)
    if hook is None:
        hook = AutomationHook(id=uuid7(), automation_id=id, number=1)
        session.add(hook)
    else:
        hook.number, hook.opened_at, hook.closed_at = hook.number + 1, now(), None
    await session.flush()
    return hook


async def close_hook(session: AsyncSession, id: UUID, number: int) -> AutomationHook | None:
    """Let nobody in any more. number: as in `open_hook`. Raises Refused(CONFLICT)."""
    hook = await _known(session, id, number)
    if hook is not None and hook.closed_at is None:
        hook.closed_at = now()
        await session.flush()
    return hook


async def accept(session: AsyncSession, keys: FirmKeys, id: UUID, call: Call) -> None:
    """Take a call, once.

    Raises Refused(NOT_FOUND) for a path that is void, UNAUTHENTICATED for a forged, stale or replayed call.
    """
    hook = await session.scalar(
        select(AutomationHook).where(
            AutomationHook.firm_id == session.info["firm_id"], AutomationHook.automation_id == id
        )
    )
    number = 0 if hook is None or hook.closed_at is not None else hook.number
    if not hmac.compare_digest(_guard(keys, id, number), call.token[64:]) or not number:
        raise Refused(Code.NOT_FOUND)
    wanted = signature_of(secret_of(keys, id, number), call.at, call.nonce, call.body)
    fits = hmac.compare_digest(wanted.encode(), call.signature.encode("utf-8", "replace"))
    if not fits or not is_fresh(call.at) or not NONCE.fullmatch(call.nonce):
        raise Refused(Code.UNAUTHENTICATED)
    taken = await session.execute(
        insert(ApprovalNonce)
        .values(firm_id=session.info["firm_id"], id=uuid7(), nonce=f"{id.hex}{call.nonce}", at=now())
        .on_conflict_do_nothing()
        .returning(ApprovalNonce.id)
    )
    if taken.first() is None:
        raise Refused(Code.UNAUTHENTICATED)


async def start(session: AsyncSession, id: UUID, body: Any, nonce: str, around: Surroundings) -> int:
    """Start the automation by a call that was accepted; how many runs. body: {client?: public id, facts?: {…}}.

    Raises Refused(BAD_USER_INPUT) for another shape, for values that are no words, numbers or truths, and for a client
    whom the firm has not.
    """
    if not isinstance(body, dict) or not body.keys() <= {"client", "facts"}:
        raise bad_input("body", "content_format")
    facts = _facts(body.get("facts") or {})
    client_id = await _client(session, body.get("client"))
    found = await version_in_force(session, id)
    if found is None or found[0].kind != "webhook":
        return 0
    row, rule = found
    told = Told(mark=f"call:{nonce}", event="webhook", facts=facts, client_id=client_id)
    return await begin_or_rest(session, row, rule, [told], around)


def _facts(given: Any) -> Mapping[str, Any]:
    if not isinstance(given, dict) or len(given) > MOST_FACTS:
        raise bad_input("facts", "content_format")
    for key, value in given.items():
        if not FACT.fullmatch(key) or not isinstance(value, str | int | bool | None):
            raise bad_input("facts", "content_format")
        if isinstance(value, str) and (len(value) > LONGEST_FACT or "\x00" in value):
            raise bad_input("facts", "too_long", limit=LONGEST_FACT)
        if isinstance(value, int) and abs(value) >= 10**15:
            raise bad_input("facts", "content_format")
    return given


async def _client(session: AsyncSession, given: Any) -> UUID | None:
    if given is None:
        return None
    id = own_id("client", given if isinstance(given, str) else "")
    known = await session.scalar(
        select(Client.id).where(Client.firm_id == session.info["firm_id"], Client.id == id)
    )
    if known is None:
        raise bad_input("client", "unknown")
    return id


async def _known(session: AsyncSession, id: UUID, number: int) -> AutomationHook | None:
    found: AutomationHook | None = await session.scalar(
        select(AutomationHook)
        .where(AutomationHook.firm_id == session.info["firm_id"], AutomationHook.automation_id == id)
        .with_for_update()
    )
    present = 0 if found is None else found.number
    if present != number:
        raise Refused(Code.CONFLICT, fields=["number"], version=present)
    return found
