"""Notifications: who should notice an event, and what his line says.

Payloads are read by name, so nothing here depends on who emits. Lines hold ids and counts, never names.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.notifications import write
from backend.book.staff import User
from backend.book.task_talk import TaskWatcher
from backend.book.tasks import Task
from backend.platform.events import OutboxRow


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


async def tell_followers(session: AsyncSession, event: OutboxRow) -> None:
    """`task.completed`: who handed the task on, and who follows it, learn that it is done."""
    told = event.payload
    for user_id in await _followers(session, UUID(told["task_id"]), told.get("creator")):
        params = {"task_id": told["task_id"], "client_id": told.get("client_id")}
        await _tell(session, event, user_id, "task_completed", "task", told["task_id"], params)


async def tell_handed(session: AsyncSession, event: OutboxRow) -> None:
    """`task.handed`: whoever was asked to take a task over, or asked and is answered, learns of it."""
    told = event.payload
    kind = {"asked": "task_handed", "accepted": "task_accepted"}.get(told["state"], "task_returned")
    params = {"task_id": told["task_id"], "client_id": told.get("client_id")}
    await _tell(session, event, told.get("told"), kind, "task", told["task_id"], params)


async def tell_due(session: AsyncSession, event: OutboxRow) -> None:
    """`task.reminded`: whoever has a task, or acts for him, learns that it is due soon."""
    told = event.payload
    params = {"task_id": told["task_id"], "client_id": told.get("client_id")}
    await _tell(session, event, told["told"], "task_reminded", "task", told["task_id"], params)


async def tell_chain(session: AsyncSession, event: OutboxRow) -> None:
    """`task.escalated`: the next one of the chain learns that a task is late."""
    told = event.payload
    params = {
        "task_id": told["task_id"],
        "client_id": told.get("client_id"),
        "step": told["step"],
        "role": told["role"],
    }
    await _tell(session, event, told["told"], "task_escalated", "task", told["task_id"], params)


async def tell_contacts(session: AsyncSession, event: OutboxRow) -> None:
    """`contacts.escalated`: the next one of the chain learns whom nobody talked with in time."""
    told = event.payload
    ids = told["client_ids"]
    subject = ("client", ids[0]) if len(ids) == 1 else ("user", told["told"])
    params = {"clients": told["count"], "role": told["role"], "client_id": ids[0] if len(ids) == 1 else None}
    await _tell(session, event, told["told"], "contacts_escalated", *subject, params)


async def tell_lead_of_fall(session: AsyncSession, event: OutboxRow) -> None:
    """`signal.drawdown_escalated`: the lead learns how many of his clients a fund's deeper fall concerns."""
    told = event.payload
    params = {"clients": told["count"], "level": told["level"], "product_id": told["product_id"]}
    await _tell(session, event, told["told"], "drawdown_escalated", "product", told["product_id"], params)


async def tell_commented(session: AsyncSession, event: OutboxRow) -> None:
    """`task.commented`: who has, made, handed on or follows a task learns what was said; not who is mentioned."""
    told = event.payload
    task_id = UUID(told["task_id"])
    task = await session.scalar(
        select(Task).where(Task.firm_id == session.info["firm_id"], Task.id == task_id)
    )
    if task is None:
        return
    people = [task.assignee_id, _user_id(task.created_by), *await _followers(session, task_id, None)]
    params = {"task_id": told["task_id"], "client_id": told.get("client_id")}
    for user_id in dict.fromkeys(people):
        if user_id is not None and str(user_id) not in told["mentioned"]:
            await _tell(session, event, user_id, "task_commented", "task", told["task_id"], params)


async def tell_mentioned(session: AsyncSession, event: OutboxRow) -> None:
    """`person.mentioned`: he learns where; of a need by its client, whose page shows it."""
    told = event.payload
    noun, id = told["noun"], told["subject_id"]
    if noun == "need":
        noun, id = "client", told["client_id"]
    params = {"noun": told["noun"], "client_id": told.get("client_id")}
    await _tell(session, event, told["told"], "mentioned", noun, id, params)


