"""Clients in groups: what the groups add up to is what the list tells, and only to who may read it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.schema.calls import new_client
from tests.schema.house import House, codes_of

GROUPS = """query($by: ClientGroupField!, $filter: ClientFilter, $search: String) {
  clientGroups(by: $by, filter: $filter, search: $search) { value name count aum } }"""
LIST = "query($filter: ClientFilter) { clients(filter: $filter, first: 100) { totalCount nodes { aum owner { id } } } }"
MANAGER = "client_manager"


async def _groups(house: House, who: Any = MANAGER, **variables: Any) -> list[dict[str, Any]]:
    return list((await house.data(who, GROUPS, **variables))["clientGroups"])


@pytest.mark.parametrize(
    ("by", "key"), [("STATE", "state"), ("PROVINCE", "province"), ("RISK_LEVEL", "riskLevel")]
)
async def test_each_group_counts_and_sums_what_the_list_shows_under_its_filter(
    house: House, by: str, key: str
) -> None:
    await new_client(house, province="31")
    await new_client(house, province="44")
    groups = await _groups(house, by=by)
    everything = (await house.data(MANAGER, LIST))["clients"]["totalCount"]
    assert sum(group["count"] for group in groups) == everything
    assert groups == sorted(groups, key=lambda group: -group["count"])
    for group in groups:
        wanted = {"eq": group["value"]} if group["value"] is not None else {"empty": True}
        listed = (await house.data(MANAGER, LIST, filter={key: wanted}))["clients"]
        assert listed["totalCount"] == group["count"]
        sums = [Decimal(node["aum"]) for node in listed["nodes"] if node["aum"] is not None]
        assert Decimal(group["aum"] or 0) == sum(sums)


async def test_groups_by_owner_name_him_and_follow_the_filter_and_the_reach_of_who_asks(house: House) -> None:
    await new_client(house, "client_manager#2")
    names = {group["name"] for group in await _groups(house, by="OWNER")}
    assert names == {"员工client_manager"}
    of_firm = {group["name"]: group["count"] for group in await _groups(house, "operations", by="OWNER")}
    assert {"员工client_manager", "员工client_manager#2"} <= set(of_firm)
    only = await _groups(
        house, "operations", by="OWNER", filter={"owner": {"eq": house.user("client_manager#2")}}
    )
    assert [group["value"] for group in only] == [house.user("client_manager#2")]


async def test_a_field_that_may_not_be_read_is_not_grouped_by_and_not_added_up(house: House) -> None:
    principal = await house.principal(MANAGER)

    def without(*keys: str) -> Any:
        levels = {
            k: v for k, v in principal.mask.levels.items() if k not in {f"Client.{key}" for key in keys}
        }
        return replace(principal, mask=replace(principal.mask, levels=levels))

    answer = await house.ask(without("state"), GROUPS, by="STATE")
    assert codes_of(answer) == ["FORBIDDEN"]
    assert all(group["aum"] is None for group in await _groups(house, without("aum"), by="STATE"))
    answer = await house.ask(without("province"), GROUPS, by="STATE", filter={"province": {"eq": "31"}})
    assert codes_of(answer) == ["FORBIDDEN"]
