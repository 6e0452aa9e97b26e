"""Notifications: who should notice an event, and what his line says.

Payloads are read by name, so nothing here depends on who emits. Lines hold ids and counts, never names.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.notifications import Notification
from backend.book.staff import User
from backend.platform.bells import strike
from backend.platform.events import OutboxRow
from backend.platform.ids import uuid7


async def tell_new_server(session: AsyncSession, event: OutboxRow) -> None:
    """`client.assigned`: whoever now serves a client (owner, co-owner, assistant) learns of it."""
    told = event.payload
    if not told.get("ended"):
        params = {"client_id": told["client_id"], "role": told["role"]}
        await _tell(session, event, told["user_id"], "client_assigned", "client", told["client_id"], params)


async def tell_assignee(session: AsyncSession, event: OutboxRow) -> None:
    """`task.assigned`: the assignee learns of his task, unless he took it himself."""
    told = event.payload
    params = {"task_id": told["task_id"], "client_id": told.get("client_id")}
    await _tell(session, event, told["assignee_id"], "task_assigned", "task", told["task_id"], params)


async def tell_creator(session: AsyncSession, event: OutboxRow) -> None:
    """`task.completed`: who made the task learns that it is done."""
    told = event.payload
    params = {"task_id": told["task_id"], "client_id": told.get("client_id")}
    await _tell(session, event, told.get("creator"), "task_completed", "task", told["task_id"], params)


async def tell_receivers(session: AsyncSession, event: OutboxRow) -> None:
    """`client.handed_over`: whoever follows learns of his new clients in one line, not in one for each."""
    told = event.payload
    if told.get("undone"):
        return
    for user_id, count in sorted(told["to"].items()):
        params = {"handover_id": told["handover_id"], "clients": count}
        await _tell(session, event, user_id, "clients_handed_over", "handover", told["handover_id"], params)


async def tell_importer(session: AsyncSession, event: OutboxRow) -> None:
    """`import.finished`: who started the import learns its outcome; he is the actor, and waits for it."""
    told = event.payload
    params = {
        "import_id": told["import_id"],
        "accepted": told.get("accepted"),
        "rejected": told.get("rejected"),
    }
    await _tell(
        session, event, told.get("by"), "import_finished", "import", told["import_id"], params, himself=True
    )


async def tell_exporter(session: AsyncSession, event: OutboxRow) -> None:
    """`export.decided`, `export.finished`: who asked for the export learns what came of it."""
    told = event.payload
    state = told.get("state") or ("approved" if told.get("approved") else "refused")
    params = {"export_id": told["export_id"], "rows": told.get("rows"), "state": state}
    kind = event.name.replace(".", "_")
    await _tell(session, event, told["asker"], kind, "export", told["export_id"], params)


async def _tell(
    session: AsyncSession,
    event: OutboxRow,
    who: Any,
    kind: str,
    noun: str,
    subject_id: Any,
    params: dict[str, Any],
    *,
    himself: bool = False,
) -> None:
    """Write a line for a user and ring his inbox; nobody is told what he did himself, unless `himself`."""
    user_id, by = _user_id(who), _user_id(event.payload.get("by"))
    if user_id is None or (user_id == by and not himself):
        return
    active = select(User.id).where(
        User.firm_id == session.info["firm_id"], User.id == user_id, User.active.is_(True)
    )
    if await session.scalar(active) is None:
        return
    notification_id = uuid7()
    session.add(
        Notification(
            id=notification_id,
            firm_id=session.info["firm_id"],
            user_id=user_id,
            kind=kind,
            params={**params, "by": str(by) if by else None},
            subject_noun=noun,
            subject_id=UUID(str(subject_id)),
        )
    )
    strike(session, "inbox", f"{user_id}:{notification_id}")


def _user_id(who: Any) -> UUID | None:
    """A user's id from an id or a subject such as `user:<id>`; None for the system, a key, or nobody."""
    kind, _, id = str(who or "").rpartition(":")
    if kind not in {"", "user"} or not id:
        return None
    return UUID(id)
