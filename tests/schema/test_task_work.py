"""Tasks that come again, are handed on, reminded of, escalated and talked about, and the calendar they lie on."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient
from icalendar import Calendar
from sqlalchemy import func, select, update
from starlette.applications import Starlette

from backend.book.clients import Client
from backend.book.escalations import EscalationReceipt
from backend.book.notifications import Notification
from backend.book.overdue_contacts import end_contacts, escalate_contacts
from backend.book.staff import User
from backend.book.task_series import TaskSeries, make_due, make_next
from backend.book.task_talk import TaskComment
from backend.book.tasks import Task
from backend.platform.clock import BUSINESS_ZONE, business_date, now
from backend.platform.database import Database
from backend.platform.ids import own_id, public_id
from backend.platform.keys import Vault
from backend.schema.calendar_routes import CalendarRoutes
from backend.systemize.recurrence import previous_workday
from backend.workers.dispatch import Dispatcher
from backend.workers.handlers import HANDLERS
from backend.workers.upkeep import keep_tasks
from tests.schema.calls import new_client
from tests.schema.house import House, build_house, codes_of, furnish

FIELDS = """id version title state dueAt remindAt handState handNote assignee { name } handedBy { name }
  series { rule shift words nextOn endedAt } comments { id body editable by { name } mentions { name } }
  watchers { name } escalations { step role endedAt user { name } } checklist { zh done }"""
CREATE = f"mutation($i: CreateTaskInput!) {{ it: createTask(input: $i) {{ {FIELDS} }} }}"
READ = f"query($id: ID!) {{ task(id: $id) {{ {FIELDS} }} }}"


def call(name: str, kind: str | None = None) -> str:
    return f"mutation($i: {kind or name[0].upper() + name[1:] + 'Input'}!) {{ it: {name}(input: $i) {{ {FIELDS} }} }}"


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    made = await build_house(database, vault, "任务资管")
    await furnish(made, 2)
    return made


def at(day: date, hour: int = 18) -> str:
    return datetime.combine(day, time(hour), BUSINESS_ZONE).isoformat()


async def new_task(house: House, who: str = "client_manager", **more: Any) -> dict[str, Any]:
    given = {"title": "核对估值", "dueAt": at(business_date() + timedelta(days=1)), **more}
    return (await house.data(who, CREATE, i=given))["it"]  # type: ignore[no-any-return]


async def read(house: House, task: dict[str, Any], who: str = "client_manager") -> dict[str, Any]:
    return (await house.data(who, READ, id=task["id"]))["task"]  # type: ignore[no-any-return]


async def deliver(house: House) -> None:
    for _ in range(3):
        await Dispatcher(house.database, HANDLERS).drain(house.firm_id)


async def sweep(house: House) -> None:
    """What the worker does each minute, twice at once: two workers of one firm."""

    async def once() -> None:
        async with house.database.as_system(house.firm_id, "keep_tasks") as session:
            await keep_tasks(session)

    await asyncio.gather(once(), once())
    await deliver(house)


async def told(house: House, who: str, kind: str, task: dict[str, Any] | None = None) -> int:
    async with house.database.read(house.firm_id) as session:
        counted = select(func.count()).where(
            Notification.firm_id == house.firm_id,
            Notification.user_id == house.people[who],
            Notification.kind == kind,
        )
        if task is not None:
            counted = counted.where(Notification.subject_id == own_id("task", task["id"]))
        return int(await session.scalar(counted) or 0)


async def set_task(house: House, task: dict[str, Any], **values: Any) -> None:
    async with house.database.as_system(house.firm_id, "test") as session:
        await session.execute(
            update(Task)
            .where(Task.firm_id == house.firm_id, Task.id == own_id("task", task["id"]))
            .values(**values)
        )


async def of_series(house: House, task: dict[str, Any]) -> list[Task]:
    async with house.database.read(house.firm_id) as session:
        series = await session.scalar(
            select(Task.series_id).where(Task.firm_id == house.firm_id, Task.id == own_id("task", task["id"]))
        )
        rows = await session.scalars(
            select(Task)
            .where(Task.firm_id == house.firm_id, Task.series_id == series)
            .order_by(Task.occurrence_on)
        )
        return list(rows)


async def repeated(house: House, rule: str, shift: str = "keep", **more: Any) -> dict[str, Any]:
    task = await new_task(house, **more)
    given = {"id": task["id"], "version": task["version"], "rule": rule, "shift": shift}
    return (await house.data("client_manager", call("repeatTask"), i=given))["it"]  # type: ignore[no-any-return]


async def test_the_next_task_is_made_once_when_the_former_is_done(house: House) -> None:
    task = await repeated(house, "FREQ=MONTHLY;BYMONTHDAY=-1", "previous")
    assert task["series"]["words"] == "every month on its last workday"
    done = {"id": task["id"], "version": task["version"]}
    await house.data("client_manager", call("completeTask", "CompleteTaskInput"), i=done)
    await sweep(house)
    await sweep(house)
    first, second = await of_series(house, task)
    assert (first.state, second.state) == ("done", "open")
    assert second.occurrence_on is not None
    assert first.occurrence_on is not None
    assert second.occurrence_on > first.occurrence_on
    assert second.assignee_id == first.assignee_id


async def test_the_next_task_is_made_once_when_its_day_comes(house: House) -> None:
    task = await repeated(house, "FREQ=DAILY")
    (only,) = await of_series(house, task)
    # As if the worker had slept for three days; the first of these is the task itself.
    begins = business_date() - timedelta(days=3)
    async with house.database.as_system(house.firm_id, "test") as session:
        await session.execute(
            update(TaskSeries)
            .where(TaskSeries.firm_id == house.firm_id, TaskSeries.id == only.series_id)
            .values(starts_on=begins, made_through=begins, next_on=begins + timedelta(days=1))
        )
        await session.execute(
            update(Task).where(Task.firm_id == house.firm_id, Task.id == only.id).values(occurrence_on=begins)
        )
    await sweep(house)
    await sweep(house)
    days = [row.occurrence_on for row in await of_series(house, task)]
    assert days == [begins + timedelta(days=n) for n in range(4)]

    async def race() -> None:
        async with house.database.as_system(house.firm_id, "test") as session:
            assert only.series_id is not None
            await make_next(session, only.series_id, begins + timedelta(days=3))

    await asyncio.gather(race(), race(), race())
    assert len(await of_series(house, task)) == 5
    ended = await house.data("client_manager", call("endTaskSeries"), i={"id": task["id"]})
    assert ended["it"]["series"]["nextOn"] is None
    async with house.database.as_system(house.firm_id, "test") as session:
        assert await make_due(session) == 0


async def test_this_and_later_changes_what_follows_and_leaves_what_was(house: House) -> None:
    task = await repeated(house, "FREQ=WEEKLY;BYDAY=MO")
    done = {"id": task["id"], "version": task["version"]}
    await house.data("client_manager", call("completeTask", "CompleteTaskInput"), i=done)
    await sweep(house)
    latest = public_id("task", (await of_series(house, task))[-1].id)
    now_ = (await house.data("client_manager", READ, id=latest))["task"]
    given = {
        "id": latest,
        "version": now_["version"],
        "title": "核对净值",
        "rule": "FREQ=DAILY",
        "shift": "skip",
    }
    changed = (await house.data("client_manager", call("updateTaskSeries"), i=given))["it"]
    assert (changed["title"], changed["series"]["words"]) == ("核对净值", "every workday")
    rows = await of_series(house, task)
    assert [row.title for row in rows] == ["核对估值", "核对净值"]
    earlier = {"id": task["id"], "version": rows[0].version, "title": "不行"}
    refused = await house.ask("client_manager", call("updateTaskSeries"), i=earlier)
    assert refused["errors"][0]["extensions"]["params"]["problem"] == "task_not_last"


async def test_what_is_no_rule_is_refused(house: House) -> None:
    task = await new_task(house)
    for rule, shift in (("FREQ=HOURLY", "keep"), ("FREQ=DAILY", "sideways")):
        given = {"id": task["id"], "version": task["version"], "rule": rule, "shift": shift}
        assert codes_of(await house.ask("client_manager", call("repeatTask"), i=given)) == ["BAD_USER_INPUT"]


async def test_a_reminder_comes_once_though_nobody_opens_a_page(house: House) -> None:
    task = await new_task(house, dueAt=at(business_date() + timedelta(days=9)))
    assert task["remindAt"] is not None
    await sweep(house)
    assert await told(house, "client_manager", "task_reminded", task) == 0
    await set_task(house, task, remind_at=now() - timedelta(minutes=1))
    await sweep(house)
    await sweep(house)
    assert await told(house, "client_manager", "task_reminded", task) == 1
    until = (now() + timedelta(hours=2)).isoformat()
    put_off = (await house.data("client_manager", call("snoozeTask"), i={"id": task["id"], "until": until}))[
        "it"
    ]
    assert put_off["remindAt"] is not None
    past = {"id": task["id"], "until": (now() - timedelta(hours=1)).isoformat()}
    assert codes_of(await house.ask("client_manager", call("snoozeTask"), i=past)) == ["BAD_USER_INPUT"]


async def test_an_absent_persons_reminder_goes_to_his_deputy(house: House) -> None:
    task = await new_task(house, dueAt=at(business_date() + timedelta(days=9)))
    today, me = business_date(), house.people["client_manager"]
    async with house.database.as_system(house.firm_id, "test") as session:
        away = {"absent_from": today, "absent_until": today, "deputy_id": house.people["team_lead"]}
        await session.execute(update(User).where(User.firm_id == house.firm_id, User.id == me).values(**away))
    await set_task(house, task, remind_at=now() - timedelta(minutes=1))
    await sweep(house)
    assert await told(house, "team_lead", "task_reminded", task) == 1
    assert await told(house, "client_manager", "task_reminded", task) == 0
    acting = "query($id: ID!) { task(id: $id) { actingAssignee { id } } }"
    found = (await house.data("client_manager", acting, id=task["id"]))["task"]["actingAssignee"]
    assert found == {"id": public_id("user", house.people["team_lead"])}
    async with house.database.as_system(house.firm_id, "test") as session:
        none = {"absent_from": None, "absent_until": None, "deputy_id": None}
        await session.execute(update(User).where(User.firm_id == house.firm_id, User.id == me).values(**none))


async def test_a_late_task_goes_up_the_chain_each_step_once_and_ends_by_itself(house: House) -> None:
    task = await new_task(house, priority="urgent")
    late = now() - timedelta(days=60)
    await set_task(house, task, due_at=late, escalate_at=late)
    await sweep(house)
    await sweep(house)
    told_to = (await read(house, task))["escalations"]
    assert [each["step"] for each in told_to] == sorted({each["step"] for each in told_to})
    assert next(each["role"] for each in told_to) == "owner"
    assert len(told_to) >= 2, "owner and those above him"
    assert await told(house, "client_manager", "task_escalated", task) == 1
    version = (await read(house, task))["version"]
    done = {"id": task["id"], "version": version}
    await house.data("client_manager", call("completeTask", "CompleteTaskInput"), i=done)
    await sweep(house)
    after = (await read(house, task))["escalations"]
    assert all(each["endedAt"] for each in after)
    assert len(after) == len(told_to)


async def test_a_step_waits_for_its_time_and_a_new_due_time_begins_anew(house: House) -> None:
    task = await new_task(house, priority="low")
    due = datetime.combine(previous_workday(business_date()), time(9), BUSINESS_ZONE)
    await set_task(house, task, due_at=due, escalate_at=due)
    await sweep(house)
    assert (await read(house, task))["escalations"] == [], "low ones have five workdays"
    async with house.database.read(house.firm_id) as session:
        planned = await session.scalar(
            select(Task.escalate_at).where(
                Task.firm_id == house.firm_id, Task.id == own_id("task", task["id"])
            )
        )
    assert planned is not None
    assert planned > now()


async def test_steps_are_put_in_force_in_versions(house: House) -> None:
    ask = "query { escalationVersions { number content } }"
    (newest, *_) = (await house.data("operations", ask))["escalationVersions"]
    publish = "mutation($i: PublishEscalationInput!) { it: publishEscalation(input: $i) { number } }"
    content = newest["content"]
    content["contacts"][0]["days"] = 2
    given = {"base": newest["number"], "content": content}
    versions = (await house.data("operations", publish, i=given))["it"]
    assert versions[0]["number"] == newest["number"] + 1
    assert codes_of(await house.ask("operations", publish, i=given)) == ["CONFLICT"]
    for wrong in ({}, {"tasks": 1, "contacts": []}, {"tasks": [{"kind": "x"}], "contacts": []}):
        asked = {"base": versions[0]["number"], "content": wrong}
        assert codes_of(await house.ask("operations", publish, i=asked)) == ["BAD_USER_INPUT"]
    assert codes_of(await house.ask("client_manager", publish, i=given)) == ["FORBIDDEN"]


async def test_an_overdue_contact_goes_up_the_chain_of_its_cell_until_it_is_made(house: House) -> None:
    client_id, _ = await new_client(house)
    due = business_date() - timedelta(days=40)

    async def once() -> int:
        async with house.database.as_system(house.firm_id, "overdue_contacts") as session:
            return await escalate_contacts(session)

    async def put(**values: Any) -> None:
        async with house.database.as_system(house.firm_id, "test") as session:
            await session.execute(
                update(Client).where(Client.firm_id == house.firm_id, Client.id == client_id).values(**values)
            )

    async def receipts() -> list[EscalationReceipt]:
        async with house.database.read(house.firm_id) as session:
            rows = await session.scalars(
                select(EscalationReceipt)
                .where(EscalationReceipt.firm_id == house.firm_id, EscalationReceipt.client_id == client_id)
                .order_by(EscalationReceipt.step)
            )
            return list(rows)

    await put(
        contact_due_on=due, service_cell="mass", owner_id=house.people["client_manager"], team_id=house.team
    )
    assert await once() >= 1
    found = await receipts()
    assert [row.role for row in found] == ["owner", "team_lead"][: len(found)]
    assert await once() == 0, "each step once"
    await put(contact_due_on=business_date() + timedelta(days=9))
    async with house.database.as_system(house.firm_id, "test") as session:
        await end_contacts(session)
    assert all(row.ended_at is not None for row in await receipts())


async def test_a_task_is_handed_on_and_sent_back_and_both_names_stay(house: House) -> None:
    task = await new_task(house)
    to = public_id("user", house.people["team_lead"])
    given = {"id": task["id"], "version": task["version"], "to": to, "note": "下周我在外地"}
    handed = (await house.data("client_manager", call("handTask"), i=given))["it"]
    assert (handed["handState"], handed["handNote"]) == ("asked", "下周我在外地")
    await deliver(house)
    assert await told(house, "team_lead", "task_handed", task) == 1
    answer = {"id": task["id"], "version": handed["version"]}
    assert codes_of(await house.ask("client_manager", call("acceptTask", "VersionedInput"), i=answer)) == [
        "FORBIDDEN"
    ]
    back = (await house.data("team_lead", call("returnTask"), i={**answer, "reason": "不在我的职责内"}))["it"]
    assert (back["handState"], back["handNote"]) == ("returned", "不在我的职责内")
    await deliver(house)
    assert await told(house, "client_manager", "task_returned", task) == 1
    again = {**given, "version": back["version"]}
    handed = (await house.data("client_manager", call("handTask"), i=again))["it"]
    answer = {"id": task["id"], "version": handed["version"]}
    taken = (await house.data("team_lead", call("acceptTask", "VersionedInput"), i=answer))["it"]
    assert taken["handState"] == "accepted"
    done = {"id": task["id"], "version": taken["version"]}
    await house.data("team_lead", call("completeTask", "CompleteTaskInput"), i=done)
    await deliver(house)
    assert await told(house, "client_manager", "task_completed", task) == 1


async def test_who_may_not_read_a_task_cannot_be_mentioned_in_it(house: House) -> None:
    task = await new_task(house)
    stranger = next(role for role in ("assistant", "senior_client_manager") if role in house.people)
    words = {"id": task["id"], "body": "请看一下"}
    named = {**words, "mentions": [public_id("user", house.people[stranger])]}
    refused = await house.ask("client_manager", call("commentTask"), i=named)
    assert refused["errors"][0]["extensions"]["params"]["problem"] == "mention_unreadable"
    reader = {**words, "mentions": [public_id("user", house.people["executive"])]}
    said = (await house.data("client_manager", call("commentTask"), i=reader))["it"]
    (comment,) = said["comments"]
    assert comment["editable"]
    assert len(comment["mentions"]) == 1
    await deliver(house)
    assert await told(house, "executive", "mentioned", task) == 1
    found = "query($s: ID!, $t: String!) { mentionable(subject: $s, text: $t) { id } }"
    people = (await house.data("client_manager", found, s=task["id"], t=""))["mentionable"]
    ids = {each["id"] for each in people}
    assert public_id("user", house.people["executive"]) in ids
    assert public_id("user", house.people[stranger]) not in ids
    other = {"id": comment["id"], "body": "更正"}
    assert (await house.data("client_manager", call("correctTaskComment"), i=other))["it"]["comments"][0][
        "body"
    ] == "更正"
    async with house.database.as_system(house.firm_id, "test") as session:
        await session.execute(
            update(TaskComment)
            .where(
                TaskComment.firm_id == house.firm_id, TaskComment.id == own_id("task_comment", comment["id"])
            )
            .values(at=now() - timedelta(minutes=16))
        )
    stands = await house.ask("client_manager", call("correctTaskComment"), i=other)
    assert stands["errors"][0]["extensions"]["params"]["problem"] == "comment_stands"
    assert codes_of(await house.ask("executive", call("correctTaskComment"), i=other)) == ["NOT_FOUND"]


async def test_a_checklist_is_put_in_order_and_a_template_makes_a_task(house: House) -> None:
    task = await new_task(house)
    items = [{"text": "整理材料", "done": True}, {"text": "寄出"}]
    given = {"id": task["id"], "version": task["version"], "items": items}
    found = (await house.data("client_manager", call("setTaskItems"), i=given))["it"]
    assert found["checklist"] == [{"zh": "整理材料", "done": True}, {"zh": "寄出", "done": False}]
    save = "mutation($i: SaveTaskTemplateInput!) { it: saveTaskTemplate(input: $i) { id title version } }"
    kept = {"title": "季度回访", "days": 3, "items": ["准备材料", "致电"], "priority": "high"}
    template = (await house.data("team_lead", save, i=kept))["it"]
    assert codes_of(await house.ask("client_manager", save, i=kept)) == ["FORBIDDEN"]
    made = (await house.data("client_manager", call("useTaskTemplate"), i={"template": template["id"]}))["it"]
    assert made["title"] == "季度回访"
    assert len(made["checklist"]) == 2
    assert made["dueAt"] is not None


async def test_a_free_task_is_cancelled_with_a_reason(house: House) -> None:
    task = await new_task(house)
    given = {"id": task["id"], "version": task["version"], "reason": "客户已撤回"}
    assert (await house.data("client_manager", call("cancelTask"), i=given))["it"]["state"] == "cancelled"


async def test_the_calendar_shows_what_is_ones_own(house: House) -> None:
    task = await new_task(house, title="本人日程")
    ask = """query($f: Date!, $t: Date!, $s: CalendarScope!) { calendar(from: $f, to: $t, scope: $s) {
      tasks { title } contacts { date client { name } } birthdays { date } openings { first product { name } }
      days { date kind } truncated } }"""
    span = {"f": business_date().isoformat(), "t": (business_date() + timedelta(days=40)).isoformat()}
    mine = (await house.data("client_manager", ask, **span, s="OWN"))["calendar"]
    assert task["title"] in {each["title"] for each in mine["tasks"]}
    others = (await house.data("executive", ask, **span, s="OWN"))["calendar"]
    assert task["title"] not in {each["title"] for each in others["tasks"]}
    october = {"f": "2026-10-01", "t": "2026-10-12"}
    days = (await house.data("client_manager", ask, **october, s="OWN"))["calendar"]["days"]
    assert {"date": "2026-10-01", "kind": "holiday"} in days
    assert {"date": "2026-10-10", "kind": "makeup"} in days
    wrong = {"f": "2026-01-01", "t": "2026-06-01", "s": "OWN"}
    assert codes_of(await house.ask("client_manager", ask, **wrong)) == ["BAD_USER_INPUT"]


async def test_a_calendar_is_read_under_a_secret_address_that_ends(house: House) -> None:
    client_id, _ = await new_client(house, name="欧阳文静")
    await new_task(
        house, title="致电欧阳文静；确认, 签字\n" + "长" * 80, client=public_id("client", client_id),
        dueAt=at(business_date() + timedelta(days=2)),
    )  # fmt: skip
    renew = "mutation { it: renewCalendarFeed(input: {}) { path feed { readAt } } }"
    path = (await house.data("client_manager", renew))["it"]["path"]
    routes = CalendarRoutes(house.database, house.policies).routes
    async with AsyncClient(transport=ASGITransport(app=Starlette(routes=routes)), base_url="http://x") as web:
        found = await web.get(path)
        assert found.status_code == 200
        assert found.headers["content-type"].startswith("text/calendar")
        assert all(len(line) <= 75 for line in found.content.split(b"\r\n"))
        assert "欧阳文静" not in found.text
        calendar: Any = Calendar.from_ical(found.content)
        (zone,) = calendar.walk("VTIMEZONE")
        assert zone["tzid"] == "Asia/Shanghai"
        event: Any = next(each for each in calendar.walk("VEVENT") if "确认" in each["summary"])
        assert event["summary"].startswith("致电OYWJ-")
        assert "确认, 签字" in event["summary"]
        ends = event["dtend"].dt
        assert ends.utcoffset() == timedelta(hours=8)
        assert (ends.hour, ends.minute) == (18, 0)
        assert (await web.get("/calendar/" + "A" * 64 + ".ics")).status_code == 404
        assert (await web.get("/calendar/short.ics")).status_code == 404
        newer = (await house.data("client_manager", renew))["it"]["path"]
        assert (await web.get(path)).status_code == 404, "the old address has ended"
        assert (await web.get(newer)).status_code == 200
        await house.data("client_manager", "mutation { it: endCalendarFeed(input: {}) { fromMinute } }")
        assert (await web.get(newer)).status_code == 404


async def test_hours_of_work_are_ones_own(house: House) -> None:
    put = "mutation($i: SetWorkHoursInput!) { it: setWorkHours(input: $i) { fromMinute untilMinute } }"
    hours = {"fromMinute": 480, "untilMinute": 1020}
    assert (await house.data("client_manager", put, i=hours))["it"] == hours
    wrong = {"fromMinute": 900, "untilMinute": 300}
    assert codes_of(await house.ask("client_manager", put, i=wrong)) == ["BAD_USER_INPUT"]
