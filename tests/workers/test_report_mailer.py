"""Reports by a real mail server: once for each time and person, as each may see it, and never silently twice."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select, update

from backend.analyze.report_planning import plan_report_mails
from backend.analyze.report_schedules import ReportDelivery, ReportSchedule
from backend.book.staff import User
from backend.platform import pauses
from backend.platform.audit import AuditEntry
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.events import OutboxRow
from backend.platform.ids import own_id
from backend.platform.keys import Vault
from backend.platform.principal import RELATIONS, Level, Principal
from backend.retain.message_channels import MailDesk
from backend.systemize.channels.smtp import PLAIN, Postman, Server
from backend.workers.report_mailer import ReportMailer
from tests.exports.papers import texts_of
from tests.retain.post import Post
from tests.schema.house import House, build_house, codes_of, furnish
from tests.schema.test_reports import CREATE, shape
from tests.schema.test_tiers import settle

SET_UP = """mutation($i: CreateReportScheduleInput!) { it: createReportSchedule(input: $i) {
  id version mine kind target zh subject formats every day minute nextAt recipients { id } } }"""
CHANGE = """mutation($i: UpdateReportScheduleInput!) { it: updateReportSchedule(input: $i) {
  id version nextAt pausedAt subject } }"""
NOW = "mutation($i: IdInput!) { it: sendReportNow(input: $i) { id mails { state byHand user { id } } } }"
RETRY = "mutation($i: IdInput!) { it: retryReportMail(input: $i) { id mails { state } } }"
LIST = """{ reportSchedules { id version mine zh nextAt pausedAt owner { name } recipients { id name }
  mails { id state error byHand size sentAt occurrence user { name } } } }"""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Desk:
    """A firm, a mail server, and a mailer between them."""

    house: House
    post: Post
    mailer: ReportMailer
    others: dict[UUID, Principal | None]

    async def report(
        self, who: str = "executive", zh: str = "募集", shared: str = "firm", **more: Any
    ) -> str:
        """A report."""
        given = shape("K-11.closing", "K-10.gross", rows="PERSON", **more)
        made = await self.house.data(
            who, CREATE, input={"zh": zh, "en": f"Mail {zh}", "shared": shared, "shape": given}
        )
        return str(made["it"]["id"])

    async def schedule(
        self, report: str | None, *to: str, who: str = "executive", **more: Any
    ) -> dict[str, Any]:
        """A report that is mailed each day at six."""
        given = {
            "kind": "REPORT" if report else "PACK", "id": report, "formats": ["XLSX"], "every": "DAILY", "minute": 360,
            "recipients": [self.house.user(role) for role in to], **more,
        }  # fmt: skip
        return dict((await self.house.data(who, SET_UP, i=given))["it"])

    async def due(self, schedule: dict[str, Any], days: int = 0) -> None:
        """Let the time of a schedule come, and so many days pass."""
        await self._set(
            ReportSchedule, own_id("reportschedule", schedule["id"]), next_at=now() - timedelta(days=days)
        )

    async def plan(self) -> None:
        """What the clock does."""
        async with self.house.database.as_system(self.house.firm_id, "plan") as session:
            await plan_report_mails(session)

    async def work(self) -> int:
        """All mails that are due; how many."""
        done = 0
        while await self.mailer.work_due():
            done += 1
        return done

    async def mails(self, schedule: dict[str, Any]) -> list[ReportDelivery]:
        """Those of a schedule."""
        firm_id, id = self.house.firm_id, own_id("reportschedule", schedule["id"])
        async with self.house.database.read(firm_id) as session:
            found = await session.scalars(
                select(ReportDelivery)
                .where(ReportDelivery.firm_id == firm_id, ReportDelivery.schedule_id == id)
                .order_by(ReportDelivery.id)
            )
            return list(found)

    async def again(self, id: UUID) -> None:
        """Let the rest of a mail be over."""
        await self._set(ReportDelivery, id, due_at=now() - timedelta(seconds=1))

    async def _set(self, model: Any, id: UUID, **values: Any) -> None:
        async with self.house.database.change(self.house.firm.system) as session:
            await session.execute(
                update(model)
                .where(model.firm_id == self.house.firm_id, model.id == id)
                .values(**values)
                .execution_options(synchronize_session=False)
            )

    def taken(self) -> list[EmailMessage]:
        """What the server took since it was last asked."""
        found = list(self.post.mails)
        self.post.mails.clear()
        return found


@pytest.fixture(scope="module")
async def desk(database: Database, vault: Vault) -> AsyncIterator[Desk]:
    house = await build_house(database, vault, "寄报资管")
    await furnish(house, 6)
    await furnish(house, 2, owner="client_manager#2")
    await settle(house, night=True)
    post = Post()
    server = await post.start()
    postman = Postman(Server("127.0.0.1", post.port, PLAIN, patience=1.5))
    others: dict[UUID, Principal | None] = {}

    async def present(_firm_id: UUID, user_id: UUID) -> Principal | None:
        if user_id in others:
            return others[user_id]
        role = next(role for role, id in house.people.items() if id == user_id)
        principal = await house.principal(role)
        return replace(principal, locale="zh-CN") if role == "team_lead" else principal

    async def services() -> Any:
        return house.services

    mailer = ReportMailer(
        database=database, vault=vault, services_of=services, present_of=present,
        desk=MailDesk(postman, "reports@mingyuan.example.com"), site="https://crm.example.com",
    )  # fmt: skip
    yield Desk(house, post, mailer, others)
    await postman.close()
    server.close()


def parts(mail: EmailMessage) -> dict[str, bytes]:
    """Attachments by their names."""
    return {str(each.get_filename()): each.get_content() for each in mail.iter_attachments()}


def words(mail: EmailMessage) -> str:
    """The text of a mail."""
    body: Any = mail.get_body(("plain",))
    return str(body.get_content())


async def test_each_gets_his_own_in_his_language_once_with_both_formats(desk: Desk) -> None:
    report = await desk.report()
    made = await desk.schedule(
        report, "executive", "team_lead", "client_manager#2", formats=["XLSX", "PDF"], subject="每日募集"
    )
    await desk.due(made)
    # Two workers that plan and send at the same time.
    await asyncio.gather(desk.plan(), desk.plan())
    await asyncio.gather(desk.work(), desk.work())
    mails = await desk.mails(made)
    assert sorted(each.state for each in mails) == ["sent"] * 3
    taken = desk.taken()
    assert len(taken) == 3
    assert len({str(mail["Message-ID"]) for mail in taken}) == 3
    by = {str(mail["To"]).split("@")[0].strip("<"): mail for mail in taken}
    for mail in taken:
        assert "每日募集" in str(mail["Subject"])
        files = parts(mail)
        assert sorted(name.rpartition(".")[2] for name in files) == ["pdf", "xlsx"]
        assert all(content[:4] in {b"%PDF", b"PK\x03\x04"} for content in files.values())
    books = {
        who: texts_of(
            openpyxl.load_workbook(io.BytesIO(next(c for n, c in parts(mail).items() if n.endswith("xlsx"))))
        )
        for who, mail in by.items()
    }
    assert "The whole firm" in books["executive"]
    assert "仅本人可见范围" in books["team_lead"]
    assert "您好" in words(by["team_lead"])
    assert "Attached is" in words(by["executive"])
    assert "员工client_manager\n" not in books["client_manager-2"]
    assert "<3" in books["client_manager-2"]
    # Sweeping again, and planning again at the same time, sends nothing more.
    await desk.due(made)
    await desk.plan()
    await desk.work()
    assert len(await desk.mails(made)) == 3
    assert desk.taken() == []


async def test_of_times_that_were_missed_only_the_latest_goes(desk: Desk) -> None:
    made = await desk.schedule(await desk.report(zh="停机"), "executive")
    await desk.due(made, days=9)
    await desk.plan()
    [mail] = await desk.mails(made)
    assert now() - mail.occurrence < timedelta(days=1)
    listed = (await desk.house.data("executive", LIST))["reportSchedules"]
    shown = next(each for each in listed if each["id"] == made["id"])
    assert shown["nextAt"] > now().isoformat()
    await desk.work()
    desk.taken()


async def test_who_may_not_see_it_gets_words_and_neither_name_nor_figure(desk: Desk) -> None:
    report = await desk.report(zh="只给自己看", shared="me")
    made = await desk.schedule(report, "executive", "team_lead", "compliance", subject="")
    lead, compliance = (desk.house.people[each] for each in ("team_lead", "compliance"))
    principal = await desk.house.principal("compliance")
    levels = {**principal.mask.levels, "Query.reportPreview": (Level.NONE,) * len(RELATIONS)}
    desk.others[compliance] = replace(principal, mask=replace(principal.mask, id="none", levels=levels))
    try:
        await desk.due(made)
        await desk.plan()
        await desk.work()
    finally:
        desk.others.clear()
    states = {each.user_id: (each.state, each.error, each.size) for each in await desk.mails(made)}
    assert states[lead] == ("noted", "gone", 0)
    assert states[compliance] == ("noted", "denied", 0)
    assert states[desk.house.people["executive"]][:2] == ("sent", None)
    for mail in desk.taken():
        if str(mail["To"]).startswith("executive"):
            continue
        assert parts(mail) == {}
        assert "只给自己看" not in words(mail) + str(mail["Subject"])
        assert "Mail " not in str(mail["Subject"])


async def test_who_has_left_gets_nothing_and_the_owner_is_told(desk: Desk) -> None:
    made = await desk.schedule(await desk.report(zh="离职"), "executive", "assistant")
    desk.others[desk.house.people["assistant"]] = None
    try:
        await desk.due(made)
        await desk.plan()
        await desk.work()
    finally:
        desk.others.clear()
    states = {each.user_id: each.state for each in await desk.mails(made)}
    assert states[desk.house.people["assistant"]] == "left"
    assert [str(mail["To"]).split("@")[0] for mail in desk.taken()] == ["executive"]
    async with desk.house.database.read(desk.house.firm_id) as session:
        events = await session.scalars(
            select(OutboxRow).where(
                OutboxRow.firm_id == desk.house.firm_id, OutboxRow.name == "report.mail_failed"
            )
        )
        told = [each.payload for each in events if each.payload["why"] == "left"]
    assert told[-1]["told"] == str(desk.house.people["executive"])
    assert told[-1]["user_id"] == str(desk.house.people["assistant"])


async def test_a_schedule_of_who_has_left_rests(desk: Desk) -> None:
    made = await desk.schedule(await desk.report(zh="无主"), "executive", who="partner")
    partner = desk.house.people["partner"]
    await desk._set(User, partner, active=False)
    try:
        await desk.due(made)
        await desk.plan()
    finally:
        await desk._set(User, partner, active=True)
    assert await desk.mails(made) == []
    async with desk.house.database.read(desk.house.firm_id) as session:
        row = await session.scalar(
            select(ReportSchedule).where(
                ReportSchedule.firm_id == desk.house.firm_id,
                ReportSchedule.id == own_id("reportschedule", made["id"]),
            )
        )
    assert row is not None
    assert (row.next_at, row.paused_why) == (None, "owner_left")


@pytest.mark.parametrize(
    ("address", "state", "error"),
    [
        ("later", "sent", None),
        ("nobody", "failed", "no_such_address"),
        ("refused", "failed", "refused"),
        ("cut", "in_doubt", "no_answer"),
    ],
)
async def test_what_the_server_says_is_what_is_told(
    desk: Desk, address: str, state: str, error: str | None
) -> None:
    made = await desk.schedule(await desk.report(zh=f"服务器{address}"), "finance")
    user_id = desk.house.people["finance"]
    await desk._set(User, user_id, email=f"{address}-{made['id'][-6:]}@mail.example.com")
    await desk.due(made)
    await desk.plan()
    await desk.work()
    [mail] = await desk.mails(made)
    if address == "later":
        assert (mail.state, mail.error) == ("queued", "refused_for_now")
        await desk.again(mail.id)
        await desk.work()
        [mail] = await desk.mails(made)
    assert (mail.state, mail.error) == (state, error)
    if state in {"failed", "in_doubt"}:
        before = dict(desk.post.ids)
        await desk._set(User, user_id, email=f"well-{made['id'][-6:]}@mail.example.com")
        shown = (await desk.house.data("executive", LIST))["reportSchedules"]
        id = next(each for each in shown if each["id"] == made["id"])["mails"][0]["id"]
        assert codes_of(await desk.house.ask("finance", RETRY, i={"id": id})) == ["NOT_FOUND"]
        await desk.house.data("executive", RETRY, i={"id": id})
        await desk.work()
        [mail] = await desk.mails(made)
        assert (mail.state, mail.error) == ("sent", None)
        if state == "in_doubt":
            # The receiver knows the second one by its Message-ID.
            assert (
                max(desk.post.ids[key] for key in desk.post.ids if desk.post.ids[key] != before.get(key)) == 2
            )
        assert codes_of(await desk.house.ask("executive", RETRY, i={"id": id})) == ["BAD_USER_INPUT"]
    desk.taken()


async def test_a_worker_that_is_lost_while_it_makes_one_loses_nothing_and_while_it_sends_leaves_a_doubt(
    desk: Desk,
) -> None:
    made = await desk.schedule(await desk.report(zh="失联"), "executive", "partner")
    await desk.due(made)
    await desk.plan()
    one, other = await desk.mails(made)
    lost = now() - timedelta(seconds=1)
    await desk._set(ReportDelivery, one.id, state="making", due_at=lost)
    await desk._set(ReportDelivery, other.id, state="sending", due_at=lost)
    await desk.work()
    states = {each.id: (each.state, each.error) for each in await desk.mails(made)}
    assert states == {one.id: ("sent", None), other.id: ("in_doubt", "worker_ended")}
    assert len(desk.taken()) == 1


async def test_what_is_too_large_is_a_link_that_asks_to_sign_in(desk: Desk) -> None:
    made = await desk.schedule(await desk.report(zh="很大"), "executive")
    small = replace(desk.mailer, most_attached=10)
    await desk.due(made)
    await desk.plan()
    [mail] = await desk.mails(made)
    await small.deliver(desk.house.firm_id, mail.id)
    [sent] = await desk.mails(made)
    assert (sent.state, sent.error, sent.size) == ("sent", "large", 0)
    [taken] = desk.taken()
    assert parts(taken) == {}
    assert f"https://crm.example.com/reports/{made['target']}" in words(taken)


async def test_without_a_mail_server_and_while_mails_rest_nothing_is_lost(desk: Desk) -> None:
    made = await desk.schedule(await desk.report(zh="等待"), "executive")
    await desk.due(made)
    await desk.plan()
    [mail] = await desk.mails(made)
    await replace(desk.mailer, desk=None).deliver(desk.house.firm_id, mail.id)
    [waits] = await desk.mails(made)
    assert (waits.state, waits.error) == ("queued", "channel_off")
    async with desk.house.database.change(desk.house.firm.system) as session:
        await pauses.pause(session, pauses.MESSAGES, "维护")
    try:
        await desk.again(mail.id)
        assert await desk.work() == 0
    finally:
        async with desk.house.database.change(desk.house.firm.system) as session:
            await pauses.resume(session, pauses.MESSAGES)
    await desk.work()
    [sent] = await desk.mails(made)
    assert sent.state == "sent"
    desk.taken()


async def test_it_rests_goes_on_is_deleted_and_comes_back(desk: Desk) -> None:
    made = await desk.schedule(await desk.report(zh="暂停"), "executive")
    told = {"id": made["id"], "version": made["version"]}
    paused = (await desk.house.data("executive", CHANGE, i={**told, "paused": True}))["it"]
    assert paused["nextAt"] is None
    assert paused["pausedAt"] is not None
    assert codes_of(await desk.house.ask("executive", CHANGE, i={**told, "paused": False})) == ["CONFLICT"]
    on = (
        await desk.house.data("executive", CHANGE, i={**told, "version": paused["version"], "paused": False})
    )["it"]
    assert on["nextAt"] is not None
    gone = (
        await desk.house.data("executive", CHANGE, i={**told, "version": on["version"], "deleted": True})
    )["it"]
    assert made["id"] not in [
        each["id"] for each in (await desk.house.data("executive", LIST))["reportSchedules"]
    ]
    back = (
        await desk.house.data("executive", CHANGE, i={**told, "version": gone["version"], "deleted": False})
    )["it"]
    assert back["nextAt"] is not None
    assert made["id"] in [
        each["id"] for each in (await desk.house.data("executive", LIST))["reportSchedules"]
    ]
    # Somebody else's is as if it were not there.
    foreign = {"id": made["id"], "version": back["version"], "deleted": True}
    assert codes_of(await desk.house.ask("partner", CHANGE, i=foreign)) == ["NOT_FOUND"]
    # What was planned before it rests does not go.
    await desk.due(made)
    await desk.plan()
    await desk.house.data("executive", CHANGE, i={**told, "version": back["version"], "paused": True})
    await desk.work()
    assert [each.state for each in await desk.mails(made)] == ["cancelled"]
    assert desk.taken() == []


async def test_one_can_be_had_at_once_and_recipients_know_of_theirs_alone(desk: Desk) -> None:
    made = await desk.schedule(await desk.report(zh="立即"), "executive", "team_lead")
    for who in ("executive", "team_lead"):
        sent = (await desk.house.data(who, NOW, i={"id": made["id"]}))["it"]
        assert (sent["mails"][0]["state"], sent["mails"][0]["byHand"]) == ("queued", True)
    assert codes_of(await desk.house.ask("finance", NOW, i={"id": made["id"]})) == ["NOT_FOUND"]
    await desk.work()
    assert sorted(str(mail["To"]).split("@")[0] for mail in desk.taken()) == ["executive", "team_lead"]
    seen = {}
    for who in ("executive", "team_lead"):
        listed = (await desk.house.data(who, LIST))["reportSchedules"]
        seen[who] = next(each for each in listed if each["id"] == made["id"])
    mine, his = seen["executive"], seen["team_lead"]
    assert (mine["mine"], his["mine"]) == (True, False)
    assert len(mine["mails"]) == 2
    assert len(mine["recipients"]) == 2
    assert [each["user"]["name"] for each in his["mails"]] == ["员工team_lead"]
    assert [each["name"] for each in his["recipients"]] == ["员工team_lead"]
    async with desk.house.database.read(desk.house.firm_id) as session:
        found = await session.scalars(
            select(AuditEntry).where(
                AuditEntry.firm_id == desk.house.firm_id,
                AuditEntry.subject_id == own_id("reportschedule", made["id"]),
            )
        )
        acts = [each.action for each in found]
    assert acts.count("mail") == 4
    assert "create" in acts


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"recipients": []}, "recipients"),
        ({"recipients": ["user_" + "0" * 32]}, "recipients"),
        ({"formats": []}, "formats"),
        ({"every": "WEEKLY"}, "day"),
        ({"minute": 1440}, "minute"),
        ({"subject": "长" * 121}, "subject"),
        ({"kind": "PACK"}, "id"),
    ],
)
async def test_what_cannot_be_mailed_is_refused_by_its_field(
    desk: Desk, wrong: dict[str, Any], field: str
) -> None:
    given = {
        "kind": "REPORT", "id": await desk.report(zh=f"拒{field}"), "formats": ["PDF"], "every": "DAILY", "minute": 0,
        "recipients": [desk.house.user("executive")], **wrong,
    }  # fmt: skip
    answer = await desk.house.ask("executive", SET_UP, i=given)
    assert codes_of(answer) == ["BAD_USER_INPUT"]
    assert answer["errors"][0]["extensions"]["params"]["field"] == field
