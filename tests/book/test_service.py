"""Assignments, families, tags, tasks and contacts: their rules, one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from backend.book import assignments, client_changes, households, interactions, tags, tasks
from backend.book.clients import Client
from backend.book.ledger import Holding
from backend.book.products import Product
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from tests.book.staffed import Staffed, staff
from tests.conftest import MadeFirm


@pytest.fixture
async def at(database: Database, vault: Vault, firm: MadeFirm) -> Staffed:
    """The firm."""
    return await staff(database, vault, firm)


async def _assign(at: Staffed, client: Client, place: int, role: str, **more: Any) -> Client:
    present = await at.fresh(client)
    async with at.database.change(at.actor) as session:
        return await assignments.assign(
            session, client.id, present.version, at.people[place], role=role, **more
        )


async def test_a_new_owner_follows_the_old_one_who_keeps_no_role(at: Staffed) -> None:
    client = await at.client()
    await _assign(at, client, 1, "owner")
    assert await at.serving(client) == {at.people[1]: ("owner", 100.0)}
    assert (await at.fresh(client)).owner_id == at.people[1]
    told = await at.events("client.assigned")
    assert [(e["user_id"], e["role"], e["ended"]) for e in told] == [
        (str(at.people[0]), "owner", False),
        (str(at.people[0]), "owner", True),
        (str(at.people[1]), "owner", False),
    ]


async def test_the_owner_cannot_be_made_something_less_nor_taken_away(at: Staffed) -> None:
    client = await at.client()
    for role in ("co_owner", "assistant", "partner"):
        with pytest.raises(Refused, match="last"):
            await _assign(at, client, 0, role)
    with pytest.raises(Refused, match="last"):
        async with at.database.change(at.actor) as session:
            await assignments.unassign(session, client.id, 1, at.people[0], "owner")
    assert await at.serving(client) == {at.people[0]: ("owner", 100.0)}


async def test_owner_and_co_owners_share_a_hundred_percent(at: Staffed) -> None:
    client = await at.client()
    await _assign(at, client, 1, "co_owner", credit=Decimal(30))
    await _assign(at, client, 2, "co_owner", credit=Decimal("20.5"))
    assert [credit for _, credit in (await at.serving(client)).values()] == [49.5, 30.0, 20.5]
    with pytest.raises(Refused, match="credit"):
        await _assign(at, client, 1, "co_owner", credit=Decimal(80))
    present = await at.fresh(client)
    async with at.database.change(at.actor) as session:
        ended = await assignments.unassign(session, client.id, present.version, at.people[1], "co_owner")
    assert ended.version == present.version + 1
    assert await at.serving(client) == {at.people[0]: ("owner", 79.5), at.people[2]: ("co_owner", 20.5)}


@pytest.mark.parametrize("credit", ["-1", "100.0001", "33.33333", "10000000000"])
async def test_a_share_that_is_none_is_refused(at: Staffed, credit: str) -> None:
    with pytest.raises(Refused, match="credit"):
        await _assign(at, await at.client(), 1, "co_owner", credit=Decimal(credit))


async def test_only_the_owners_share_the_credit_and_each_change_is_a_new_version(at: Staffed) -> None:
    client = await at.client()
    changed = await _assign(at, client, 1, "assistant", credit=Decimal(50), reason="  带教 ")
    assert changed.version == client.version + 1
    assert await at.serving(client) == {at.people[0]: ("owner", 100.0), at.people[1]: ("assistant", 0.0)}
    for role, reason in (("boss", None), ("assistant", "x" * 401), ("assistant", "a\x00b")):
        with pytest.raises(Refused):
            await _assign(at, client, 2, role, reason=reason)


async def test_a_family_has_a_head_who_is_a_member_and_nobody_has_two_families(at: Staffed) -> None:
    one, two, three = [await at.client(name) for name in ("甲", "乙", "丙")]
    async with at.database.change(at.actor) as session:
        family = await households.create_household(session, " 甲家 ", one.id, [two.id])
    assert family.name == "甲家"
    async with at.database.change(at.actor) as session:
        with pytest.raises(Refused, match="unknown"):
            await households.update_household(session, family.id, 1, head_id=three.id)
        with pytest.raises(Refused, match="taken"):
            await households.create_household(session, "另一家", three.id, [two.id])
        await session.rollback()
    async with at.database.change(at.actor) as session:
        changed = await households.update_household(session, family.id, 1, member_ids=[one.id, three.id])
        assert changed.version == 2
    homes = [(await at.fresh(client)).household_id for client in (one, two, three)]
    assert homes == [family.id, None, family.id]
    told = {e["client_id"] for e in await at.events("client.changed") if e["fields"] == ["household"]}
    assert told == {str(client.id) for client in (one, two, three)}


async def test_members_that_the_writer_does_not_see_stay(at: Staffed) -> None:
    one, hidden = await at.client("甲"), await at.client("乙")
    async with at.database.change(at.actor) as session:
        family = await households.create_household(session, "甲家", one.id, [hidden.id])
    async with at.database.change(at.actor) as session:
        await households.update_household(session, family.id, 1, member_ids=[one.id], within=[one.id])
    assert (await at.fresh(hidden)).household_id == family.id


async def test_a_tie_is_made_once_told_to_both_and_never_to_oneself(at: Staffed) -> None:
    one, two = await at.client("甲"), await at.client("乙")
    async with at.database.change(at.actor) as session:
        first = await households.add_relation(session, one.id, two.id, "spouse", share=Decimal("12.5"))
        again = await households.add_relation(session, one.id, two.id, "spouse", note="改注")
        assert (first.id, again.share, again.note) == (again.id, None, "改注")
    for other, kind, share in (
        (one.id, "spouse", None),
        (two.id, "friend", None),
        (two.id, "spouse", Decimal(101)),
    ):
        with pytest.raises(Refused):
            async with at.database.change(at.actor) as session:
                await households.add_relation(session, one.id, other, kind, share=share)
    told = [e["client_id"] for e in await at.events("client.changed") if e["fields"] == ["relations"]]
    assert set(told) == {str(one.id), str(two.id)}


async def test_a_tag_is_unique_whatever_its_case_and_borne_once(at: Staffed) -> None:
    client = await at.client()
    async with at.database.change(at.actor) as session:
        tag = await tags.create_tag(session, " VIP ", "blue", group="等级")
        for name, colour in (("vip", "blue"), ("", "blue"), ("新", "mauve"), ("长" * 41, "blue")):
            with pytest.raises(Refused):
                await tags.create_tag(session, name, colour)
        await tags.give(session, client.id, tag.id, "要求")
        await tags.give(session, client.id, tag.id)
    assert len(await at.events("tag.given")) == 1
    async with at.database.change(at.actor) as session:
        await tags.take(session, client.id, tag.id)
        await tags.take(session, client.id, tag.id)
        with pytest.raises(Refused, match="unknown"):
            await tags.take(session, client.id, uuid7())
    assert len(await at.events("tag.taken")) == 1


async def test_two_tags_of_one_name_at_once_are_one_tag_and_a_conflict(at: Staffed) -> None:
    async def late_twin() -> None:
        async with at.database.change(at.actor) as first, at.database.change(at.actor) as second:
            await second.connection()
            await tags.create_tag(first, "同名", "blue")
            await first.commit()
            second.add(tags.Tag(name="同名", colour="red"))

    with pytest.raises(Refused) as refused:
        await late_twin()
    assert refused.value.code is Code.CONFLICT


async def test_a_task_is_written_once_and_is_the_makers_own_unless_given_away(at: Staffed) -> None:
    async with at.database.change(at.actor) as session:
        own = await tasks.create_task(session, " 回电 ")
        given = await tasks.create_task(session, "寄送", assignee_id=at.people[1], priority="high")
    assert (own.title, own.version, own.assignee_id) == ("回电", 1, at.people[0])
    assert await at.audits(own.id) == ["create"]
    assert [e["assignee_id"] for e in await at.events("task.assigned")] == [
        str(at.people[0]),
        str(at.people[1]),
    ]
    assert given.state == "open"


async def test_a_task_is_done_once_and_can_be_opened_again(at: Staffed) -> None:
    async with at.database.change(at.actor) as session:
        task = await tasks.create_task(session, "回电")
        await tasks.complete(session, task.id, 1, " 已办 ")
        assert (task.state, task.completed_by_id, task.outcome) == ("done", at.people[0], "已办")
        with pytest.raises(Refused, match="state"):
            await tasks.complete(session, task.id, 2)
        await tasks.reopen(session, task.id, 2)
        assert (task.state, task.completed_at, task.outcome, task.version) == ("open", None, None, 3)
        with pytest.raises(Refused, match="state"):
            await tasks.reopen(session, task.id, 3)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": " "}, "title"), ({"title": None}, "title"), ({"priority": "now"}, "priority"),
     ({"priority": None}, "priority"), ({"assignee_id": None}, "assignee"), ({"assignee_id": uuid7()}, "assignee"),
     ({"body": "x" * 8001}, "body")],
)  # fmt: skip
async def test_a_task_keeps_what_it_needs(at: Staffed, changes: dict[str, Any], field: str) -> None:
    async with at.database.change(at.actor) as session:
        task = await tasks.create_task(session, "回电")
    with pytest.raises(Refused) as refused:
        async with at.database.change(at.actor) as session:
            await tasks.update_task(session, task.id, 1, changes)
    assert refused.value.params["field"] == field


@pytest.mark.parametrize(
    ("kind", "direction", "minutes", "counts"),
    [("meeting", "out", None, True), ("visit", "in", 0, True), ("call", "out", None, True), ("call", "out", 0, False),
     ("call", "in", 1, True), ("message", "out", None, False), ("message", "in", None, True),
     ("email", "both", None, True),
     ("report", "in", 9, False), ("greeting", "in", None, False), ("other", "in", None, True)],
)  # fmt: skip
def test_what_counts_as_contact(kind: str, direction: str, minutes: int | None, counts: bool) -> None:
    assert interactions.is_two_way(kind, direction, minutes) is counts


async def test_the_last_contact_moves_forward_only(at: Staffed) -> None:
    client = await at.client()
    base: dict[str, Any] = {"kind": "call", "direction": "out", "channel": "phone", "summary": "谈话"}
    late, early = now(), now() - timedelta(days=9)
    for moment in (late, early):
        async with at.database.change(at.actor) as session:
            await interactions.log(session, client.id, at=moment, **base)
    assert (await at.fresh(client)).last_interaction_at == late


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"kind": "chat"}, "kind"), ({"direction": "up"}, "direction"), ({"channel": "fax"}, "channel"),
     ({"minutes": 1441}, "minutes"), ({"minutes": -1}, "minutes"), ({"summary": " "}, "summary"),
     ({"at": datetime(2999, 1, 1, tzinfo=UTC)}, "at")],
)  # fmt: skip
async def test_a_contact_that_cannot_have_been_is_refused(
    at: Staffed, wrong: dict[str, Any], field: str
) -> None:
    client = await at.client()
    given = {"kind": "call", "direction": "out", "channel": "phone", "summary": "谈话", **wrong}
    with pytest.raises(Refused) as refused:
        async with at.database.change(at.actor) as session:
            await interactions.log(session, client.id, **given)
    assert refused.value.params["field"] == field


async def test_who_holds_units_stays_in_the_lists_even_before_there_is_a_nav(at: Staffed) -> None:
    client = await at.client()
    async with at.database.change(at.actor) as session:
        product = Product(id=uuid7(), code="F1", name="一号")
        session.add(product)
        await session.flush()
        session.add(
            Holding(
                client_id=client.id, product_id=product.id, units=Decimal(1), cost=Decimal(1),
                valid_from=business_date(),
            )
        )  # fmt: skip
    with pytest.raises(Refused, match="state"):
        async with at.database.change(at.actor) as session:
            await client_changes.archive(session, client.id, 1)
    async with at.database.change(at.actor) as session:
        (
            await session.scalars(select(Holding).where(Holding.client_id == client.id))
        ).one().valid_to = business_date()
        await session.flush()
        gone = await client_changes.archive(session, client.id, 1)
        assert gone.archived_at is not None
        with pytest.raises(Refused, match="state"):
            await client_changes.archive(session, client.id, 2)


@pytest.mark.parametrize(
    ("present", "wanted", "allowed"),
    [("lead", "qualified", True), ("qualified", "lead", True), ("rejected", "prospect", True),
     ("lead", "existing", False),
     ("existing", "lead", False), ("blocked", "prospect", False), ("restricted", "lead", False), ("lead", None, False)],
)  # fmt: skip
async def test_states_that_follow_from_events_are_not_set_by_hand(
    at: Staffed, present: str, wanted: str | None, allowed: bool
) -> None:
    client = await at.client()
    async with at.database.change(at.actor) as session:
        (await session.scalars(select(Client).where(Client.id == client.id))).one().state = present
    version = (await at.fresh(client)).version
    async with at.database.change(at.actor) as session:
        if allowed:
            await client_changes.update_client(session, at.vault, client.id, version, {"state": wanted})
            return
        with pytest.raises(Refused) as refused:
            await client_changes.update_client(session, at.vault, client.id, version, {"state": wanted})
        assert refused.value.params["field"] == "state"
        await session.rollback()
