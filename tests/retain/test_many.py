"""Hundreds of messages with planted reasons: none wrong, none twice, though the worker is killed in the middle."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from backend.book import client_changes, contact_points
from backend.book.contact_points import ContactDraft
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.retain import message_plans
from backend.retain.consents import Evidence, Said, record
from backend.retain.message_channels import MailChannel
from backend.retain.message_sending import claim
from backend.retain.message_texts import Text
from backend.retain.messages import Message
from backend.systemize.channels.smtp import PLAIN, Postman, Server
from backend.workers.message_sender import MessageSender
from tests.conftest import make_firm
from tests.retain.post import Post

COUNT = 200


async def test_of_many_messages_none_is_wrong_and_none_goes_twice(database: Database, vault: Vault) -> None:
    firm = await make_firm(database, vault, "明远资产")
    wanted: dict[str, str] = {}
    ids = {}
    async with database.change(firm.system) as session:
        for n in range(COUNT):
            values = {"name": f"客户{n}", "kind": "individual"}
            row = await client_changes.create_client(session, vault, values, allow_duplicate=True)
            row.state = "blocked" if n % 10 == 3 else "existing"
            if n % 10 != 4:
                await contact_points.replace_contacts(
                    session, vault, row, [ContactDraft("email", f"c{n}@example.com")]
                )
            if n % 10 not in (1, 2):
                await record(session, row.id, [Said("marketing", "mail", True)], Evidence("form"))
            if n % 10 == 2:
                await record(session, row.id, [Said("marketing", "mail", False)], Evidence("call"))
            ids[row.id] = n
            wanted[str(row.id)] = "held" if n % 10 in (1, 2, 3, 4) else "sent"
    async with database.change(firm.system) as session:
        await message_plans.plan(
            session, vault, list(ids), message_plans.Wording(text=Text("观点", "{client.name}"), purpose="marketing"),
            message_plans.Cause("person", lambda client_id: f"many:{client_id}"),
        )  # fmt: skip
    post = Post()
    server = await post.start()
    channel = MailChannel(
        database, vault, Postman(Server("127.0.0.1", post.port, PLAIN)), "s@m.example", "https://x"
    )
    sender = MessageSender(database, vault, {"mail": channel})
    await sender.sweep()
    # Killed: a batch was claimed, and nobody knows whether any of it went.
    async with database.as_system(firm.firm_id, "gone") as session:
        lost = [each.client_id for each in await claim(session, vault, {"mail"}, at_once=20)]
    assert lost
    async with database.change(firm.system) as session:
        await session.execute(
            update(Message)
            .where(Message.firm_id == firm.firm_id, Message.state == "sending")
            .values(due_at=now() - timedelta(seconds=1))
        )
    for _ in range(COUNT):
        async with database.read(firm.firm_id) as session:
            due = await session.scalar(
                select(Message.id).where(Message.firm_id == firm.firm_id, Message.due_at <= now()).limit(1)
            )
        if due is None:
            break
        await sender.sweep()
    await channel.close()
    server.close()
    async with database.read(firm.firm_id) as session:
        rows = await session.execute(
            select(Message.client_id, Message.state).where(Message.firm_id == firm.firm_id)
        )
        found = {str(client_id): state for client_id, state in rows}
    for client_id in lost:
        wanted[str(client_id)] = "in_doubt"
    assert found == wanted
    assert max(post.ids.values()) == 1
    assert len(post.mails) == sum(state == "sent" for state in wanted.values())
    assert post.connections <= 8
