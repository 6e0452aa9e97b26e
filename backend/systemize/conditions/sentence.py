"""Conditions as a sentence in Chinese or English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from backend.systemize.conditions.links import NO_LINKS, Link
from backend.systemize.conditions.tree import RELATIVE, All, AnyOf, Condition, Count, Is, Not, Related
from backend.systemize.fields import Field, Kind

Words = tuple[str, str]
"""Chinese, English."""
WORDS: Mapping[str, Words] = {
    "eq": ("为", "is"),
    "ne": ("不为", "is not"),
    "in": ("为其一：", "is one of"),
    "gt": ("大于", "is more than"),
    "gte": ("不少于", "is at least"),
    "lt": ("小于", "is less than"),
    "lte": ("不超过", "is at most"),
    "prefix": ("以其开头：", "begins with"),
    "contains": ("包含", "contains"),
    "tail": ("尾号为", "ends in"),
    "any": ("含任一：", "has any of"),
    "all": ("含全部：", "has all of"),
    "none": ("不含：", "has none of"),
}
DAYS: Mapping[str, Words] = {
    "gt": ("晚于", "is after"),
    "gte": ("不早于", "is on or after"),
    "lt": ("早于", "is before"),
    "lte": ("不晚于", "is on or before"),
}
FROM_TODAY: Mapping[str, Words] = {
    "last": ("在最近{days}天内", "is within the last {days}"),
    "next": ("在未来{days}天内", "is within the next {days}"),
    "ago": ("在{days}天前或更早", "is {days} ago or earlier"),
    "ahead": ("在{days}天后或更晚", "is {days} ahead or later"),
}
TODAY: Mapping[str, Words] = {
    "last": ("为今天", "is today"),
    "next": ("为今天", "is today"),
    "ago": ("在今天或更早", "is today or earlier"),
    "ahead": ("在今天或更晚", "is today or later"),
}
QUANTIFIED: Mapping[str, Words] = {
    "some": ("有{name}（{part}）", "has {name} with ({part})"),
    "none": ("没有{name}（{part}）", "has no {name} with ({part})"),
    "every": ("{name}均为（{part}）", "has only {name} with ({part})"),
}
OF_ONE: Mapping[str, Words] = {
    "some": ("有{name}（{part}）", "has {a} {name} with ({part})"),
    "none": ("没有{name}（{part}）", "has no {name} with ({part})"),
    "every": ("没有{name}，或其（{part}）", "has no {name}, or one with ({part})"),
}
COUNTED: Mapping[str, Words] = {
    "gte": ("至少有{number}项{name}（{part}）", "has at least {number} {name} with ({part})"),
    "lte": ("至多有{number}项{name}（{part}）", "has at most {number} {name} with ({part})"),
}
NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


def sentence_of(
    condition: Condition,
    fields: Mapping[str, Field],
    locale: str,
    links: Mapping[str, Link] = NO_LINKS,
    names: Mapping[str, str] = NO_NAMES,
) -> str:
    """A condition in words, e.g. `存续规模不少于3000000 且 风险等级为C4 积极型`; choices by their labels.

    Of related rows: `有任务（状态为open）`, `has tasks with (State is open)`, `has an owner with (Active is yes)`.
    names: of the rows it points to, by id as text; one that is not there is told by its id.
    """
    return _Speaker(fields, links, names, zh=locale == "zh-CN").whole(condition)


@dataclass(frozen=True)
class _Speaker:
    fields: Mapping[str, Field]
    links: Mapping[str, Link]
    names: Mapping[str, str]
    zh: bool

    def whole(self, condition: Condition) -> str:
        match condition:
            case All(parts):
                return self.joined(parts, (" 且 ", " and "), ("全部", "everything"))
            case AnyOf(parts):
                return self.joined(parts, (" 或 ", " or "), ("无", "nothing"))
            case Not(part):
                return self.said(("非", "not ")) + self.bracketed(part)
            case Is(key, op, value):
                return self.comparison(self.fields.get(key), key, op, value)
            case Related(key, quantifier, part):
                link = self.links.get(key)
                words = OF_ONE if link and link.to_one else QUANTIFIED
                return self.related(words[quantifier], key, link, part)
            case Count(key, op, number, part):
                return self.related(COUNTED[op], key, self.links.get(key), part, number)

    def said(self, words: Words) -> str:
        return words[0 if self.zh else 1]

    def joined(self, parts: tuple[Condition, ...], joint: Words, none: Words) -> str:
        return self.said(joint).join(map(self.part, parts)) or self.said(none)

    def part(self, part: Condition) -> str:
        return self.bracketed(part) if isinstance(part, All | AnyOf) else self.whole(part)

    def bracketed(self, part: Condition) -> str:
        return f"（{self.whole(part)}）" if self.zh else f"({self.whole(part)})"

    def related(self, words: Words, key: str, link: Link | None, part: Condition, number: Any = None) -> str:
        # As with fields: what is no more is shown by its key, and with it what was asked of it.
        name = key if link is None else self.said((link.zh, link.en))
        of = link.of() if link else None
        inside = replace(self, fields=of.fields if of else {}, links=of.links if of else NO_LINKS)
        article = "an" if name[:1] in "aeiou" else "a"
        return self.said(words).format(a=article, name=name, part=inside.whole(part), number=number)

    def comparison(self, field: Field | None, key: str, op: str, value: Any) -> str:
        # A rule over a field that is no more is shown by the field's key: broken rules are kept and shown.
        name = key if field is None else self.said((field.zh, field.en))
        gap = "" if self.zh else " "
        if op == "empty":
            return name + gap + self.said(("为空", "is empty") if value else ("不为空", "is not empty"))
        if op in RELATIVE:
            return name + gap + self.from_today(op, value)
        is_day = field is not None and field.kind in {Kind.DATE, Kind.INSTANT}
        words = self.said(DAYS[op] if is_day and op in DAYS else WORDS.get(op, (op, op)))
        values = value if isinstance(value, list | tuple) else [value]
        labels = {o.value: self.said((o.zh, o.en)) for o in (field.options if field else ())}
        shown = self.said(("、", ", ")).join(labels.get(v) or self.plain(v) for v in values)
        return f"{name}{gap}{words}{gap}{shown}"

    def from_today(self, op: str, value: Any) -> str:
        if value == 0:
            return self.said(TODAY[op])
        days = str(value) if self.zh else f"{value} day" if value == 1 else f"{value} days"
        return self.said(FROM_TODAY[op]).format(days=days)

    def plain(self, value: Any) -> str:
        if isinstance(value, bool):
            return self.said(("是", "yes") if value else ("否", "no"))
        return self.names.get(str(value), str(value))
