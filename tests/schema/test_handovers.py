"""Clients go from one person to others in one act: nothing is lost, history keeps its names, and it can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, func, select, update

from backend.auth.sessions import Lifetimes, Session, open_session
from backend.book import absences, assignments, saved_views, tasks
from backend.book.assignments import Assignment
from backend.book.clients import Client
from backend.book.handover_movers import MOVERS
from backend.book.handover_shares import Share, share_out
from backend.book.handovers import Handover
from backend.book.incoming_mails import IncomingMail
from backend.book.staff import User
from backend.migrations.metadata import METADATA
from backend.platform.audit import AuditEntry
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.events import OutboxRow
from backend.platform.ids import own_id, public_id, uuid7
from backend.platform.keys import Vault
from backend.workers.handlers.notify import tell_receivers
from tests.schema.calls import new_client
from tests.schema.house import House, build_house, codes_of, furnish

FIELDS = """id version state reason letGo told clientCount taskCount mailCount viewCount keptCount undoUntil
  from { id name } othersTo { id } createdBy { id } executedBy { id } undoneBy { id }
  lines { client { id owner { id } } to { id } role note state }"""
PLAN = f"mutation($input: PlanHandoverInput!) {{ planHandover(input: $input) {{ {FIELDS} }} }}"
EXECUTE = f"mutation($input: VersionedInput!) {{ executeHandover(input: $input) {{ {FIELDS} }} }}"
UNDO = f"mutation($input: VersionedInput!) {{ undoHandover(input: $input) {{ {FIELDS} }} }}"
DISCARD = "mutation($input: VersionedInput!) { discardHandover(input: $input) { id state } }"
NOTE = (
    "mutation($input: HandoverNoteInput!) { noteHandover(input: $input) { id lines { client { id } note } } }"
)
READ = f"query($id: ID!) {{ handover(id: $id) {{ {FIELDS} }} }}"
PROPOSE = """query($from: ID!, $to: [ID!]!, $way: HandoverWay!, $split: Boolean) {
  proposeHandover(from: $from, to: $to, way: $way, splitHouseholds: $split) { hidden otherTasks mails
    lines { client { id } role to { id } household openTasks dueSoon overdue birthday }
    receivers { mayServe absent load { user { id } clients aum openTasks overdueTasks } } } }"""
LEAVER, ONE, TWO = "client_manager", "client_manager#2", "senior_client_manager"


@pytest.fixture
async def house(database: Database, vault: Vault) -> House:
    """A firm of its own for each test, with five clients of the leaver."""
    made = await build_house(database, vault)
    await furnish(made, 5)
    return made


def _lines(house: House, ids: Iterable[str], *to: str) -> list[dict[str, Any]]:
    return [{"client": id, "to": house.user(to[n % len(to)])} for n, id in enumerate(ids)]


async def _planned(house: House, who: str = "operations", **more: Any) -> dict[str, Any]:
    answer = await _plan(house, who, **more)
    assert "errors" not in answer, answer["errors"]
    return dict(answer["data"]["planHandover"])


async def _plan(house: House, who: str = "operations", **more: Any) -> dict[str, Any]:
    given = {
        "from": house.user(LEAVER), "reason": "离职", "lines": [], "splitHouseholds": True, **more
    }  # fmt: skip
    return await house.ask(who, PLAN, input=given)


async def _done(house: House, plan: dict[str, Any], who: str = "operations") -> dict[str, Any]:
    named = {"id": plan["id"], "version": plan["version"]}
    return dict((await house.data(who, EXECUTE, input=named))["executeHandover"])


def _problem(answer: dict[str, Any]) -> Any:
    return [error["extensions"]["params"].get("problem") for error in answer.get("errors", [])]


def _clients(house: House) -> list[str]:
    return [public_id("client", id) for id in house.rows["client"]]


async def _serving(house: House, *clients: UUID) -> dict[UUID, dict[UUID, tuple[str, str]]]:
    async with house.database.read(house.firm_id) as session:
        rows = await session.scalars(
            select(Assignment).where(
                Assignment.firm_id == house.firm_id,
                Assignment.client_id.in_(clients),
                Assignment.valid_to.is_(None),
            )
        )
        found: dict[UUID, dict[UUID, tuple[str, str]]] = {}
        for row in rows:
            found.setdefault(row.client_id, {})[row.user_id] = row.role, f"{row.credit:.0f}"
        return found


def test_every_column_that_refers_to_a_person_says_what_becomes_of_its_rows() -> None:
    referring = {
        (table.name, [column.name for column in key.columns][1])
        for table in METADATA.sorted_tables
        for key in table.foreign_key_constraints
        if key.referred_table.name == "user_account"
    }
    assert referring == set(MOVERS)


async def test_clients_tasks_mails_and_shared_views_go_and_come_back(house: House) -> None:
    clients = _clients(house)
    ids = [own_id("client", id) for id in clients]
    leaver = await house.principal(LEAVER)
    async with house.database.change(leaver) as session:
        own = await tasks.create_task(session, "整理资料")
        for name, shared in (("存续", "team"), ("我的", "me")):
            await saved_views.create_view(
                session, page="clients", name=name, query="", shared=shared, may_share=False
            )
    before = await _serving(house, *ids)
    plan = await _planned(house, lines=_lines(house, clients, ONE, TWO), othersTo=house.user(ONE))
    assert plan["state"] == "planned"
    assert {line["state"] for line in plan["lines"]} == {"planned"}
    done = await _done(house, plan)
    assert (done["state"], done["version"]) == ("executed", plan["version"] + 1)
    assert done["clientCount"] == 5
    assert done["taskCount"] == 8  # one open one about each client, two about complaints, and his own
    assert (done["mailCount"], done["viewCount"]) == (1, 1)
    wanted = {line["client"]: line["to"] for line in _lines(house, clients, ONE, TWO)}
    assert {line["client"]["id"]: line["client"]["owner"]["id"] for line in done["lines"]} == wanted
    between = await _serving(house, *ids)
    for id in ids:
        to = own_id("user", wanted[public_id("client", id)])
        assert house.people[LEAVER] not in between[id]
        assert between[id][to][0] == "owner"
    async with house.database.read(house.firm_id) as session:
        moved = await session.scalar(
            select(tasks.Task.assignee_id).where(tasks.Task.firm_id == house.firm_id, tasks.Task.id == own.id)
        )
        assert moved == house.people[ONE]
        kept = await session.scalars(
            select(Assignment.user_id).where(
                Assignment.firm_id == house.firm_id,
                Assignment.client_id == ids[0],
                Assignment.valid_to.is_not(None),
                Assignment.role == "owner",
            )
        )
        assert list(kept) == [house.people[LEAVER]], "history keeps the old name"
    undone = await house.data("operations", UNDO, input={"id": done["id"], "version": done["version"]})
    assert undone["undoHandover"]["state"] == "undone"
    assert undone["undoHandover"]["keptCount"] == 0
    assert await _serving(house, *ids) == before
    async with house.database.read(house.firm_id) as session:
        for model, column, where, count in (
            (tasks.Task, tasks.Task.assignee_id, tasks.Task.state == "open", 8),
            (IncomingMail, IncomingMail.user_id, IncomingMail.state == "open", 1),
            (
                saved_views.SavedView,
                saved_views.SavedView.owner_id,
                saved_views.SavedView.page == "clients",
                2,
            ),
        ):
            found = await session.scalar(
                select(func.count())
                .select_from(model)
                .where(model.firm_id == house.firm_id, column == house.people[LEAVER], where)
            )
            assert found == count, model


async def _executed(house: House, count: int) -> tuple[dict[str, Any], int]:
    """A hand-over of so many new clients, and with how many statements it was done."""
    ids = [public_id("client", (await new_client(house))[0]) for _ in range(count)]
    plan = await _planned(house, lines=_lines(house, ids, ONE, TWO, "partner"))
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    engine = house.database.writes.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        done = await _done(house, plan)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return done, len(seen)


async def test_96_clients_are_one_act_of_as_many_statements_as_three(house: House) -> None:
    _, few = await _executed(house, 3)
    done, many = await _executed(house, 96)
    assert done["clientCount"] == 96
    assert many == few
    async with house.database.read(house.firm_id) as session:
        id = own_id("handover", done["id"])
        acts = (
            await session.scalars(
                select(AuditEntry).where(
                    AuditEntry.firm_id == house.firm_id,
                    AuditEntry.action == "hand_over",
                    AuditEntry.subject_id == id,
                )
            )
        ).all()
        assert [act.changes["client"] for act in acts] == [[None, 96]]
        assert acts[0].reason == "离职"
        clients = [own_id("client", line["client"]["id"]) for line in done["lines"]]
        told = (
            await session.scalars(
                select(AuditEntry).where(
                    AuditEntry.firm_id == house.firm_id,
                    AuditEntry.noun == "client",
                    AuditEntry.action == "update",
                    AuditEntry.subject_id.in_(clients),
                )
            )
        ).all()
        assert len(told) == 96
        assert all(each.changes["owner_id"][0] == str(house.people[LEAVER]) for each in told)
        assert {each.row_version for each in told} == {2}
        events = await session.scalars(
            select(OutboxRow.payload).where(
                OutboxRow.firm_id == house.firm_id, OutboxRow.name == "client.handed_over"
            )
        )
        assert sorted(sum(each["to"].values()) for each in events) == [3, 96]


async def test_a_client_who_was_given_to_somebody_else_since_does_not_come_back(house: House) -> None:
    clients = _clients(house)
    done = await _done(house, await _planned(house, lines=_lines(house, clients, ONE)))
    async with house.database.change(house.firm.system) as session:
        row = await session.get(Client, (house.firm_id, own_id("client", clients[0])))
        assert row is not None
        await assignments.assign(session, row.id, row.version, house.people["partner"], role="owner")
    undone = (await house.data("operations", UNDO, input={"id": done["id"], "version": done["version"]}))[
        "undoHandover"
    ]
    assert undone["keptCount"] == 1
    states = {line["client"]["id"]: line["state"] for line in undone["lines"]}
    assert states == {clients[0]: "kept", **dict.fromkeys(clients[1:], "back")}
    owners = {line["client"]["id"]: line["client"]["owner"]["id"] for line in undone["lines"]}
    assert owners == {
        clients[0]: house.user("partner"), **dict.fromkeys(clients[1:], house.user(LEAVER))
    }  # fmt: skip
    again = await house.ask("operations", UNDO, input={"id": undone["id"], "version": undone["version"]})
    assert _problem(again) == ["handover_not_done"]


async def test_it_is_undone_in_time_only(house: House) -> None:
    done = await _done(house, await _planned(house, lines=_lines(house, _clients(house), ONE)))
    late = (
        update(Handover)
        .where(Handover.firm_id == house.firm_id)
        .values(undo_until=now() - timedelta(seconds=1))
    )
    async with house.database.change(house.firm.system) as session:
        await session.execute(late)
    answer = await house.ask("operations", UNDO, input={"id": done["id"], "version": done["version"]})
    assert _problem(answer) == ["handover_late"]


async def test_a_helper_follows_a_helper_and_credits_add_up(house: House) -> None:
    client, version = await new_client(house, "senior_client_manager")
    async with house.database.change(house.firm.system) as session:
        await assignments.assign(
            session, client, version, house.people[LEAVER], role="co_owner", credit=Decimal(40)
        )
    id = public_id("client", client)
    done = await _done(house, await _planned(house, lines=_lines(house, [id], ONE)))
    assert done["lines"][0]["role"] == "co_owner"
    serving = (await _serving(house, client))[client]
    assert serving == {house.people[TWO]: ("owner", "60"), house.people[ONE]: ("co_owner", "40")}
    await house.data("operations", UNDO, input={"id": done["id"], "version": done["version"]})
    # Who serves the client already keeps his role; what the leaver held is the owner's.
    await _done(house, await _planned(house, lines=_lines(house, [id], TWO)))
    assert (await _serving(house, client))[client] == {house.people[TWO]: ("owner", "100")}


async def test_a_household_goes_to_one_person_unless_it_may_split(house: House) -> None:
    family = _clients(house)[:4]
    split = await _plan(house, lines=_lines(house, family, ONE, TWO), splitHouseholds=False)
    assert _problem(split) == ["household_split"]
    whole = await _plan(house, lines=_lines(house, family, ONE), splitHouseholds=False)
    assert "errors" not in whole
    asked = {"from": house.user(LEAVER), "to": [house.user(ONE), house.user(TWO)]}
    for way in ("NUMBER", "AUM", "REGION"):
        told = (await house.data("operations", PROPOSE, **asked, way=way, split=False))["proposeHandover"]
        homes = {line["to"]["id"] for line in told["lines"] if line["household"]}
        assert len(homes) == 1, way
    told = (await house.data("operations", PROPOSE, **asked, way="NUMBER", split=True))["proposeHandover"]
    assert len({line["to"]["id"] for line in told["lines"]}) == 2


def test_shares_are_even_and_the_same_for_the_same_book() -> None:
    to = [uuid7() for _ in range(3)]
    book = [Share(uuid7(), Decimal(n + 1), province="31" if n % 2 else "44") for n in range(96)]
    by_number = share_out(book, to, "number")
    assert sorted(list(by_number.values()).count(each) for each in to) == [32, 32, 32]
    assert share_out(list(reversed(book)), to, "number") == by_number
    aum = {each: sum(one.aum for one in book if goes == each) for each in to for goes in [each]}
    assert aum
    by_aum = share_out(book, to, "aum")
    sums = [sum(one.aum for one in book if by_aum[one.client_id] == each) for each in to]
    assert max(sums) - min(sums) <= 96
    by_region = share_out(book, to, "region")
    for place in ("31", "44"):
        assert len({by_region[one.client_id] for one in book if one.province == place}) == 1
    home = uuid7()
    family = [Share(uuid7(), household_id=home) for _ in range(10)]
    assert len(set(share_out(family, to, "number").values())) == 1
    assert len(set(share_out(family, to, "number", together=False).values())) == 3
    with pytest.raises(ValueError, match="nobody"):
        share_out(book, [], "number")


def test_by_tier_the_highest_go_to_who_may_serve_them_and_the_others_to_who_has_least() -> None:
    partner, busy, free = (uuid7() for _ in range(3))
    to = [busy, partner, free]
    top = [Share(uuid7(), rank=4, suits=frozenset({partner})) for _ in range(3)]
    rest = [Share(uuid7(), rank=n % 3) for n in range(12)]
    goes = share_out([*rest, *top], to, "tier", has={busy: 9})
    assert {goes[each.client_id] for each in top} == {partner}
    got = [goes[each.client_id] for each in rest]
    assert (got.count(busy), got.count(partner), got.count(free)) == (0, 5, 7) or got.count(busy) == 0
    assert abs(3 + got.count(partner) - got.count(free)) <= 1
    assert share_out([*top, *reversed(rest)], to, "tier", has={busy: 9}) == goes
    # A family goes where its highest tier suits; where nobody suits, to anybody.
    home = uuid7()
    family = [
        Share(uuid7(), household_id=home),
        Share(uuid7(), household_id=home, rank=4, suits=frozenset({partner})),
    ]
    assert set(share_out(family, to, "tier").values()) == {partner}
    assert share_out(top, [busy], "tier").keys() == {each.client_id for each in top}


async def test_a_proposal_by_tier_follows_the_service_matrix(house: House) -> None:
    clients = _clients(house)
    async with house.database.change(house.firm.system) as session:
        await session.execute(
            update(Client)
            .where(Client.firm_id == house.firm_id, Client.id == own_id("client", clients[0]))
            .values(tier_rank=4, service_cell="uhnw")
        )
    asked = {
        "from": house.user(LEAVER),
        "to": [house.user(ONE), house.user("partner")],
        "way": "TIER",
        "split": True,
    }
    told = (await house.data("operations", PROPOSE, **asked))["proposeHandover"]
    goes = {line["client"]["id"]: line["to"]["id"] for line in told["lines"]}
    assert goes[clients[0]] == house.user("partner")


async def test_the_leaver_is_out_with_it_and_in_again_when_it_is_undone(house: House) -> None:
    async with house.database.change(house.firm.system) as session:
        open_session(session, house.people[LEAVER], Lifetimes(), ip=None, user_agent=None)
    done = await _done(house, await _planned(house, lines=_lines(house, _clients(house), ONE), letGo=True))

    async def standing() -> tuple[bool, int]:
        async with house.database.read(house.firm_id) as session:
            active = await session.scalar(
                select(User.active).where(User.firm_id == house.firm_id, User.id == house.people[LEAVER])
            )
            living = await session.scalar(
                select(func.count())
                .select_from(Session)
                .where(
                    Session.firm_id == house.firm_id,
                    Session.user_id == house.people[LEAVER],
                    Session.revoked_at.is_(None),
                )
            )
            return bool(active), int(living or 0)

    assert await standing() == (False, 0)
    assert done["from"]["name"] == f"员工{LEAVER}", "the name stays"
    await house.data("operations", UNDO, input={"id": done["id"], "version": done["version"]})
    assert await standing() == (True, 0)


async def test_who_may_not_is_refused(house: House) -> None:
    clients = _clients(house)
    lines = _lines(house, clients, ONE)
    for who in (LEAVER, ONE, "assistant", "legal", "finance", "auditor", "policy_admin", "compliance"):
        assert codes_of(await _plan(house, who, lines=lines)) == ["FORBIDDEN"], who
    assert codes_of(await _plan(house, "team_lead", lines=lines, letGo=True)) == ["FORBIDDEN"]
    plan = await _planned(house, "team_lead", lines=lines)
    named = {"id": plan["id"], "version": plan["version"]}
    for who in (ONE, "assistant", "finance"):
        answer = await house.ask(who, EXECUTE, input=named)
        assert codes_of(answer) == ["FORBIDDEN"], who
    # A lead who leads other teams: neither the person nor his clients are his to hand over.
    lead = await house.principal("team_lead")
    stranger = replace(lead, scope=replace(lead.scope, team_ids=frozenset({uuid7()})))
    given = {"from": house.user(LEAVER), "reason": "离职", "lines": lines, "splitHouseholds": True}
    assert codes_of(await house.ask(stranger, PLAN, input=given)) == ["FORBIDDEN"]
    assert codes_of(await house.ask(stranger, EXECUTE, input=named)) == ["FORBIDDEN"]
    done = await _done(house, plan, "team_lead")
    # Who follows may read of it, and not undo it.
    seen = (await house.data(ONE, READ, id=done["id"]))["handover"]
    assert sorted(line["client"]["id"] for line in seen["lines"]) == sorted(clients)
    answer = await house.ask(ONE, UNDO, input={"id": done["id"], "version": done["version"]})
    assert codes_of(answer) == ["FORBIDDEN"]


async def test_a_client_out_of_reach_is_not_told_from_one_who_is_not_there(house: House) -> None:
    other, _ = await new_client(house, ONE)  # not of the lead's team
    async with house.database.change(house.firm.system) as session:
        row = await session.get(Client, (house.firm_id, other))
        assert row is not None
        await assignments.assign(session, other, row.version, house.people[LEAVER], role="assistant")
    asked = {"from": house.user(LEAVER), "to": [house.user(TWO)], "way": "NUMBER"}
    told = (await house.data("team_lead", PROPOSE, **asked))["proposeHandover"]
    assert told["hidden"] == 1
    assert public_id("client", other) not in str(told)
    for id in (other, uuid7()):
        lines = _lines(house, [public_id("client", id)], TWO)
        assert _problem(await _plan(house, "team_lead", lines=lines)) == ["handover_reach"]


async def test_what_cannot_be_is_refused(house: House) -> None:
    clients = _clients(house)
    theirs = public_id("client", (await new_client(house, TWO))[0])
    cases: dict[str, dict[str, Any]] = {
        "required": {"lines": []},
        "handover_self": {"lines": _lines(house, clients, LEAVER)},
        "handover_twice": {"lines": _lines(house, [clients[0], clients[0]], ONE)},
        "handover_moved": {"lines": _lines(house, [theirs], ONE)},
    }
    for problem, more in cases.items():
        assert _problem(await _plan(house, **more)) == [problem]
    plan = await _planned(house, lines=_lines(house, clients, ONE))
    stale = await house.ask("operations", EXECUTE, input={"id": plan["id"], "version": plan["version"] - 1})
    assert codes_of(stale) == ["CONFLICT"]
    # Somebody else gets one of the clients meanwhile: the plan does not fit any more, and nothing moves.
    before = await _serving(house, *(own_id("client", id) for id in clients[1:]))
    async with house.database.change(house.firm.system) as session:
        row = await session.get(Client, (house.firm_id, own_id("client", clients[0])))
        assert row is not None
        await assignments.assign(session, row.id, row.version, house.people[TWO], role="owner")
    named = {"id": plan["id"], "version": plan["version"]}
    assert _problem(await house.ask("operations", EXECUTE, input=named)) == ["handover_moved"]
    assert await _serving(house, *(own_id("client", id) for id in clients[1:])) == before
    anew = await _planned(house, **named, lines=_lines(house, clients[1:], ONE))
    assert anew["id"] == plan["id"]
    async with house.database.change(house.firm.system) as session:
        user = await session.get(User, (house.firm_id, house.people[ONE]))
        assert user is not None
        user.active = False
    named = {"id": anew["id"], "version": anew["version"]}
    assert _problem(await house.ask("operations", EXECUTE, input=named)) == ["inactive"]
    assert _problem(await _plan(house, lines=_lines(house, clients[1:], ONE))) == ["inactive"]
    given_up = await house.data("operations", DISCARD, input=named)
    assert given_up["discardHandover"]["state"] == "discarded"
    named["version"] += 1
    assert _problem(await house.ask("operations", EXECUTE, input=named)) == ["handover_done"]


async def test_the_leaver_writes_notes_when_he_was_told_and_who_follows_reads_them(house: House) -> None:
    clients = _clients(house)
    silent = await _planned(house, lines=_lines(house, clients, ONE))
    note = {"handover": silent["id"], "client": clients[0], "text": "每周五下午联系"}
    assert codes_of(await house.ask(LEAVER, NOTE, input=note)) == ["NOT_FOUND"]
    assert (await house.data(LEAVER, READ, id=silent["id"]))["handover"] is None
    told = await _planned(
        house, id=silent["id"], version=silent["version"], lines=_lines(house, clients, ONE), told=True
    )
    answer = await house.data(LEAVER, NOTE, input=note)
    assert {line["client"]["id"]: line["note"] for line in answer["noteHandover"]["lines"]}[
        clients[0]
    ] == "每周五下午联系"
    assert (await house.data(ONE, READ, id=told["id"]))["handover"] is None, "not before it is done"
    # A plan that is kept anew keeps the notes it does not speak of, and the leaver's note was no new version of it.
    again = await _planned(
        house, id=told["id"], version=told["version"], lines=_lines(house, clients, ONE), told=True
    )
    await _done(house, again)
    seen = (await house.data(ONE, READ, id=told["id"]))["handover"]
    assert {line["client"]["id"]: line["note"] for line in seen["lines"]}[clients[0]] == "每周五下午联系"
    assert _problem(await house.ask("operations", NOTE, input=note)) == ["handover_done"]


async def test_who_follows_gets_one_line_whatever_the_number(house: House) -> None:
    await _done(house, await _planned(house, lines=_lines(house, _clients(house), ONE, TWO)))
    async with house.database.change(house.firm.system) as session:
        rows = await session.scalars(
            select(OutboxRow).where(
                OutboxRow.firm_id == house.firm_id, OutboxRow.name == "client.handed_over"
            )
        )
        for row in rows.all():
            await tell_receivers(session, row)
    inbox = "{ viewer { notifications(first: 20) { nodes { kind params } } } }"
    for who, count in ((ONE, 3), (TWO, 2)):
        lines = (await house.data(who, inbox))["viewer"]["notifications"]["nodes"]
        told = [line["params"]["clients"] for line in lines if line["kind"] == "clients_handed_over"]
        assert told == [count]
        assert not [line for line in lines if line["kind"] == "client_assigned" and who == ONE]


async def test_a_proposal_says_what_would_break_and_what_each_has(house: House) -> None:
    clients = _clients(house)
    soon = business_date() + timedelta(days=3)
    born = soon.replace(year=1976) if (soon.month, soon.day) != (2, 29) else date(1976, 2, 29)
    async with house.database.change(house.firm.system) as session:
        row = await session.get(Client, (house.firm_id, own_id("client", clients[4])))
        assert row is not None
        row.birth_date = born
        await tasks.create_task(
            session,
            "回访",
            client_id=row.id,
            assignee_id=house.people[LEAVER],
            due_at=now() + timedelta(days=5),
        )
        await absences.set_absence(session, house.people[ONE], business_date(), business_date())
    asked = {"from": house.user(LEAVER), "to": [house.user(ONE), house.user("finance")], "way": "NUMBER"}
    told = (await house.data("operations", PROPOSE, **asked))["proposeHandover"]
    line = next(each for each in told["lines"] if each["client"]["id"] == clients[4])
    assert (line["openTasks"], line["dueSoon"], line["overdue"]) == (2, 1, 1)
    assert line["birthday"] == soon.isoformat()
    receivers = {each["load"]["user"]["id"]: each for each in told["receivers"]}
    assert receivers[house.user(ONE)]["absent"] is True
    assert receivers[house.user("finance")]["mayServe"] is False
    assert receivers[house.user(ONE)]["mayServe"] is True


async def test_workloads_are_what_the_reader_sees(house: House) -> None:
    document = "{ workloads { user { id } clients aum openTasks overdueTasks } }"
    told = {each["user"]["id"]: each for each in (await house.data("operations", document))["workloads"]}
    assert told[house.user(LEAVER)] | {"aum": None} == {
        "user": {"id": house.user(LEAVER)}, "clients": 5, "aum": None, "openTasks": 7, "overdueTasks": 5
    }  # fmt: skip
    lead = await house.principal("team_lead")
    stranger = replace(lead, scope=replace(lead.scope, team_ids=frozenset({uuid7()})))
    assert (await house.data(stranger, document))["workloads"] == []
    assert codes_of(await house.ask("client_manager", document)) == ["FORBIDDEN"]
    before = await house.statements("operations", document)
    await furnish(house, 3, owner=ONE)
    assert await house.statements("operations", document) == before
