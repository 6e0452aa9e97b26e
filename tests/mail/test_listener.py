"""What the server takes and what it refuses, spoken over a socket."""

from __future__ import annotations

import asyncio
import smtplib
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from backend.platform.files.scanning import Scanner
from backend.platform.files.store import FileStore
from backend.workers.mailroom.intake import Mailroom
from backend.workers.mailroom.listener import MOST_MISSES, Limits, listen
from tests.files.clamd import EICAR, clamd
from tests.mail.posting import (
    ADDRESS,
    COLLEAGUE,
    DOMAIN,
    MANAGER,
    RENEW,
    SENDER,
    Post,
    address_for,
    client_known_by,
    interactions_of,
    mail,
    mails_of,
    new_email,
)
from tests.schema.house import House, codes_of


async def _count(house: House, subject: str, who: str = MANAGER) -> int:
    return [m["subject"] for m in await mails_of(house, who)].count(subject)


async def test_only_a_living_address_gets_mail_and_renewing_ends_the_old_one_at_once(
    house: House, post: Post
) -> None:
    old = await address_for(house, COLLEAGUE)
    assert await post.send(mail(Subject="一"), old) == (250, "2.0.0 Accepted")
    fresh = (await house.data(COLLEAGUE, RENEW, input={"replaces": old}))["it"]["address"]
    assert (await post.send(mail(Subject="二"), old))[0] == 550
    assert (await post.send(mail(Subject="三"), fresh.upper()))[0] == 250
    subjects = [m["subject"] for m in await mails_of(house, COLLEAGUE)]
    assert subjects[:2] == ["三", "一"]
    assert (await house.data(COLLEAGUE, ADDRESS))["it"]["address"] == fresh
    # Somebody who still has the old one on his screen does not end the new one unseen.
    stale = await house.ask(COLLEAGUE, RENEW, input={"replaces": old})
    assert stale["errors"][0]["extensions"]["params"] == {"field": "replaces", "problem": "state"}


async def test_an_address_of_somebody_who_left_or_lost_the_right_is_none(house: House, post: Post) -> None:
    to = await address_for(house, "assistant")
    assert (await post.send(mail(), to))[0] == 250
    owner = await asyncpg.connect(house.database.url)
    change = "update user_account set active = $1 where id = $2"
    await owner.execute(change, False, house.people["assistant"])
    assert (await post.send(mail(), to))[0] == 550
    await owner.execute(change, True, house.people["assistant"])
    assert (await post.send(mail(), to))[0] == 250
    take = "update user_role set role = $1 where user_id = $2"
    await owner.execute(take, "auditor", house.people["assistant"])
    assert (await post.send(mail(), to))[0] == 550
    await owner.execute(take, "assistant", house.people["assistant"])
    await owner.close()


@pytest.mark.parametrize(
    "address",
    [
        f"nobody@{DOMAIN}",
        f"{'a' * 26}.{'b' * 24}@{DOMAIN}",
        f"{'a' * 26}.{'1' * 24}@{DOMAIN}",
        f".@{DOMAIN}",
        "postmaster@elsewhere.example.com",
    ],
)
async def test_a_forged_address_is_refused(post: Post, address: str) -> None:
    assert await post.send(mail(), address) == (550, "5.1.1 No such address here")


async def test_the_same_secret_behind_another_firm_or_domain_is_nobody_s(
    house: House, twin: House, post: Post
) -> None:
    mine, theirs = await address_for(house), await address_for(twin)
    crossed = f"{theirs.partition('.')[0]}.{mine.partition('.')[2]}"
    assert (await post.send(mail(), crossed))[0] == 550
    assert (await post.send(mail(), mine.replace(DOMAIN, "other.example.com")))[0] == 550


