"""Planning messages: written for however many clients at once, each once for its cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.forbidden_word_lists import words_in_force
from backend.book.lookup import all_named, named
from backend.book.products import Product
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.retain.message_templates import ready
from backend.retain.message_texts import LANGUAGES, OF_PRODUCT, Text, filled, read_text, values_of
from backend.retain.messages import PLANNED, Message, tell
from backend.retain.purposes import SENDABLE, WRITTEN

PERSON, AUTOMATION = "person", "automation"
LATEST: Final = timedelta(days=366)
CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Wording:
    """What is sent: by a template, or free. purpose, channel: of a free one; with a template they are its own."""

    template_id: UUID | None = None
    text: Text | None = None
    purpose: str = "service"
    channel: str = "mail"
    language: str = "zh-CN"
    product_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Who or what wants it. kind: person or automation; id: the run; mark: of a client's message, once in the firm."""

    kind: str
    mark: Callable[[UUID], str]
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Worded:
    """A wording that was looked up and checked."""

    text: Text
    purpose: str
    channel: str
    language: str
    product_id: UUID | None
    template_id: UUID | None
    number: int | None


async def worded(session: AsyncSession, wording: Wording) -> Worded:
    """A wording with its text.

    Raises Refused(BAD_USER_INPUT): choice, unknown, what `ready` and `read_text` say, message_product for a text that
    names a product without one.
    """
    if wording.language not in LANGUAGES:
        raise bad_input("language", "choice")
    if wording.product_id is not None:
        await named(session, Product, wording.product_id, "product")
    if wording.template_id is not None:
        version = await ready(session, wording.template_id)
        template = version.template
        made = Worded(
            version.text(wording.language), template.purpose, template.channel, wording.language,
            wording.product_id, template.id, version.number,
        )  # fmt: skip
    else:
        if wording.channel not in WRITTEN:
            raise bad_input("channel", "choice")
        if wording.purpose not in SENDABLE:
            raise bad_input("purpose", "choice")
        if wording.text is None:
            raise bad_input("body", "required")
        given = {"subject": wording.text.subject, "body": wording.text.body}
        text = read_text(given, "", wording.channel, (await words_in_force(session)).words)
        made = Worded(
            text, wording.purpose, wording.channel, wording.language, wording.product_id, None, None
        )  # fmt: skip
    if made.product_id is None and made.text.variables & OF_PRODUCT:
        raise bad_input("product", "message_product")
    return made


async def plan(
    session: AsyncSession,
    vault: Vault,
    client_ids: Sequence[UUID],
    wording: Wording,
    cause: Cause,
    *,
    at: datetime | None = None,
) -> list[Message]:
    """Write messages to clients down; whoever got one for this cause already gets none. at: not before, None: now.

    A constant number of statements for each 500 clients. Raises Refused: as `worded`; range, unknown.
    """
    instant = now()
    if at is not None and not instant - timedelta(minutes=5) <= at <= instant + LATEST:
        low, high = (each.isoformat(timespec="minutes") for each in (instant, instant + LATEST))
        raise bad_input("at", "range", low=low, high=high)
    chosen = await worded(session, wording)
    made: list[Message] = []
    ids = list(dict.fromkeys(client_ids))
    for start in range(0, len(ids), CHUNK):
        made += await _planned(session, vault, ids[start : start + CHUNK], chosen, cause, at)
    return made


async def _planned(
    session: AsyncSession,
    vault: Vault,
    ids: Sequence[UUID],
    chosen: Worded,
    cause: Cause,
    at: datetime | None,
) -> list[Message]:
    await all_named(session, Client, ids, "client")  # locked: two plans for one cause wait for each other
    marks = {cause.mark(id): id for id in ids}
    there = set(
        await session.scalars(
            select(Message.mark).where(
                Message.firm_id == session.info["firm_id"], Message.mark.in_(list(marks))
            )
        )
    )
    wanted = {mark: id for mark, id in marks.items() if mark not in there}
    keys = await vault.person_keys_of(session, list(wanted.values()), create=True)
    values = await values_of(session, list(wanted.values()), chosen.language, chosen.product_id)
    rows = []
    for mark, client_id in wanted.items():
        id, text, key = uuid7(), filled(chosen.text, values[client_id]), keys[client_id]
        rows.append(
            Message(
                id=id, client_id=client_id, purpose=chosen.purpose, channel=chosen.channel,
                product_id=chosen.product_id, template_id=chosen.template_id, template_number=chosen.number,
                language=chosen.language, cause=cause.kind, cause_id=cause.id, mark=mark, state=PLANNED,
                due_at=at or now(),
                subject_sealed=key.seal(text.subject, "message", id, "subject_sealed"),
                body_sealed=key.seal(text.body, "message", id, "body_sealed"),
                created_by=session.info["principal"].subject,
            )
        )  # fmt: skip
    session.add_all(rows)
    await session.flush()
    await tell(session, rows)
    return rows
