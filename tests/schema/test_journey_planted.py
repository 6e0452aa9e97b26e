"""The demo firm has a team with a weak link, and the X-ray finds it, and where most are lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.book.demo.load import load_demo
from backend.book.staff import UserRole
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from backend.policies.fields import Policies
from backend.policies.founding import equip
from backend.track.demo import TEMPLATE, write_journeys
from backend.track.demo_paths import WEAK_STAGE, WEAK_TEAM
from backend.track.templates import JourneyTemplate
from tests.conftest import MadeFirm
from tests.schema.house import House, build_house
from tests.schema.test_journey_figures import FIGURES, XRAY

SIZE = 4000


@pytest.fixture(scope="module")
async def demo(database: Database, vault: Vault) -> House:
    made = await build_house(database, vault, "借用服务")
    loaded = await load_demo(
        database, vault, size=SIZE, as_of=business_date(), equip=equip, further=write_journeys
    )
    firm = MadeFirm(loaded.firm_id, made.firm.system)
    house = House(database, vault, firm, made.services, Policies(database))
    async with database.as_system(loaded.firm_id, "tests") as session:
        found = select(UserRole.user_id).where(
            UserRole.firm_id == loaded.firm_id, UserRole.role == "executive"
        )
        house.people["executive"] = (await session.scalars(found.limit(1))).one()
    return house


async def asked(house: House) -> dict[str, Any]:
    """A year of the sales template."""
    async with house.database.as_system(house.firm_id, "tests") as session:
        found = select(JourneyTemplate.id).where(
            JourneyTemplate.firm_id == house.firm_id, JourneyTemplate.key == TEMPLATE
        )
        template = (await session.scalars(found)).one()
    today = business_date()
    return {
        "t": public_id("journeytemplate", template),
        "from": (today - timedelta(days=400)).isoformat(),
        "to": today.isoformat(),
    }


async def test_the_planted_weak_link_is_the_one_that_is_found(demo: House) -> None:
    told = (await demo.data("executive", XRAY, **await asked(demo)))["journeyXray"]
    weak = {(each["team"]["name"], each["stage"]["key"]) for each in told["teams"] if each["weak"]}
    assert (WEAK_TEAM, WEAK_STAGE) in weak
    # By chance another one may be told, but not many.
    assert len(weak) <= 3
    assert told["worst"]["stage"]["key"] in {"first_contact", WEAK_STAGE}
    assert told["blockers"]


async def test_conversions_and_days_are_those_the_firm_is_meant_to_have(demo: House) -> None:
    window = (await demo.data("executive", FIGURES, **await asked(demo)))["journeyFigures"]["window"]
    shares = {
        each["stage"]["key"]: float(each["cohort"]["ratio"]) for each in window["conversions"]["stages"][:5]
    }
    for stage, share in {
        "lead": 0.62,
        "first_contact": 0.48,
        "intent": 0.70,
        "match": 0.53,
        "sign": 0.90,
    }.items():
        assert abs(shares[stage] - share) < 0.1, shares
    told = (await demo.data("executive", XRAY, **await asked(demo)))["journeyXray"]
    days = {each["stage"]["key"]: float(each["days"]["median"]) for each in told["stages"][:5]}
    for stage, median in {"lead": 2, "first_contact": 12, "intent": 12, "match": 9, "sign": 8}.items():
        assert abs(days[stage] / median - 1) < 0.25, days