async def _followers(session: AsyncSession, task_id: UUID, but: Any) -> list[UUID]:
    """Who handed a task on and who follows it, without one who is told already."""
    firm_id = session.info["firm_id"]
    handed = await session.scalar(
        select(Task.handed_by_id).where(Task.firm_id == firm_id, Task.id == task_id)
    )
    watching = await session.scalars(
        select(TaskWatcher.user_id)
        .where(TaskWatcher.firm_id == firm_id, TaskWatcher.task_id == task_id)
        .order_by(TaskWatcher.id)
    )
    told = _user_id(but)
    return [id for id in dict.fromkeys([handed, *watching]) if id is not None and id != told]


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


async def tell_signers(session: AsyncSession, event: OutboxRow) -> None:
    """`approval.asked`: whoever has to decide now, and who stands in for him, learns of it."""
    await _tell_each(session, event, "approval_asked")


async def tell_copied(session: AsyncSession, event: OutboxRow) -> None:
    """`approval.copied`: whoever is told of an approval learns of it."""
    await _tell_each(session, event, "approval_copied")


async def tell_reminded(session: AsyncSession, event: OutboxRow) -> None:
    """`approval.reminded`: a signer at half of his time and at its end, then his lead."""
    await _tell_each(session, event, f"approval_{event.payload['how']}")


async def tell_requester(session: AsyncSession, event: OutboxRow) -> None:
    """`approval.settled`: the requester learns what came of it."""
    told = event.payload
    params = {"approval_id": told["approval_id"], "field": told.get("field")}
    kind = f"approval_{told['state']}"
    await _tell(session, event, told["told"], kind, "approval", told["approval_id"], params)


async def tell_request_owner(session: AsyncSession, event: OutboxRow) -> None:
    """`request.created`, `request.changed` by an assignment: who has to see to it learns of it."""
    told = event.payload
    if told.get("act", "assign") == "assign":
        await _tell_request(session, event, told.get("owner_id"), "request_assigned", {})


async def tell_request_reminded(session: AsyncSession, event: OutboxRow) -> None:
    """`request.reminded`: half (owner) or four fifths (lead) of the time to answer or to settle is over."""
    told = event.payload
    kind = "request_half" if told["share"] == 50 else "request_most"
    await _tell_request(session, event, told["told"], kind, {"clock": told["clock"]})


async def tell_request_escalated(session: AsyncSession, event: OutboxRow) -> None:
    """`request.escalated`: the next one of the chain learns that a request was not answered or settled in time."""
    told = event.payload
    params = {"step": told["step"], "role": told["role"]}
    await _tell_request(session, event, told["told"], "request_escalated", params)


async def _tell_request(
    session: AsyncSession, event: OutboxRow, who: Any, kind: str, params: dict[str, Any]
) -> None:
    told = event.payload
    params = {"request_id": told["request_id"], "client_id": told["client_id"], **params}
    await _tell(session, event, who, kind, "request", told["request_id"], params)


async def tell_owner(session: AsyncSession, event: OutboxRow) -> None:
    """`automation.failed`, `automation.broken`: who is responsible for an automation learns that it needs him."""
    told = event.payload
    params = {
        "automation_id": told["automation_id"],
        "run_id": told.get("run_id"),
        "client_id": told.get("client_id"),
        "error": told.get("error") or told.get("fault"),
    }
    kind = event.name.replace(".", "_")
    client = told.get("client_id")
    subject = ("automation", told["automation_id"]) if client is None else ("client", client)
    await _tell(session, event, told.get("told"), kind, *subject, params)


async def tell_watchers(session: AsyncSession, event: OutboxRow) -> None:
    """`audit.faulted`: who watches over the audit learns that its chain does not hold."""
    for user_id in event.payload["told"]:
        await _tell(
            session, event, user_id, "audit_faulted", "audit", event.id, {"faults": event.payload["faults"]}
        )


async def _tell_each(session: AsyncSession, event: OutboxRow, kind: str) -> None:
    told = event.payload
    params = {"approval_id": told["approval_id"]}
    for user_id in sorted(told["users"]):
        await _tell(session, event, user_id, kind, "approval", told["approval_id"], params)


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
    write(session, user_id, kind, {**params, "by": str(by) if by else None}, (noun, UUID(str(subject_id))))


def _user_id(who: Any) -> UUID | None:
    """A user's id from an id or a subject such as `user:<id>`; None for the system, a key, or nobody."""
    kind, _, id = str(who or "").rpartition(":")
    if kind not in {"", "user"} or not id:
        return None
    return UUID(id)