async def test_mail_of_one_firm_never_reaches_its_twin(house: House, twin: House, post: Post) -> None:
    email = new_email()
    here, there = await client_known_by(house, email), await client_known_by(twin, email)
    await post.send(mail(From=email, Subject="只在这家"), await address_for(house))
    assert [each["summary"] for each in await interactions_of(house, here)] == ["只在这家"]
    assert await interactions_of(twin, there) == []
    await post.send(mail(From="stranger@example.com", Subject="只在那家"), await address_for(twin))
    assert (await _count(house, "只在那家"), await _count(twin, "只在那家")) == (0, 1)
    theirs = (await mails_of(twin))[0]
    one = "query($id: ID!) { incomingMail(id: $id) { id } }"
    assert (await house.data(MANAGER, one, id=theirs["id"]))["incomingMail"] is None
    assert (await twin.data(MANAGER, one, id=theirs["id"]))["incomingMail"] is not None


async def test_one_mail_for_two_people_comes_to_both(house: House, post: Post) -> None:
    both = [await address_for(house, who) for who in (MANAGER, COLLEAGUE)]
    await post.send(mail(From="stranger@example.com", Subject="给两位"), *both)
    assert [await _count(house, "给两位", who) for who in (MANAGER, COLLEAGUE)] == [1, 1]


async def test_the_same_mail_twice_is_taken_once_also_by_another_way(house: House, post: Post) -> None:
    message, to = mail(From="stranger@example.com", Subject="两次").as_bytes(), await address_for(house)
    assert (await post.send(message, to)) == (250, "2.0.0 Accepted")
    assert (await post.send(message, to)) == (250, "2.0.0 Accepted; it was here already")
    moved = (
        b"Received: from a.example.com\r\n by b.example.com;\r\n Fri, 20 Nov 2026 10:00:00 +0800\r\n"
        + message
    )
    assert (await post.send(moved, to)) == (250, "2.0.0 Accepted; it was here already")
    assert await _count(house, "两次") == 1
    # Another mail under the same id is another mail: nothing is dropped for what it says of itself.
    assert (await post.send(message.replace(b"Date: Fri", b"Date: Sat"), to)) == (250, "2.0.0 Accepted")
    assert await _count(house, "两次") == 2


async def test_of_the_same_mail_at_the_same_moment_one_is_kept(house: House, post: Post) -> None:
    message, to = mail(From="stranger@example.com", Subject="同时").as_bytes(), await address_for(house)
    replies = await asyncio.gather(*(post.send(message, to) for _ in range(4)))
    assert {code for code, _ in replies} == {250}
    assert sorted("already" in words for _, words in replies) == [False, True, True, True]
    assert await _count(house, "同时") == 1


async def test_what_could_not_be_stored_is_not_accepted_and_comes_again(
    house: House, mailroom: Mailroom, post: Post, tmp_path: Path
) -> None:
    message, to = mail(From="stranger@example.com", Subject="磁盘满").as_bytes(), await address_for(house)
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    whole, mailroom.store = mailroom.store, FileStore(blocked)
    try:
        assert await post.send(message, to) == (451, "4.3.0 It could not be stored just now; try again later")
    finally:
        mailroom.store = whole
    assert await _count(house, "磁盘满") == 0
    assert (await post.send(message, to))[0] == 250
    assert await _count(house, "磁盘满") == 1


