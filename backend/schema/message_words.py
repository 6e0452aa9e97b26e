"""What a message says and why it waits, on the compiled route: sealed words go along with the key they need."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Text, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.context import Context
from backend.graph.engine.lates import Uncovered
from backend.graph.engine.objects import Ask, Place
from backend.platform.keys import PersonKey
from backend.retain.contact_sentences import SENTENCES, said
from backend.retain.messages import Message as Row
from backend.schema.contact_reasons import ContactReason

UNKNOWN = "client_held"
"""Told of a reason that has no sentence any more."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says, opened."""

    subject: str
    body: str


@dataclass(frozen=True)
class Opened:
    """A sealed text of a message; null once the client was erased, whose key is gone then. column: its column."""

    column: str

    def sql(self, place: Place, _ask: Ask) -> ColumnElement[Any]:
        """A late value: ids, the wrapped key, the envelope."""
        row, key = place.row, PersonKey
        told = func.json_build_array(
            cast(row.id, Text), cast(row.client_id, Text), self.column, key.key_version,
            func.encode(key.wrapped, "base64"), func.encode(getattr(row, self.column), "base64"),
        )  # fmt: skip
        payload = (
            select(cast(told, Text))
            .where(key.firm_id == place.draft.firm, row.firm_id == place.draft.firm, key.id == row.client_id)
            .scalar_subquery()
        )
        return place.draft.lates.token(_opened, payload)


def _opened(context: Context, payload: str) -> str:
    id, client, column, version, wrapped, envelope = orjson.loads(payload)
    firm = context.services.vault.known(context.principal.firm_id)
    if firm is None:
        raise Uncovered("the firm's keys are not opened yet")
    key = context.services.vault.opened(firm, UUID(client), version, base64.b64decode(wrapped))
    return key.open(base64.b64decode(envelope), "message", UUID(id), column)


@dataclass(frozen=True)
class Why:
    """Why a message is held or waits, in the reader's language."""

    def sql(self, place: Place, _ask: Ask) -> ColumnElement[Any]:
        """A late value; null where there is no reason."""
        reasons = place.row.reasons
        # The column may hold JSON's own null, which is no reason either.
        told = case((func.jsonb_typeof(reasons) == "array", cast(reasons, Text)))
        return place.draft.lates.token(_told, told)


def _told(context: Context, payload: str) -> str | None:
    return why(context, orjson.loads(payload))


def reason(context: Context, given: Mapping[str, Any]) -> ContactReason:
    """A reason as it is kept, for a reader."""
    again = given.get("again")
    at = None if again is None else datetime.fromisoformat(again)
    code = given["code"] if given["code"] in SENTENCES else UNKNOWN
    return ContactReason(
        code=code, text=said(code, context.locale, given.get("params") or {}, at), again_at=at
    )


def why(context: Context, reasons: Sequence[Any] | None) -> str | None:
    """All reasons in one text; None: there is none."""
    told = [reason(context, each).text for each in reasons or ()]
    return "\n".join(told) or None


async def words_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, Words]:
    """What messages say; those of erased clients are absent."""
    firm_id = context.principal.firm_id
    rows = (
        await session.execute(
            select(Row.id, Row.client_id, Row.subject_sealed, Row.body_sealed).where(
                Row.firm_id == firm_id, Row.id.in_(ids)
            )
        )
    ).all()
    context.queries += 1
    keys = await context.services.vault.person_keys_of(session, list({row.client_id for row in rows}))
    return {
        row.id: Words(
            keys[row.client_id].open(row.subject_sealed, "message", row.id, "subject_sealed"),
            keys[row.client_id].open(row.body_sealed, "message", row.id, "body_sealed"),
        )
        for row in rows
        if row.client_id in keys
    }
