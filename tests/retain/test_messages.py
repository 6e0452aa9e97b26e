"""Messages by a real mail server: sent once, deferred, refused, in doubt; judged in the moment they go."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from backend.book import client_changes, contact_points
from backend.book.contact_points import ContactDraft, ContactPoint
from backend.platform import pauses
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.files.store import FileStore
from backend.platform.keys import Vault
from backend.retain import message_acts, message_plans
from backend.retain.consents import Evidence, Said, record
from backend.retain.message_channels import MailChannel
from backend.retain.message_sending import claim
from backend.retain.message_texts import Text
from backend.retain.messages import WAITING, Message, MessageStep
from backend.systemize.channels.smtp import PLAIN, Postman, Server
from backend.workers.mailroom.intake import Mailroom
from backend.workers.message_sender import MessageSender
from tests.conftest import MadeFirm, make_firm
from tests.retain.post import Post

WORDING = message_plans.Wording(
    text=Text("净值 {date}", "{client.name}，您好：\n\n净值已更新 https://example.com/x。")
)


@dataclass
class Desk:
    """A firm, a mail server, and a sender between them."""

    database: Database
    vault: Vault
    firm: MadeFirm
    post: Post
    sender: MessageSender

    async def client(self, name: str, address: str | None) -> UUID:
        """A client with an address."""
        async with self.database.change(self.firm.system) as session:
            values = {"name": name, "kind": "individual"}
            row = await client_changes.create_client(session, self.vault, values, allow_duplicate=True)
            if address is not None:
                await contact_points.replace_contacts(
                    session, self.vault, row, [ContactDraft("email", address)]
                )
            return row.id

    async def plan(self, ids: Sequence[UUID], mark: str, **wording: Any) -> list[UUID]:
        """Messages to clients."""
        async with self.database.change(self.firm.system) as session:
            rows = await message_plans.plan(
                session, self.vault, ids, message_plans.Wording(text=WORDING.text, **wording),
                message_plans.Cause("person", lambda client_id: f"{mark}:{client_id}"),
            )  # fmt: skip
            return [row.id for row in rows]

    async def of(self, id: UUID) -> Message:
        """A message as it is."""
        async with self.database.read(self.firm.firm_id) as session:
            row = await session.scalar(
                select(Message).where(Message.firm_id == self.firm.firm_id, Message.id == id)
            )
            assert row is not None
            return row

    async def due(self, id: UUID) -> None:
        """Let time pass for a message."""
        async with self.database.change(self.firm.system) as session:
            await session.execute(
                update(Message)
                .where(Message.firm_id == self.firm.firm_id, Message.id == id)
                .values(due_at=now() - timedelta(seconds=1))
            )


@pytest.fixture(scope="module")
async def desk(database: Database, vault: Vault) -> AsyncIterator[Desk]:
    """One firm and one mail server for all."""
    firm = await make_firm(database, vault, "明远资产")
    post = Post()
    server = await post.start()
    postman = Postman(Server("127.0.0.1", post.port, PLAIN, patience=1.5))
    channel = MailChannel(
        database, vault, postman, "service@mingyuan.example.com", "https://crm.example.com", "in.example.com"
    )
    yield Desk(database, vault, firm, post, MessageSender(database, vault, {"mail": channel}))
    await channel.close()
    server.close()


async def test_messages_rest_while_their_kind_of_work_does(desk: Desk) -> None:
    client = await desk.client("李静", "lijing@example.com")
    (id,) = await desk.plan([client], "rest", purpose="care")
    async with desk.database.change(desk.firm.system) as session:
        await pauses.pause(session, pauses.MESSAGES, "换发信服务器")
    assert await desk.sender.sweep() == 0
    assert (await desk.of(id)).state in WAITING
    async with desk.database.change(desk.firm.system) as session:
        await pauses.resume(session, pauses.MESSAGES)
    assert await desk.sender.sweep() == 1
    assert (await desk.of(id)).state == "sent"


async def test_a_mail_goes_once_with_the_headers_of_a_good_sender(desk: Desk) -> None:
    client = await desk.client("王芳", "wang@example.com")
    (id,) = await desk.plan([client], "first", purpose="care")
    assert await desk.plan([client], "first", purpose="care") == []
    assert await desk.sender.sweep() == 1
    assert await desk.sender.sweep() == 0
    mail = desk.post.mails[-1]
    assert mail["Subject"].startswith("净值 20")
    assert mail["From"].addresses[0].display_name == "明远资产"
    assert mail["Message-ID"].startswith("<message_")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain, dressed = (part.get_content() for part in mail.iter_parts())
    assert "王芳，您好" in plain
    assert 'href="https://example.com/x"' in dressed
    assert desk.post.senders[-1].endswith("@in.example.com")
    row = await desk.of(id)
    assert (row.state, row.address_masked != "wang@example.com", row.attempts) == ("sent", True, 1)
    async with desk.database.read(desk.firm.firm_id) as session:
        states = await session.scalars(
            select(MessageStep.state)
            .where(MessageStep.firm_id == desk.firm.firm_id, MessageStep.message_id == id)
            .order_by(MessageStep.at, MessageStep.id)
        )
        assert list(states) == ["planned", "sending", "sent"]


async def test_what_the_server_says_is_what_becomes_of_a_mail(desk: Desk) -> None:
    wanted = {
        "later": "queued",
        "nobody": "bounced",
        "refused": "failed",
        "cut": "in_doubt",
        "hang": "in_doubt",
    }
    ids = {}
    for name in wanted:
        client = await desk.client(f"客{name}", f"{name}@example.com")
        ids[name] = (await desk.plan([client], name))[0]
    await desk.sender.sweep()
    assert {name: (await desk.of(id)).state for name, id in ids.items()} == wanted
    assert (await desk.of(ids["nobody"])).reply == "550 5.1.1 No such user here"
    # What was deferred goes later; what is in doubt is never repeated by itself.
    for id in ids.values():
        if (await desk.of(id)).due_at is not None:
            await desk.due(id)
    await desk.sender.sweep()
    assert (await desk.of(ids["later"])).state == "sent"
    assert desk.post.tos.count("cut@example.com") == 1
    # A dead address holds what comes next, until somebody says that it is right.
    client = (await desk.of(ids["nobody"])).client_id
    (again,) = await desk.plan([client], "again")
    await desk.sender.sweep()
    held = await desk.of(again)
    assert held.reasons is not None
    assert (held.state, [each["code"] for each in held.reasons]) == ("held", ["dead_address"])
    async with desk.database.change(desk.firm.system) as session:
        await message_acts.revive(session, client, "mail")
    # A person decides what is in doubt: it arrived, or it is sent once more under the same Message-ID.
    doubted = await desk.of(ids["cut"])
    async with desk.database.change(desk.firm.system) as session:
        await message_acts.settle(session, doubted.id, doubted.version, went=False)
    await desk.sender.sweep()
    assert desk.post.tos.count("cut@example.com") == 2
    assert max(desk.post.ids.values()) == 2
    hung = await desk.of(ids["hang"])
    async with desk.database.change(desk.firm.system) as session:
        await message_acts.settle(session, hung.id, hung.version, went=True)
    assert (await desk.of(hung.id)).state == "sent"


async def test_consent_is_looked_at_in_the_moment_of_sending(desk: Desk) -> None:
    client = await desk.client("李静", "li@example.com")
    async with desk.database.change(desk.firm.system) as session:
        await record(session, client, [Said("marketing", "mail", True)], Evidence("form"))
    (id,) = await desk.plan([client], "market", purpose="marketing")
    async with desk.database.change(desk.firm.system) as session:
        await record(session, client, [Said("marketing", "mail", False)], Evidence("call"))
    await desk.sender.sweep()
    row = await desk.of(id)
    assert row.reasons is not None
    assert (row.state, [each["code"] for each in row.reasons]) == ("held", ["consent_withdrawn"])
    assert "li@example.com" not in desk.post.tos


async def test_caps_count_within_one_batch_and_what_waits_says_until_when(desk: Desk) -> None:
    client = await desk.client("赵敏", "zhao@example.com")
    (one,) = await desk.plan([client], "survey1", purpose="survey")
    (two,) = await desk.plan([client], "survey2", purpose="survey")
    await desk.sender.sweep()
    first, second = await desk.of(one), await desk.of(two)
    assert (first.state, second.state) == ("sent", "planned")
    assert second.due_at is not None
    assert second.due_at > now() + timedelta(days=29)
    assert second.reasons is not None
    assert second.reasons[0]["code"] == "frequency_cap"


async def test_a_worker_that_was_killed_leaves_its_message_in_doubt(desk: Desk) -> None:
    client = await desk.client("孙立", "sun@example.com")
    (id,) = await desk.plan([client], "killed")
    async with desk.database.as_system(desk.firm.firm_id, "gone") as session:
        assert len(await claim(session, desk.vault, {"mail"})) == 1
    assert await desk.sender.sweep() == 0
    await desk.due(id)
    await desk.sender.sweep()
    row = await desk.of(id)
    assert (row.state, row.error) == ("in_doubt", "worker_ended")
    assert "sun@example.com" not in desk.post.tos


async def test_a_mail_that_comes_back_marks_message_and_address(desk: Desk, tmp_path: Any) -> None:
    client = await desk.client("周扬", "zhou@example.com")
    (id,) = await desk.plan([client], "bounce")
    await desk.sender.sweep()
    back = desk.post.senders[desk.post.tos.index("zhou@example.com")]
    room = Mailroom(desk.database, desk.vault, FileStore(tmp_path), "in.example.com")
    named = await room.returning(back.upper())
    assert named is not None
    assert named.message_id == id
    assert await room.returning(f"{back[:20]}{'a' if back[20] != 'a' else 'b'}{back[21:]}") is None
    notification = (
        b"From: MAILER-DAEMON@post.example.com\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/plain\r\n\r\nsorry\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; post.example.com\r\n\r\nFinal-Recipient: rfc822; zhou@example.com\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown\r\n\r\n--b--\r\n"
    )
    assert not await room.take_return(named, b"Subject: out of office\r\n\r\nback on Monday")
    assert await room.take_return(named, notification)
    assert not await room.take_return(named, notification)
    assert (await desk.of(id)).state == "bounced"
    async with desk.database.read(desk.firm.firm_id) as session:
        dead = await session.scalar(
            select(ContactPoint.dead_at).where(
                ContactPoint.firm_id == desk.firm.firm_id, ContactPoint.client_id == client
            )
        )
    assert dead is not None


async def test_nothing_of_a_message_lies_in_clear(desk: Desk) -> None:
    client = await desk.client("钱多", "secret-place@example.com")
    await desk.plan([client], "sealed")
    await desk.sender.sweep()
    async with desk.database.as_system(desk.firm.firm_id, "tests") as session:
        for table in ("message", "message_step", "audit_entry", "outbox", "event_log"):
            rows = await session.execute(
                text(f"select {table}::text as t from {table} where firm_id = '{desk.firm.firm_id}'")
            )
            said = "".join(str(row[0]) for row in rows)
            assert "secret-place" not in said
            assert "净值已更新" not in said
