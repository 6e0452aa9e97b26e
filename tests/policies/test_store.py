"""Publishing: judged whole, kept for ever, by those who may and not for themselves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import ProgrammingError

from backend.platform.audit import AuditEntry
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.principal import Level, Mask, Principal
from backend.platform.tenant import Firm
from backend.policies.coordinates import known
from backend.policies.enforcement import Policy
from backend.policies.rules import Rule, digest
from backend.policies.shipped import shipped_rules
from backend.policies.store import current_rules, diff, publish, replace_rules, rollback, seed
from backend.policies.versions import PolicyRule, PolicyVersion, rules_of, versions
from tests.conftest import MadeFirm
from tests.policies.rulesets import rule

Row = tuple[str, ...]


def rows_of(rules: tuple[Rule, ...]) -> list[Row]:
    return [
        tuple(str(value) for value in (r.role, r.coordinate, r.relation, r.right, r.effect)) for r in rules
    ]


SHIPPED = rows_of(shipped_rules())
MORE: Row = ("client_manager", "Right.explore", "firm", "view", "allow")


def keeper(firm: MadeFirm, *roles: str) -> Principal:
    """Somebody of the firm with these roles under the shipped policy."""
    mask = Policy(shipped_rules(), known()).mask(roles)
    user_id = uuid4()
    return Principal(firm.firm_id, f"user:{user_id}", roles, mask, user_id=user_id)


@pytest.fixture
async def seeded(database: Database, firm: MadeFirm) -> MadeFirm:
    async with database.change(firm.system) as session:
        await seed(session)
    return firm


async def test_a_firm_begins_with_the_shipped_policy_as_version_one(
    database: Database, seeded: MadeFirm
) -> None:
    async with database.read(seeded.firm_id) as session:
        (version,) = await versions(session)
        assert (version.number, version.published_by, version.hash) == (
            1,
            "system:tests",
            digest(shipped_rules()),
        )
        stored = await rules_of(session, 1)
        assert sorted(stored) == sorted(shipped_rules())
        assert await current_rules(session) == stored
    async with database.change(seeded.system) as session:
        await seed(session)
    async with database.read(seeded.firm_id) as session:
        assert len(await versions(session)) == 1


async def test_of_two_that_change_other_coordinates_at_once_neither_is_lost(
    database: Database, seeded: MadeFirm
) -> None:
    turned = [
        rule("client_manager, Client.name, own, view"),
        rule("client_manager, Client.company, own, view"),
    ]

    async def turn(to: Rule) -> None:
        async with database.change(seeded.system) as session:
            await replace_rules(session, to.coordinate, [to], "at once")
            # The other one has begun by now, and waits.
            await asyncio.sleep(0.3)

    await asyncio.gather(*map(turn, turned))
    async with database.read(seeded.firm_id) as session:
        assert [version.number for version in await versions(session)] == [3, 2, 1]
        found = await current_rules(session)
    for to in turned:
        assert [each for each in found if each.coordinate == to.coordinate] == [to]


async def test_a_publication_is_a_new_version_with_an_audit_row_and_the_old_one_stays(
    database: Database, seeded: MadeFirm
) -> None:
    who = keeper(seeded, "policy_admin")
    async with database.change(who) as session:
        made = await publish(session, [*SHIPPED, MORE], "  managers may explore ")
    async with database.read(seeded.firm_id) as session:
        newest, first = await versions(session)
        assert (newest.number, newest.note, newest.published_by) == (2, "managers may explore", who.subject)
        found = diff(await rules_of(session, 1), await rules_of(session, 2))
        assert (found.added, found.removed) == ((rule("client_manager, Right.explore, firm, view"),), ())
        assert first.hash != newest.hash
        assert await session.scalar(select(Firm.policy_version).where(Firm.firm_id == seeded.firm_id)) == 2
        entry = (
            await session.scalars(
                select(AuditEntry).where(
                    AuditEntry.firm_id == seeded.firm_id, AuditEntry.subject_id == made.id
                )
            )
        ).one()
        assert (entry.actor, entry.noun, entry.changes["number"]) == (
            who.subject,
            "policy_version",
            [None, 2],
        )
        assert entry.changes["note"] == [None, "managers may explore"]


async def test_an_earlier_version_comes_back_as_a_new_one(database: Database, seeded: MadeFirm) -> None:
    async with database.change(seeded.system) as session:
        await publish(session, [*SHIPPED, MORE], "wider")
    async with database.change(keeper(seeded, "policy_admin")) as session:
        assert (await rollback(session, 1, "back")).number == 3
    async with database.read(seeded.firm_id) as session:
        assert await rules_of(session, 3) == await rules_of(session, 1)
        assert [v.number for v in await versions(session, before=3)] == [2, 1]
    with pytest.raises(Refused) as refused:
        async with database.change(seeded.system) as session:
            await rollback(session, 99, "back")
    assert refused.value.code is Code.NOT_FOUND


async def refusal(database: Database, who: Principal, rows: list[Row], note: str = "why") -> Refused:
    with pytest.raises(Refused) as refused:
        async with database.change(who) as session:
            await publish(session, rows, note)
    async with database.read(who.firm_id) as session:
        assert len(await versions(session)) == 1, "a refused policy left a version"
    return refused.value


@pytest.mark.parametrize(
    ("problem", "rows"),
    [
        ("policy_effect", [*SHIPPED, ("legal", "Client.note", "firm", "view", "Deny")]),
        ("policy_row", [*SHIPPED, ("legal", "Client.note")]),
        ("policy_coordinate", [*SHIPPED, ("legal", "Client.custom:trust_intent", "firm", "view", "allow")]),
        ("policy_mask", [*SHIPPED, ("legal", "Client.note", "firm", "masked", "allow")]),
        ("policy_relation_of", [*SHIPPED, ("legal", "Notification", "firm", "view", "allow")]),
        ("policy_keeper", [*SHIPPED, ("policy_admin", "Client", "firm", "view", "allow")]),
        ("policy_unkept", [row for row in SHIPPED if row[1] != "Right.policies"]),
        ("policy_empty", []),
        ("policy_same", SHIPPED),
    ],
)
async def test_a_bad_policy_is_refused_whole(
    database: Database, seeded: MadeFirm, problem: str, rows: list[Row]
) -> None:
    refused = await refusal(database, keeper(seeded, "policy_admin"), rows)
    assert (refused.code, refused.params["problem"]) == (Code.BAD_USER_INPUT, problem)


async def test_a_publication_needs_its_reason(database: Database, seeded: MadeFirm) -> None:
    who = keeper(seeded, "policy_admin")
    assert (await refusal(database, who, [*SHIPPED, MORE], "  ")).params["problem"] == "required"
    assert (await refusal(database, who, [*SHIPPED, MORE], "x" * 401)).params["problem"] == "too_long"


@pytest.mark.parametrize("role", ["client_manager", "executive", "operations", "auditor", "partner_api"])
async def test_who_does_not_keep_the_policy_cannot_publish_or_roll_back(
    database: Database, seeded: MadeFirm, role: str
) -> None:
    who = keeper(seeded, role)
    assert (await refusal(database, who, [*SHIPPED, MORE])).code is Code.FORBIDDEN
    with pytest.raises(Refused) as refused:
        async with database.change(who) as session:
            await rollback(session, 1, "back")
    assert refused.value.code is Code.FORBIDDEN


@pytest.mark.parametrize(
    "row",
    [
        ("policy_admin", "Tag.clientCount", "firm", "view", "allow"),
        ("policy_admin", "User.email", "firm", "export", "allow"),
        ("policy_admin", "Task", "firm", "view", "allow"),
    ],
)
async def test_a_keeper_cannot_widen_the_rights_of_his_own_role(
    database: Database, seeded: MadeFirm, row: Row
) -> None:
    refused = await refusal(database, keeper(seeded, "policy_admin"), [*SHIPPED, row])
    assert (refused.params["problem"], refused.params["value"]) == ("policy_self", row[1])


async def test_a_role_held_beside_counts_as_ones_own(database: Database, seeded: MadeFirm) -> None:
    who = keeper(seeded, "client_manager", "policy_admin")
    row = ("client_manager", "Query.audit", "firm", "view", "allow")
    refused = await refusal(database, who, [*SHIPPED, row])
    assert refused.params["problem"] == "policy_self"


async def test_a_stale_mask_does_not_hide_a_self_grant(database: Database, seeded: MadeFirm) -> None:
    """What counts is the policy of the firm, not what the caller's process still believes."""
    who = keeper(seeded, "policy_admin")
    wide = Mask("w", 0, {**who.mask.levels, "Tag.clientCount": (Level.EDIT,) * 4})
    row = ("policy_admin", "Tag.clientCount", "firm", "view", "allow")
    refused = await refusal(database, replace(who, mask=wide), [*SHIPPED, row])
    assert refused.params["problem"] == "policy_self"


async def test_a_keeper_may_narrow_his_own_role_as_long_as_somebody_keeps_the_policy(
    database: Database, seeded: MadeFirm
) -> None:
    rows = [row for row in SHIPPED if row[:2] != ("policy_admin", "Mutation.resetTotp")]
    async with database.change(keeper(seeded, "policy_admin")) as session:
        assert (await publish(session, rows, "no resets")).number == 2


async def test_published_rules_cannot_be_changed_by_the_application(
    database: Database, seeded: MadeFirm
) -> None:
    for statement in (
        update(PolicyRule).where(PolicyRule.firm_id == seeded.firm_id).values(effect="allow"),
        update(PolicyVersion).where(PolicyVersion.firm_id == seeded.firm_id).values(number=9),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with database.change(seeded.system) as session:
                await session.execute(statement)


async def test_versions_of_another_firm_are_neither_seen_nor_counted(
    database: Database, seeded: MadeFirm, other_firm: MadeFirm
) -> None:
    async with database.change(seeded.system) as session:
        await publish(session, [*SHIPPED, MORE], "wider")
    async with database.change(other_firm.system) as session:
        assert await current_rules(session) == []
        await seed(session)
        assert [v.number for v in await versions(session)] == [1]
        assert await rules_of(session, 2) == []
