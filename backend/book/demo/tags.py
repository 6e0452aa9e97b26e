"""Tags of the demo firm, and who was given one by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from backend.book.demo.clients import DemoClient
from backend.book.demo.days import at_hour
from backend.book.demo.draws import draws_of, weighted
from backend.book.demo.paper_tags import BY_HAND, BY_RULE
from backend.book.demo.work import RETIRED

_TAGS = (
    ("重点关注", "red", "关注", "需要负责人持续跟进", 6),
    ("高净值潜力", "orange", "关注", "未来一年有望进入高净值", 8),
    ("对回撤敏感", "orange", "关注", "净值波动时优先沟通", 7),
    ("固收偏好", "blue", "偏好", None, 14),
    ("权益偏好", "blue", "偏好", None, 12),
    ("海外配置", "blue", "偏好", None, 5),
    ("企业主", "violet", "身份", None, 13),
    ("企业高管", "violet", "身份", None, 8),
    ("退休人士", "violet", "身份", None, 0),
    ("转介绍达人", "green", "关系", "介绍过新客户", 4),
    ("家族信托意向", "green", "关系", None, 3),
    ("勿电话", "grey", "服务", "只接受文字沟通", 3),
)
_TAGGED = 0.38


@dataclass(frozen=True, slots=True)
class DemoTag:
    """A tag of the firm."""

    id: UUID
    name: str
    colour: str
    group: str
    description: str | None
    rule: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class DemoClientTag:
    """A client bears a tag since an instant."""

    id: UUID
    client_id: UUID
    tag_id: UUID
    given_at: datetime


def make_tags(
    seed: int, clients: list[DemoClient], founded_on: date, as_of: date
) -> tuple[list[DemoTag], list[DemoClientTag]]:
    """The tags and who bears them: two clients in five bear one to three; the retired are tagged as such."""
    draws = draws_of(seed, "tags")
    tags = [DemoTag(draws.id_at(at_hour(founded_on, 10)), *row[:4]) for row in _TAGS]
    by_name = {tag.name: tag for tag in tags}
    chances = weighted({row[0]: row[4] for row in _TAGS if row[4]})
    given = []
    latest = at_hour(as_of - timedelta(days=1), 18)
    for client in clients:
        names = {draws.pick(chances) for _ in range(draws.whole(1, 3))} if draws.chance(_TAGGED) else set()
        if client.industry == RETIRED:
            names = names - {"企业主", "企业高管"} | {"退休人士"}
        for name in sorted(names):
            at = min(client.created_at + timedelta(days=draws.whole(1, 90)), latest)
            at = max(at, client.created_at)
            given.append(DemoClientTag(draws.id_at(at), client.id, by_name[name].id, at))
    more, by_hand = _paper_tags(seed, clients, founded_on, latest)
    return [*tags, *more], [*given, *by_hand]


def _paper_tags(
    seed: int, clients: list[DemoClient], founded_on: date, latest: datetime
) -> tuple[list[DemoTag], list[DemoClientTag]]:
    """Those by rule find their clients themselves; the others were given by hand to some."""
    draws = draws_of(seed, "paper tags")
    at = at_hour(founded_on, 10)
    tags = [
        DemoTag(draws.id_at(at), name, colour, group, words, rule)
        for name, (colour, group, words, rule) in BY_RULE.items()
    ]
    given = []
    for name, (colour, group, words, share) in BY_HAND.items():
        tag = DemoTag(draws.id_at(at), name, colour, group, words)
        tags.append(tag)
        for client in clients:
            if draws.chance(share):
                when = max(min(client.created_at + timedelta(days=30), latest), client.created_at)
                given.append(DemoClientTag(draws.id_at(when), client.id, tag.id, when))
    return tags, given
