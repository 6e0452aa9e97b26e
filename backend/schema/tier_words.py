"""A tier model in words: as a sentence of the reader's language, and what one version says otherwise than another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from backend.book.tier_content import DIMENSIONS, Content, Tier

NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "aum": ("资产规模", "AUM"),
    "potential": ("潜力", "potential"),
    "relationship": ("关系", "relationship"),
    "behaviour": ("行为", "behaviour"),
}
"""Of dimensions: Chinese, English."""
WAN: Final = Decimal(10_000)


def sentence_of(content: Content, *, zh: bool) -> str:
    """The model as one readable sentence: bounds, whose AUM, hysteresis, weights, and which score lifts."""
    return _zh(content) if zh else _en(content)


def _zh(content: Content) -> str:
    whose = "本人" if content.basis == "own" else "家族合计"
    bounds = "，".join(
        f"{tier.zh}{'不低于' if tier.inclusive else '高于'}{amount_zh(tier.amount)}"
        for tier in reversed(content.tiers)
        if tier.amount is not None
    )
    said = [f"按{whose}存续规模：{bounds}，其余为{content.tiers[0].zh}"]
    if content.hysteresis:
        up = "，升级须超过门槛同样比例" if content.upward else ""
        said.append(f"已在某层级的客户低于门槛 {percent(content.hysteresis)} 以上才下调{up}")
    said.append("评分权重：" + "、".join(f"{NAMES[n][0]} {w}%" for n, w in content.weights.items()))
    said += [f"评分达到 {tier.score_from} 分升入{tier.zh}" for tier in _lifting(content)]
    return "；".join(said) + "。"


def _en(content: Content) -> str:
    whose = "a client's own AUM" if content.basis == "own" else "the AUM of the whole family"
    bounds = ", ".join(
        f"{tier.en} {'from' if tier.inclusive else 'above'} CNY {tier.amount:,.2f}".removesuffix(".00")
        for tier in reversed(content.tiers)
        if tier.amount is not None
    )
    said = [f"By {whose}: {bounds}, else {content.tiers[0].en}"]
    if content.hysteresis:
        up = " and rises only that far above one" if content.upward else ""
        said.append(f"who is in a tier leaves it more than {percent(content.hysteresis)} below its bound{up}")
    said.append("the score weighs " + ", ".join(f"{NAMES[n][1]} {w}%" for n, w in content.weights.items()))
    said += [f"a score of {tier.score_from} lifts into {tier.en}" for tier in _lifting(content)]
    return "; ".join(said) + "."


def _lifting(content: Content) -> list[Tier]:
    return [tier for tier in reversed(content.tiers) if tier.score_from is not None]


def amount_zh(amount: Decimal) -> str:
    """`3000万元`, `1.5亿元`, `5000.5元`: the largest unit in which it stays short."""
    if amount >= WAN * WAN and not amount % (WAN * 100):
        return f"{_plain(amount / WAN / WAN)}亿元"
    if amount >= WAN and not amount % 100:
        return f"{_plain(amount / WAN)}万元"
    return f"{_plain(amount)}元"


def percent(ratio: Decimal) -> str:
    """`5%`."""
    return f"{_plain(ratio * 100)}%"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def differences(before: Any, after: Any) -> list[tuple[str, str | None, str | None]]:
    """What another version says: (place, before, after) as texts; tiers by their key, None where there was nothing."""
    old, new = dict(_flat(_keyed(before))), dict(_flat(_keyed(after)))
    places = [*new, *(place for place in old if place not in new)]
    return [(place, old.get(place), new.get(place)) for place in places if old.get(place) != new.get(place)]


def _keyed(content: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of a model by what names their members: a place in a list would make everything after it differ."""
    points = dict(content["points"])
    for name in ("aum", "age"):
        points[name] = {row["from"]: row["points"] for row in points[name]}
    points["frequency"] = {
        "months": points["frequency"]["months"],
        "steps": {row["from"]: row["points"] for row in points["frequency"]["steps"]},
    }
    points["occupation"] = {
        "words": {row["contains"]: row["points"] for row in points["occupation"]["words"]},
        "other": points["occupation"]["other"],
    }
    tiers = {
        tier["key"]: {name: value for name, value in tier.items() if name != "key"}
        for tier in content["tiers"]
    }
    return {**content, "points": points, "tiers": tiers}


def _flat(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _flat(member, f"{at}.{name}" if at else str(name))
    elif value is not None:
        yield at, "true" if value is True else "false" if value is False else str(value)


assert set(NAMES) == set(DIMENSIONS)
