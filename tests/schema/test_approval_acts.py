"""Whatever people try on an approval: no way leads around four eyes, the mode or the order of steps."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import UUID

import pytest

from backend.platform.errors import Refused
from backend.platform.principal import Principal
from backend.policies.roles import PEOPLE
from backend.track import approval_asking as asking
from backend.track import approval_deciding as deciding
from backend.track.approval_chain import verify
from backend.track.approval_kinds import create_kind, shipped
from backend.track.approval_rounds import round_of
from backend.track.approval_rules import ACTIVE, APPROVED, OPEN, PASSED, PENDING, SKIPPED, YES
from backend.track.approvals import Approval, ApprovalSigner, ApprovalStep
from tests.schema.house import House
from tests.schema.test_approvals import away, step

ROLES = ("client_manager", "legal", "finance", "compliance", "executive")
ACTS = (
    *("approve", "approve", "approve", "approve", "reject", "return", "withdraw", "submit", "submit"),
    *("transfer", "add", "copy", "comment"),
)


def one_of_them(house: House, role: str) -> Principal:
    """Somebody as the domain knows him."""
    id = house.people[role]
    return Principal(house.firm_id, f"user:{id}", (role,), user_id=id)


async def attempt(house: House, random: Random, id: UUID) -> bool:
    """Somebody tries something; whether it was allowed."""
    who, other = one_of_them(house, random.choice(ROLES)), house.people[random.choice(ROLES)]
    act = random.choice(ACTS)
    try:
        async with house.database.change(who) as session:
            version = (await session.get_one(Approval, (house.firm_id, id))).version
            match act:
                case "approve" | "reject" | "return":
                    await deciding.decide(session, id, version, act, "意见")
                case "withdraw":
                    if random.random() < 0.8:
                        return False
                    await asking.withdraw(session, id, version)
                case "submit":
                    await asking.submit(session, id, version)
                case "transfer":
                    await deciding.transfer(session, id, version, other)
                case "add":
                    place = random.choice(deciding.PLACES)
                    await deciding.add_signer(session, id, version, other, place)
                case "copy":
                    await deciding.copy(session, id, version, [other])
                case _:
                    await deciding.comment_on(session, id, version, "看看")
    except Refused:
        return False
    return True


def hold(approval: Approval, steps: Sequence[ApprovalStep], signers: Sequence[ApprovalSigner]) -> None:
    """What must be so, however it came to be."""
    barred = {approval.requester_id, approval.asked_by_id}
    assert not any(signer.user_id in barred or signer.decided_by_id in barred for signer in signers)
    for one in steps:
        own = [s for s in signers if s.step_id == one.id and s.added_by_id is None]
        added = [s for s in signers if s.step_id == one.id and s.added_by_id is not None]
        if one.state == PASSED:
            assert all(s.state in (YES, SKIPPED) for s in added)
            said: set[Any] = {s.decided_by_id for s in own if s.state == YES}
            assert said
            if one.mode == "all":
                assert all(s.state == YES for s in own)
            if one.mode == "quorum":
                assert len(said) >= (one.quorum or 1)
        if one.state in (OPEN, PASSED):
            assert all(before.state == PASSED for before in steps if before.batch < one.batch)
        if one.state != OPEN:
            assert not any(s.state == ACTIVE for s in (*own, *added))
    if approval.state == APPROVED:
        assert steps
        assert all(one.state == PASSED for one in steps)
    if approval.state == PENDING:
        assert any(s.state == ACTIVE for s in signers)
    else:
        assert not any(s.state == ACTIVE for s in signers)


@pytest.mark.parametrize("seed", range(8))
async def test_random_acts_never_break_what_must_be_so(house: House, seed: int) -> None:
    random = Random(seed)
    content = {
        **shipped()["general"],
        "steps": [
            step("first", ["role:legal", "role:finance", "role:compliance"], random.choice(("all", "any"))),
            step("left", [house.user(role) for role in ROLES], "quorum", quorum=2),
            step("right", [house.user("executive"), house.user("legal")], "any", with_previous=True),
        ],
    }
    await away(house, "finance", "legal" if seed % 2 else None)
    async with house.database.change(one_of_them(house, "client_manager")) as session:
        kind = await create_kind(session, f"random_{seed}", content, PEOPLE)
        made = await asking.begin(session, kind.id, "随机", {"matter": "任意"})
        await asking.hand_in(session, made, None)
    taken = 0
    for _ in range(40):
        taken += await attempt(house, random, made.id)
        async with house.database.as_system(house.firm_id, "tests") as session:
            approval = await session.get_one(Approval, (house.firm_id, made.id))
            hold(approval, *await round_of(session, approval))
            assert (await verify(session, approval)).sound
    assert taken > 0
    await away(house, "finance", None)
