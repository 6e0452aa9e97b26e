"""Birthdays of one's own clients: who is told, and of whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from backend.platform.clock import business_date
from backend.platform.ids import public_id
from backend.platform.principal import Principal
from tests.schema.calls import new_client
from tests.schema.house import House, codes_of

ASKED = "query($days: Int! = 14) { viewer { birthdays(days: $days) { date client { id name } } } }"


async def _told(house: House, who: str | Principal, **variables: Any) -> list[dict[str, Any]]:
    found = await house.data(who, ASKED, **variables)
    return list(found["viewer"]["birthdays"])


async def test_a_manager_is_told_of_his_own_clients_birthdays_the_next_first(house: House) -> None:
    today = business_date()
    born = {n: (today + timedelta(days=n)).replace(year=1976) for n in (0, 9, 40)}
    ids = {n: public_id("client", (await new_client(house, birthDate=day))[0]) for n, day in born.items()}
    other, _ = await new_client(house, "client_manager#2", birthDate=born[0])
    told = [birthday["client"]["id"] for birthday in await _told(house, "client_manager")]
    assert [id for id in told if id in ids.values()] == [ids[0], ids[9]]
    assert public_id("client", other) not in told
    wider = await _told(house, "client_manager", days=45)
    assert ids[40] in [birthday["client"]["id"] for birthday in wider]
    assert wider[0]["date"] == today.isoformat()


async def test_who_may_not_read_a_date_of_birth_is_told_of_none(house: House) -> None:
    await new_client(house, birthDate=business_date().replace(year=1976))
    principal = await house.principal("client_manager")
    levels = {key: value for key, value in principal.mask.levels.items() if key != "Client.birthDate"}
    assert await _told(house, replace(principal, mask=replace(principal.mask, levels=levels))) == []
    assert await _told(house, "legal") == []


async def test_a_span_out_of_range_is_refused(house: House) -> None:
    assert codes_of(await house.ask("client_manager", ASKED, days=400)) == ["BAD_USER_INPUT"]
