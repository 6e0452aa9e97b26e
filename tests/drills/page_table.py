"""The table of pages: who asks for which list in which order. Every row is something the web app or a key can ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Filter = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """One list. caller: a key of the drill's callers; order: (field, direction); none: the product's own order.

    In filters `$owner`, `$team`, `$tag`, `$rare_tag` stand for ids that the drill finds.
    """

    caller: str
    filter: Filter = field(default_factory=dict)
    order: Sequence[tuple[str, str]] = ()
    search: str | None = None

    def __str__(self) -> str:
        asked = [
            *(f"{key} {op} {value}" for key, ops in self.filter.items() for op, value in ops.items()),
            *([f"search {self.search}"] if self.search else []),
            *(f"by {name} {way}" for name, way in self.order),
        ]
        return f"{self.caller}: {', '.join(asked) or 'everything'}"


UP, DOWN = "ASC", "DESC"
AUM: Final = (("AUM", DOWN),)
NAME: Final = (("NAME", UP),)
MILLIONS: Final = {"aum": {"gte": "3000000", "lt": "30000000"}}
LONG_AGO: Final = {"lastInteractionAt": {"lt": "2023-06-01T00:00:00+08:00"}}
STALE: Final = {"lastInteractionAt": {"lt": "2026-08-20T00:00:00+08:00"}}

ROWS: Final[Sequence[Row]] = (
    # A client manager, and one who serves eight times as many as others.
    *(Row(who) for who in ("manager", "big_manager")),
    *(Row(who, order=NAME) for who in ("manager", "big_manager")),
    *(Row(who, order=AUM) for who in ("manager", "big_manager")),
    Row("manager", {"riskLevel": {"eq": "C4"}}, AUM),
    Row("manager", {"state": {"eq": "lead"}}, (("UPDATED_AT", DOWN),)),
    Row("manager", STALE, (("LAST_INTERACTION_AT", UP),)),
    Row("manager", {"name": {"prefix": "王"}}, NAME),
    Row("manager", {"tags": {"any": ["$tag"]}}, NAME),
    Row("manager", search="zhang"),
    Row("big_manager", {"tags": {"any": ["$rare_tag"]}}, AUM),
    Row("big_manager", {"riskLevel": {"eq": "C1"}}, (("ONBOARD_DATE", DOWN),)),
    Row("big_manager", STALE, (("LAST_INTERACTION_AT", UP),)),
    Row("big_manager", search="王"),
    # A team lead: the clients of his team.
    Row("team_lead"),
    Row("team_lead", order=NAME),
    Row("team_lead", order=AUM),
    Row("team_lead", {"owner": {"eq": "$owner"}}, NAME),
    Row("team_lead", {"riskLevel": {"eq": "C5"}}, (("LAST_INTERACTION_AT", UP),)),
    Row("team_lead", {"province": {"eq": "31"}, **MILLIONS}, AUM),
    Row("team_lead", {"tags": {"any": ["$rare_tag"]}}, NAME),
    Row("team_lead", search="王伟"),
    # An executive: the whole firm.
    Row("executive"),
    *(Row("executive", order=((name, UP),)) for name in ("NAME", "AUM", "ONBOARD_DATE", "UPDATED_AT")),
    *(Row("executive", order=((name, DOWN),)) for name in ("NAME", "AUM", "ONBOARD_DATE", "UPDATED_AT")),
    *(Row("executive", order=(("LAST_INTERACTION_AT", way),)) for way in (UP, DOWN)),
    *(Row("executive", order=(("CREATED_AT", way),)) for way in (UP, DOWN)),
    *(Row("executive", order=((name, UP), ("AUM", DOWN))) for name in ("STATE", "RISK_LEVEL")),
    Row("executive", {"riskLevel": {"eq": "C1"}}, AUM),
    Row("executive", {"riskLevel": {"eq": "C1"}}, (("UPDATED_AT", DOWN),)),
    Row("executive", {"state": {"eq": "lead"}}, AUM),
    Row("executive", {"state": {"eq": "rejected"}}, NAME),
    Row("executive", {"state": {"in": ["lead", "prospect"]}}, (("CREATED_AT", DOWN),)),
    Row("executive", {"province": {"eq": "31"}, **MILLIONS}, AUM),
    Row("executive", {"province": {"eq": "54"}, **MILLIONS}, AUM),
    Row("executive", {"province": {"eq": "54"}}, NAME),
    Row("executive", {"industry": {"eq": "health"}, "riskLevel": {"eq": "C2"}}, NAME),
    Row("executive", MILLIONS, NAME),
    Row("executive", {"tags": {"any": ["$tag"]}}, AUM),
    Row("executive", {"tags": {"any": ["$rare_tag"]}}, NAME),
    Row("executive", {"tags": {"any": ["$tag", "$rare_tag"]}}, (("UPDATED_AT", DOWN),)),
    Row("executive", {"tags": {"all": ["$tag", "$rare_tag"]}}, AUM),
    Row("executive", {"tags": {"none": ["$tag"]}}, AUM),
    Row("executive", {"name": {"prefix": "欧阳"}}, NAME),
    Row("executive", {"name": {"prefix": "王"}}, AUM),
    Row("executive", {"company": {"contains": "瑞丰"}}, NAME),
    Row("executive", {"company": {"contains": "瑞丰智能"}}, AUM),
    Row("executive", {"owner": {"eq": "$owner"}}, AUM),
    Row("executive", {"owner": {"eq": "$owner"}}, NAME),
    Row("executive", {"team": {"eq": "$team"}}, (("UPDATED_AT", DOWN),)),
    Row("executive", LONG_AGO, (("LAST_INTERACTION_AT", UP),)),
    Row("executive", LONG_AGO, AUM),
    Row("executive", {"lastInteractionAt": {"empty": True}}, AUM),
    Row("executive", {"onboardDate": {"gte": "2026-11-01"}}, (("ONBOARD_DATE", DOWN),)),
    Row("executive", {"riskValidUntil": {"lt": "2026-11-20"}, "state": {"eq": "existing"}}, AUM),
    Row("executive", search="王伟"),
    Row("executive", search="王伟", order=AUM),
    Row("executive", search="wangw", order=NAME),
    Row("executive", search="zw", order=AUM),
    Row("executive", search="瑞丰", order=NAME),
    # Finds by tails of numbers as well as by names.
    Row("operations", search="0012", order=NAME),
    Row("operations", {"mobile": {"tail": "0012"}}, NAME),
    Row("operations", {"idNumber": {"tail": "0012"}}, AUM),
    # Partners' keys: the clients of a source, the holders of two funds.
    *(Row(key) for key in ("source_key", "product_key")),
    *(Row(key, order=AUM) for key in ("source_key", "product_key")),
    *(Row(key, {"riskLevel": {"eq": "C4"}}, AUM) for key in ("source_key", "product_key")),
    Row("source_key", {"province": {"eq": "33"}}, NAME),
)
