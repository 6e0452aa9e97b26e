"""Conditions as a sentence in Chinese or English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.systemize.conditions.links import NO_LINKS, Link
from backend.systemize.conditions.tree import All, AnyOf, Condition, Is, Not, Related
from backend.systemize.fields import Field

WORDS: Mapping[str, tuple[str, str]] = {
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


QUANTIFIED: Mapping[str, tuple[str, str]] = {
    "some": ("有{name}（{part}）", "has {name} with ({part})"),
    "none": ("没有{name}（{part}）", "has no {name} with ({part})"),
    "every": ("{name}均为（{part}）", "has only {name} with ({part})"),
}
OF_ONE: Mapping[str, tuple[str, str]] = {
    "some": ("有{name}（{part}）", "has {a} {name} with ({part})"),
    "none": ("没有{name}（{part}）", "has no {name} with ({part})"),
    "every": ("没有{name}，或其（{part}）", "has no {name}, or one with ({part})"),
}


def sentence_of(
    condition: Condition, fields: Mapping[str, Field], locale: str, links: Mapping[str, Link] = NO_LINKS
) -> str:
    """A condition in words, e.g. `存续规模不少于3000000 且 风险等级为C4 积极型`; choices by their labels.

    Of related rows: `有任务（状态为open）`, `has tasks with (State is open)`, `has an owner with (Active is yes)`.
    """
    zh = locale == "zh-CN"
    match condition:
        case All(parts):
            return (" 且 " if zh else " and ").join(_part(p, fields, locale, links) for p in parts) or (
                "全部" if zh else "everything"
            )
        case AnyOf(parts):
            return (" 或 " if zh else " or ").join(_part(p, fields, locale, links) for p in parts) or (
                "无" if zh else "nothing"
            )
        case Not(part):
            return ("非" if zh else "not ") + _bracketed(part, fields, locale, links)
        case Is(key, op, value):
            return _comparison(fields.get(key), key, op, value, zh=zh)
        case Related():
            return _related(condition, locale, links)


def _related(condition: Related, locale: str, links: Mapping[str, Link]) -> str:
    zh, link = locale == "zh-CN", links.get(condition.field)
    # As with fields: what is no more is shown by its key, and with it what was asked of it.
    name = condition.field if link is None else link.zh if zh else link.en
    of = link.of() if link else None
    part = sentence_of(condition.part, of.fields if of else {}, locale, of.links if of else NO_LINKS)
    words = OF_ONE if link and link.to_one else QUANTIFIED
    article = "an" if name[:1] in "aeiou" else "a"
    return words[condition.quantifier][0 if zh else 1].format(a=article, name=name, part=part)


def _part(part: Condition, fields: Mapping[str, Field], locale: str, links: Mapping[str, Link]) -> str:
    if isinstance(part, All | AnyOf):
        return _bracketed(part, fields, locale, links)
    return sentence_of(part, fields, locale, links)


def _bracketed(part: Condition, fields: Mapping[str, Field], locale: str, links: Mapping[str, Link]) -> str:
    inner = sentence_of(part, fields, locale, links)
    return f"（{inner}）" if locale == "zh-CN" else f"({inner})"


def _comparison(field: Field | None, key: str, op: str, value: Any, *, zh: bool) -> str:
    # A rule over a field that is no more is shown by the field's key: broken rules are kept and shown.
    name = key if field is None else field.zh if zh else field.en
    if op == "empty":
        words = ("为空", "is empty") if value else ("不为空", "is not empty")
        return f"{name}{words[0]}" if zh else f"{name} {words[1]}"
    values = value if isinstance(value, list | tuple) else [value]
    labels = {o.value: o.zh if zh else o.en for o in (field.options if field else ())}
    shown = ("、" if zh else ", ").join(labels.get(v, _plain(v, zh=zh)) for v in values)
    return f"{name}{WORDS[op][0]}{shown}" if zh else f"{name} {WORDS[op][1]} {shown}"


def _plain(value: Any, *, zh: bool) -> str:
    if isinstance(value, bool):
        return ("是" if value else "否") if zh else ("yes" if value else "no")
    return str(value)
