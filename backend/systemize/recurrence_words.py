"""Rules of repetition as people say them, in Chinese and in English."""

from __future__ import annotations

from datetime import date
from typing import Final

from backend.systemize.recurrence import WEEKDAYS, Recurrence

_ZH_DAYS: Final = dict(zip(WEEKDAYS, "一二三四五六日", strict=True))
_EN_DAYS: Final = dict(
    zip(WEEKDAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)
_ZH_UNITS: Final = {"DAILY": "天", "WEEKLY": "周", "MONTHLY": "个月", "YEARLY": "年"}
_EN_UNITS: Final = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_EN_NTH: Final = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_ZH_NTH: Final = {1: "第一个", 2: "第二个", 3: "第三个", 4: "第四个", 5: "第五个", -1: "最后一个"}
_SHIFTED: Final = {
    "skip": ("非工作日跳过", "left out on days off"),
    "next": ("遇非工作日顺延", "moved to the next workday"),
    "previous": ("遇非工作日提前", "moved to the workday before"),
}


def words_of(rule: Recurrence, starts_on: date, shift: str, locale: str) -> str:
    """A rule in words: `每月最后一个工作日`, `every month on its last workday`."""
    zh = locale.startswith("zh")
    said, told = (_zh if zh else _en)(rule, shift)
    if rule.frequency == "YEARLY":
        said += f" {starts_on.month} 月 {starts_on.day} 日" if zh else f" on {starts_on:%m-%d}"
    parts = [said]
    if not told and shift in _SHIFTED:
        parts.append(_SHIFTED[shift][0 if zh else 1])
    if rule.until is not None:
        parts.append(f"至 {rule.until.isoformat()}" if zh else f"until {rule.until.isoformat()}")
    if rule.count is not None:
        parts.append(f"共 {rule.count} 次" if zh else f"{rule.count} times")
    return ("，" if zh else ", ").join(parts)


def _zh(rule: Recurrence, shift: str) -> tuple[str, bool]:
    """The words, and whether they tell what becomes of days off."""
    every = _ZH_UNITS[rule.frequency] if rule.interval > 1 else _ZH_UNITS[rule.frequency].lstrip("个")
    lead = f"每 {rule.interval} {every}" if rule.interval > 1 else f"每{every}"
    if rule.frequency == "DAILY" and shift == "skip" and rule.interval == 1:
        return "每个工作日", True
    if rule.frequency == "WEEKLY" and rule.weekdays:
        return lead + "、".join(f"周{_ZH_DAYS[day]}" for _, day in rule.weekdays).removeprefix(
            "周" if rule.interval == 1 else ""
        ), False
    if rule.month_day is not None:
        edge = _edge(rule, shift)
        if edge:
            return lead + {"last": "最后一个工作日", "first": "第一个工作日"}[edge], True
        return lead + ("最后一天" if rule.month_day == -1 else f" {rule.month_day} 日"), False
    if rule.weekdays:
        return lead + "、".join(
            f"{_ZH_NTH[nth] if nth else '每个'}周{_ZH_DAYS[day]}" for nth, day in rule.weekdays
        ), False
    return lead, False


def _en(rule: Recurrence, shift: str) -> tuple[str, bool]:
    """As `_zh`."""
    unit = _EN_UNITS[rule.frequency]
    lead = f"every {rule.interval} {unit}s" if rule.interval > 1 else f"every {unit}"
    if rule.frequency == "DAILY" and shift == "skip" and rule.interval == 1:
        return "every workday", True
    if rule.frequency == "WEEKLY" and rule.weekdays:
        return f"{lead} on " + ", ".join(_EN_DAYS[day] for _, day in rule.weekdays), False
    if rule.month_day is not None:
        edge = _edge(rule, shift)
        if edge:
            return f"{lead} on its {edge} workday", True
        return f"{lead} on " + ("its last day" if rule.month_day == -1 else f"day {rule.month_day}"), False
    if rule.weekdays:
        return f"{lead} on " + ", ".join(
            f"the {_EN_NTH[nth]} {_EN_DAYS[day]}" if nth else f"each {_EN_DAYS[day]}"
            for nth, day in rule.weekdays
        ), False
    return lead, False


def _edge(rule: Recurrence, shift: str) -> str | None:
    """Which workday of a month a rule is about, where that is what it says."""
    if rule.month_day == -1 and shift == "previous":
        return "last"
    return "first" if rule.month_day == 1 and shift == "next" else None
