"""A published policy holds everywhere within a second, and a broken one nowhere."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest
import structlog

from backend.platform.bells import Bells
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.principal import Level, Mask, Relation
from backend.policies.fields import Policies
from backend.policies.store import publish, rollback, seed
from tests.conftest import MadeFirm
from tests.policies.test_store import MORE, SHIPPED

# A second is the promise on a machine that is not busy with other tests; here only a lost swap shall fail.
BOUND = 10.0
MANAGER = ("client_manager",)
NO_MOBILE = ("client_manager", "Client.mobile", "own", "masked", "deny")


@pytest.fixture
async def seeded(database: Database, firm: MadeFirm) -> MadeFirm:
    async with database.change(firm.system) as session:
        await seed(session)
    return firm


@pytest.fixture(params=["hearing", "deaf"])
async def running(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Policies]:
    """Another process: one that hears the bell, or one to which it never comes."""
    database = Database(database_url, pool_size=2)
    bells = Bells(database_url) if request.param == "hearing" else None
    if bells is not None:
        await bells.start()
    policies = Policies(database, bells)
    await policies.start()
    yield policies
    await policies.stop()
    if bells is not None:
        await bells.stop()
    await database.close()


async def until(policies: Policies, firm: MadeFirm, holds: Callable[[Mask], bool]) -> float:
    """Seconds until the mask of a manager is as it should be."""
    began = time.monotonic()
    while not holds(await policies.mask_of(firm.firm_id, MANAGER)):
        assert time.monotonic() - began < BOUND, "the new policy never came"
        await asyncio.sleep(0.01)
    return time.monotonic() - began


async def test_a_withdrawn_right_is_gone_within_a_second_in_every_process(
    database: Database, seeded: MadeFirm, running: Policies
) -> None:
    mask = await running.mask_of(seeded.firm_id, MANAGER)
    assert (mask.version, mask.level("Client.mobile", Relation.OWN)) == (1, Level.EDIT)
    async with database.change(seeded.system) as session:
        await publish(session, [*SHIPPED, NO_MOBILE], "no mobiles")
    took = await until(running, seeded, lambda m: m.level("Client.mobile", Relation.OWN) is Level.NONE)
    assert took < BOUND
    assert (await running.mask_of(seeded.firm_id, MANAGER)).version == 2


async def test_who_keeps_streams_open_is_told_when_the_new_rights_are_in_use(
    database: Database, seeded: MadeFirm, running: Policies
) -> None:
    """Told by the bell alone he would ask too early, and go on with the old rights."""
    await running.mask_of(seeded.firm_id, MANAGER)
    in_use: asyncio.Queue[Mask | None] = asyncio.Queue()
    running.on_changed(lambda firm_id: in_use.put_nowait(running.mask_at_once(firm_id, MANAGER)))
    async with database.change(seeded.system) as session:
        await publish(session, [*SHIPPED, NO_MOBILE], "no mobiles")
    # On a busy machine building took longer than an answer stays fresh; then he asks, as a stream does.
    mask = await asyncio.wait_for(in_use.get(), BOUND) or await running.mask_of(seeded.firm_id, MANAGER)
    assert (mask.version, mask.level("Client.mobile", Relation.OWN)) == (2, Level.NONE)


async def test_a_rollback_holds_within_a_second_too(
    database: Database, seeded: MadeFirm, running: Policies
) -> None:
    async with database.change(seeded.system) as session:
        await publish(session, [*SHIPPED, MORE], "wider")
    assert (await running.mask_of(seeded.firm_id, MANAGER)).anywhere("Right.explore") is Level.VIEW
    async with database.change(seeded.system) as session:
        await rollback(session, 1, "too wide")
    assert await until(running, seeded, lambda m: m.anywhere("Right.explore") is Level.NONE) < BOUND


async def test_firms_at_work_change_their_policies_at_the_same_time(
    database: Database, seeded: MadeFirm, other_firm: MadeFirm, running: Policies
) -> None:
    """Policies are built in threads; the parser of Python 3.11 breaks when two use it at once."""
    async with database.change(other_firm.system) as session:
        await seed(session)
    for firm in (seeded, other_firm):
        await running.mask_of(firm.firm_id, MANAGER)
    for firm, row in ((seeded, MORE), (other_firm, NO_MOBILE)):
        async with database.change(firm.system) as session:
            await publish(session, [*SHIPPED, row], "at once")
    for firm in (seeded, other_firm):
        await until(running, firm, lambda mask: mask.version == 2)


async def test_without_bell_and_poll_the_number_is_asked_for_at_use(
    database: Database, seeded: MadeFirm
) -> None:
    policies = Policies(database)
    assert (await policies.mask_of(seeded.firm_id, MANAGER)).version == 1
    async with database.change(seeded.system) as session:
        await publish(session, [*SHIPPED, MORE], "wider")
    assert await until(policies, seeded, lambda m: m.version == 2) < BOUND


async def test_masks_come_from_memory_while_nothing_changes(database: Database, seeded: MadeFirm) -> None:
    policies = Policies(database)
    first = await policies.mask_of(seeded.firm_id, ("legal", "finance"))
    assert (await policies.mask_of(seeded.firm_id, ("finance", "legal"))).levels is first.levels


async def test_firms_with_the_same_rules_share_one_policy(
    database: Database, seeded: MadeFirm, other_firm: MadeFirm
) -> None:
    async with database.change(other_firm.system) as session:
        await seed(session)
    policies = Policies(database)
    assert await policies.policy_of(seeded.firm_id) is await policies.policy_of(other_firm.firm_id)


async def test_nobody_without_roles_has_rights(database: Database, seeded: MadeFirm) -> None:
    assert (await Policies(database).mask_of(seeded.firm_id, ())).levels == {}


async def test_a_firm_without_a_policy_is_closed_not_open(database: Database, firm: MadeFirm) -> None:
    with pytest.raises(Refused) as refused:
        await Policies(database).mask_of(firm.firm_id, MANAGER)
    assert refused.value.code is Code.UNAVAILABLE


@pytest.mark.parametrize(
    "damage",
    [
        "update policy_rule set effect = 'Deny' where firm_id = $1 and version_number = 2 and position = 7",
        "update policy_rule set role = 'executive' where firm_id = $1 and version_number = 2 and position = 7",
        "delete from policy_rule where firm_id = $1 and version_number = 2 and position = 7",
        "delete from policy_rule where firm_id = $1 and version_number = 2",
        "delete from policy_version where firm_id = $1 and number = 2",
    ],
)
async def test_a_policy_that_is_not_whole_is_not_taken_and_the_last_good_one_goes_on(
    database: Database, database_url: str, seeded: MadeFirm, damage: str
) -> None:
    policies = Policies(database)
    good = await policies.mask_of(seeded.firm_id, MANAGER)
    async with database.change(seeded.system) as session:
        await publish(session, [*SHIPPED, NO_MOBILE], "secret words of the note")
    owner = await asyncpg.connect(database_url)
    try:
        await owner.execute(damage, seeded.firm_id)
    finally:
        await owner.close()
    await asyncio.sleep(1.05)
    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            assert await policies.mask_of(seeded.firm_id, MANAGER) == good
    assert [entry["event"] for entry in logs] == ["policy_not_loaded"]
    assert set(logs[0]) == {"event", "firm", "version", "fault", "log_level"}
    with pytest.raises(Refused):
        await Policies(database).mask_of(seeded.firm_id, MANAGER)
    async with database.change(seeded.system) as session:
        await publish(session, [*SHIPPED, MORE], "mended")
    await until(policies, seeded, lambda mask: mask.version == 3)


async def test_a_removed_firm_has_no_rights_any_more(
    database: Database, database_url: str, seeded: MadeFirm
) -> None:
    policies = Policies(database)
    await policies.start()
    await policies.mask_of(seeded.firm_id, MANAGER)
    owner = await asyncpg.connect(database_url)
    try:
        await owner.execute("delete from firm where firm_id = $1", seeded.firm_id)
    finally:
        await owner.close()
    await asyncio.sleep(1.1)
    with pytest.raises(Refused):
        await policies.mask_of(seeded.firm_id, MANAGER)
    await policies.stop()


async def test_many_first_requests_at_once_load_the_policy_once(database: Database, seeded: MadeFirm) -> None:
    policies = Policies(database)
    found = await asyncio.gather(*(policies.policy_of(seeded.firm_id) for _ in range(50)))
    assert len({id(policy) for policy in found}) == 1


async def test_when_the_database_is_away_rights_are_refused_not_guessed(
    database_url: str, seeded: MadeFirm
) -> None:
    url = database_url.rsplit("/", 1)[0] + "/nowhere_to_be_found"
    away = Database(url, pool_size=1)
    with pytest.raises(Refused) as refused:
        await Policies(away).mask_of(seeded.firm_id, MANAGER)
    assert refused.value.code is Code.UNAVAILABLE
    await away.close()