async def test_a_crash_before_the_answer_loses_nothing_and_doubles_nothing(house: House, post: Post) -> None:
    email = new_email()
    client, to = await client_known_by(house, email), await address_for(house)
    message = mail(From=email, Subject="断线").as_bytes()

    def cut(smtp: smtplib.SMTP) -> None:
        smtp.ehlo()
        smtp.mail(SENDER)
        smtp.rcpt(to)
        smtp.putcmd("data")
        smtp.getreply()
        assert smtp.sock is not None
        smtp.sock.sendall(message.replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        smtp.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # goes without a word

    await post.talk(cut)
    assert (await post.send(message, to))[0] == 250
    assert [each["summary"] for each in await interactions_of(house, client)] == ["断线"]


async def test_a_mail_that_is_too_large_is_refused_before_and_while_it_comes(
    house: House, post: Post
) -> None:
    to = await address_for(house)
    large = mail("x" * 76 + "\n", Subject="大").as_bytes() + (b"y" * 76 + b"\r\n") * 4500
    assert (await post.send(large, to))[0] == 552

    def announced(smtp: smtplib.SMTP) -> int:
        smtp.ehlo()
        return smtp.mail(SENDER, ["SIZE=999999999"])[0]

    assert await post.talk(announced) == 552
    assert await _count(house, "大") == 0
    assert (await post.send(mail(Subject="不大"), to))[0] == 250


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\xff\xfe just bytes \x80\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n--b--\r\n",
        b"From: =?utf-8?B?broken\r\nSubject: =?nope?Q?x?=\r\nDate: yesterday\r\n\r\nx\r\n",
        b"From: \xd5\xc5\xc8\xfd <a@b.example.com>\r\nSubject: \xd6\xd0\xce\xc4\r\n\r\n\xc4\xe3\xba\xc3\r\n",
        b"Content-Type: text/plain; charset=klingon\r\nContent-Transfer-Encoding: base64\r\nSubject: k\r\n\r\n!!!\r\n",
        b"Subject: nested\r\n" + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 400,
        b"From: <<<>>>,,,;;;\r\nTo: @@@\r\nMessage-ID: >\xe2\x80\xae<\r\nSubject: odd\r\n\r\n\r\n",
    ],
)  # fmt: skip
async def test_a_malformed_mail_is_kept_and_can_be_settled(house: House, post: Post, content: bytes) -> None:
    before = {m["id"] for m in await mails_of(house)}
    assert (await post.send(content, await address_for(house)))[0] == 250
    (waiting,) = [m for m in await mails_of(house) if m["id"] not in before]
    client = await client_known_by(house, new_email())
    log = "mutation($input: LogIncomingMailInput!) { it: logIncomingMail(input: $input) { state } }"
    asked = {"id": waiting["id"], "version": waiting["version"], "client": client}
    assert (await house.data(MANAGER, log, input=asked))["it"]["state"] == "logged"
    assert len(await interactions_of(house, client)) == 1


async def test_an_empty_mail_is_refused(house: House, post: Post) -> None:
    assert await post.send(b"\r\n", await address_for(house)) == (554, "5.6.0 The mail is empty")


async def test_who_tries_addresses_out_is_sent_away(house: House, post: Post) -> None:
    def trying(smtp: smtplib.SMTP) -> list[int]:
        smtp.ehlo()
        smtp.mail(SENDER)
        codes = [smtp.rcpt(f"try{n}@{DOMAIN}")[0] for n in range(MOST_MISSES)]
        with pytest.raises(smtplib.SMTPServerDisconnected):
            smtp.rcpt(f"more@{DOMAIN}")
        return codes

    assert await post.talk(trying) == [550] * (MOST_MISSES - 1) + [421]
    assert (await post.send(mail(), await address_for(house)))[0] == 250


async def test_recipients_and_commands_have_bounds(house: House, post: Post) -> None:
    to = await address_for(house)

    def many(smtp: smtplib.SMTP) -> list[int]:
        smtp.ehlo()
        smtp.mail(SENDER)
        return [smtp.rcpt(to)[0] for _ in range(11)]

    assert await post.talk(many) == [250] * 10 + [452]

    def chatty(smtp: smtplib.SMTP) -> int:
        smtp.ehlo()
        return [smtp.noop()[0] for _ in range(21)][-1]

    assert await post.talk(chatty) == 421


@pytest.mark.parametrize("limits", [Limits(idle=0.5), Limits(stay=0.5)])
async def test_who_is_silent_or_stays_too_long_is_sent_away(mailroom: Mailroom, limits: Limits) -> None:
    server = await listen(mailroom, "127.0.0.1", 0, limits=limits)

    def silent(smtp: smtplib.SMTP) -> bytes:
        smtp.ehlo()
        assert smtp.sock is not None
        return smtp.sock.recv(10)  # ends by itself

    assert await Post(server.sockets[0].getsockname()[1]).talk(silent) == b""
    server.close()


