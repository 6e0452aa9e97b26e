"""A closed request asks its client how content he is; one that is opened again does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.ids import uuid7
from backend.retain.messages import CANCELLED, HELD, WAITING, Message, tell
from backend.retain.requests import ServiceRequest
from backend.retain.survey_rules import surveys_in_force
from backend.retain.surveys import CSAT, OPEN, VOID, Survey


async def plan_for(session: AsyncSession, request: ServiceRequest) -> Survey | None:
    """Plan the survey of a request that was closed; None where the firm does not ask, or has asked already."""
    rules = (await surveys_in_force(session)).rules.csat
    if not rules.on:
        return None
    there = await session.scalar(
        select(Survey.id).where(Survey.firm_id == request.firm_id, Survey.request_id == request.id)
    )
    if there is not None:
        return None
    row = Survey(
        id=uuid7(), client_id=request.client_id, kind=CSAT, request_id=request.id, answers=0,
        due_at=now() + timedelta(hours=rules.hours), created_by=session.info["principal"].subject,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    strike(session, "client", str(request.client_id))
    return row


async def void_of(session: AsyncSession, request: ServiceRequest) -> None:
    """The request was opened again: what its client has not answered is asked no more."""
    row = await session.scalar(
        select(Survey)
        .where(Survey.firm_id == request.firm_id, Survey.request_id == request.id, Survey.state.in_(OPEN))
        .with_for_update()
    )
    if row is None:
        return
    row.state, row.due_at, row.expires_at = VOID, None, now()
    await session.flush()
    await call_off(session, [row])
    strike(session, "client", str(request.client_id))


async def call_off(session: AsyncSession, surveys: Sequence[Survey]) -> None:
    """Messages about surveys that have not gone do not go any more: nobody is asked what he answered or cannot."""
    ids: list[UUID] = [id for row in surveys for id in (row.message_id, row.reminder_id) if id is not None]
    if not ids:
        return
    rows = (
        await session.scalars(
            select(Message)
            .where(
                Message.firm_id == session.info["firm_id"],
                Message.id.in_(ids),
                Message.state.in_((*WAITING, HELD)),
            )
            .order_by(Message.id)
            .with_for_update()
        )
    ).all()
    for message in rows:
        message.state, message.due_at, message.ended_at = CANCELLED, None, now()
    await session.flush()
    if rows:
        await tell(session, rows)
