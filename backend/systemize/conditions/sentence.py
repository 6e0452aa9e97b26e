"""Conditions as a sentence in Chinese or English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.systemize.conditions.tree import All, AnyOf, Condition, Is, Not
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


def sentence_of(condition: Condition, fields: Mapping[str, Field], locale: str) -> str:
    """A condition in words, e.g. `存续规模不少于3000000 且 风险等级为C4 积极型`; choices by their labels."""
    zh = locale == "zh-CN"
    match condition:
        case All(parts):
            return (" 且 " if zh else " and ").join(_part(p, fields, locale) for p in parts) or (
                "全部" if zh else "everything"
            )
        case AnyOf(parts):
            return (" 或 " if zh else " or ").join(_part(p, fields, locale) for p in parts) or (
                "无" if zh else "nothing"
            )
        case Not(part):
            return ("非" if zh else "not ") + _bracketed(part, fields, locale)
        case Is(key, op, value):
            return _comparison(fields.get(key), key, op, value, zh=zh)


def _part(part: Condition, fields: Mapping[str, Field], locale: str) -> str:
    if isinstance(part, All | AnyOf):
        return _bracketed(part, fields, locale)
    return sentence_of(part, fields, locale)


def _bracketed(part: Condition, fields: Mapping[str, Field], locale: str) -> str:
    inner = sentence_of(part, fields, locale)
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