async def test_more_connections_than_there_is_room_for_are_told_to_come_back(
    house: House, post: Post
) -> None:
    await asyncio.sleep(0.2)  # those of earlier tests are gone
    held = [socket.create_connection(("127.0.0.1", post.port)) for _ in range(6)]
    try:
        await asyncio.sleep(0.2)
        reader, writer = await asyncio.open_connection("127.0.0.1", post.port)
        assert (await reader.readline()).startswith(b"421 4.7.0 Too many connections")
        assert await reader.read() == b""
        writer.close()
    finally:
        for one in held:
            one.close()
    await asyncio.sleep(0.3)
    assert (await post.send(mail(), await address_for(house)))[0] == 250


@pytest.fixture
async def small(house: House) -> AsyncIterator[Post]:
    """A server that takes two mails an hour for one person."""
    room = Mailroom(house.database, house.vault, house.services.extra["files"], DOMAIN, most_an_hour=2)
    server = await listen(room, "127.0.0.1", 0)
    yield Post(server.sockets[0].getsockname()[1])
    server.close()


async def test_too_many_mails_for_one_address_are_to_be_sent_later(house: House, small: Post) -> None:
    to, other = await address_for(house, "partner"), await address_for(house, "senior_client_manager")
    assert [(await small.send(mail(), to))[0] for _ in range(3)] == [250, 250, 452]
    assert (await small.send(mail(), other))[0] == 250


async def test_a_bounce_without_a_sender_is_taken(house: House, post: Post) -> None:
    assert (await post.send(mail(Subject="退信"), await address_for(house), sender=""))[0] == 250
    assert await _count(house, "退信") == 1


async def test_no_address_or_word_of_a_waiting_mail_lies_in_the_clear(house: House, post: Post) -> None:
    to, email = await address_for(house), new_email()
    await post.send(mail("不外传的话。\n", From=email, Subject="不外传的题"), to)
    assert await _count(house, "不外传的题") == 1
    secret = to.partition("@")[0].partition(".")[2]
    owner = await asyncpg.connect(house.database.url)
    try:
        tables = await owner.fetch(
            "select c.table_name from information_schema.columns c join information_schema.tables t using (table_name) "
            "where c.column_name = 'firm_id' and t.table_type = 'BASE TABLE'"
        )
        assert len(tables) > 30
        for (table,) in tables:
            rows = await owner.fetch(
                f'select t::text as line from "{table}" t where firm_id = $1', house.firm_id
            )
            for word in (email, secret, "不外传的话", "不外传的题"):
                assert not [row["line"] for row in rows if word in row["line"].lower()], (table, word)
    finally:
        await owner.close()


async def test_who_may_keep_no_mails_has_no_address(house: House) -> None:
    for who in ("executive", "team_lead", "auditor"):
        assert codes_of(await house.ask(who, ADDRESS)) == ["FORBIDDEN"], who
        assert codes_of(await house.ask(who, RENEW, input={"replaces": None})) == ["FORBIDDEN"], who


async def test_a_virus_is_refused_and_recorded_and_a_silent_scanner_makes_the_sender_wait(
    house: House, mailroom: Mailroom
) -> None:
    to = await address_for(house)
    async with clamd() as running:
        store = FileStore(mailroom.store.folder, Scanner.at(running.address))
        server = await listen(replace(mailroom, store=store), "127.0.0.1", 0)
        post = Post(server.sockets[0].getsockname()[1])
        infected = await post.send(mail(EICAR.decode(), Subject="有毒"), to)
        clean = await post.send(mail(Subject="无毒"), to)
    silent = await post.send(mail(Subject="无人检查"), to)
    server.close()
    assert [infected, clean[0], silent[0]] == [(554, "5.7.1 The mail holds a virus"), 250, 451]
    assert [await _count(house, subject) for subject in ("有毒", "无毒", "无人检查")] == [0, 1, 0]
    owner = await asyncpg.connect(house.database.url)
    recorded = await owner.fetch(
        "select changes->'virus'->>1 as virus from audit_entry where firm_id = $1 and action = 'infected'",
        house.firm_id,
    )
    await owner.close()
    assert [row["virus"] for row in recorded] == ["Eicar-Test-Signature"]
