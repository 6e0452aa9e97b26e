"""Conversations as people copy them out of WeChat and WeCom: who said what, when.

Pure functions. Nothing of a text is dropped: a line that is no header, no bar with a date and no blank is part of a
message; what stands before the first header is a message of nobody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from backend.platform.clock import BUSINESS_ZONE

LONGEST_LINE, LONGEST_NAME = 120, 40
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = {
    **{f"{word}{day}": n for word in ("星期", "周", "礼拜") for n, day in enumerate("一二三四五六日")},
    **{f"{word}天": 6 for word in ("星期", "周", "礼拜")},
    **{day: n for n, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}
_DAYS_AGO = {"今天": 0, "昨天": 1, "前天": 2, "today": 0, "yesterday": 1}
_MONTH = "|".join(_MONTHS)
_DATE = (
    r"(?:(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})日?"
    r"|(?P<em>\d{1,2})/(?P<ed>\d{1,2})/(?P<ey>\d{4})"
    r"|(?P<m2>\d{1,2})\s*[-/月]\s*(?P<d2>\d{1,2})日?"
    rf"|(?P<name>{_MONTH})[a-z]*\.?\s+(?P<nd>\d{{1,2}}),?(?:\s+(?P<ny>\d{{4}}))?"
    rf"|(?P<bd>\d{{1,2}})\s+(?P<bname>{_MONTH})[a-z]*\.?,?(?:\s+(?P<by>\d{{4}}))?"
    r"|(?P<ago>今天|昨天|前天|today|yesterday)"
    r"|(?P<week>(?:星期|周|礼拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*))"
)
_DAY_NAME = (
    r"(?:\s*,?\s*[(（]?(?:(?:星期|周|礼拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)[)）]?)?"
)
_AFTERNOON = {"下午": 12, "晚上": 12, "pm": 12, "中午": 10}
"""Hours below these are those of the afternoon."""
_HALF = r"凌晨|早上|上午|中午|下午|晚上|am|pm"
_TIME = (
    rf"(?P<half>{_HALF})?\s*(?P<h>\d{{1,2}})[:：](?P<min>\d{{2}})(?:[:：](?P<s>\d{{2}}))?\s*(?P<after>am|pm)?"
)
_WHEN = rf"{_DATE}{_DAY_NAME}\s*,?\s*{_TIME}"
_NAME = rf"(?P<who>\S(?:.{{0,{LONGEST_NAME - 2}}}?\S)?)"
_FLAGS = re.IGNORECASE | re.ASCII
_NAME_WHEN = re.compile(rf"{_NAME}[\s,，:：]+[\[(（]?{_WHEN}[\])）]?[:：]?", _FLAGS)
_WHEN_NAME = re.compile(rf"[\[(（]?{_WHEN}[\])）]?\s+{_NAME}", _FLAGS)
_WHEN_SAID = re.compile(
    rf"[\[(（]?{_WHEN}[\])）]?\s*(?P<who>[^:：\s][^:：]{{0,{LONGEST_NAME - 1}}})[:：]\s*(?P<said>.*)", _FLAGS
)
_NAME_TIME = re.compile(rf"{_NAME}(?P<gap>\s+){_TIME}", _FLAGS)
_NAME_ALONE = re.compile(rf"(?P<who>[^:：\s][^:：]{{0,{LONGEST_NAME - 1}}})[:：]\s*(?P<said>.*)", _FLAGS)
_BAR = re.compile(rf"[\s—–\-=_·.]*{_DATE}{_DAY_NAME}(?:\s*,?\s*{_TIME})?[\s—–\-=_·.]*", _FLAGS)
_DRAWN = re.compile(r"[—–\-=_·]{2,}")


@dataclass(frozen=True, slots=True)
class Said:
    """One message. speaker: as the text names him, None for nobody; at: None where the text tells no time."""

    speaker: str | None
    at: datetime | None
    text: str


@dataclass(slots=True)
class _Draft:
    speaker: str | None = None
    at: datetime | None = None
    lines: list[str] = field(default_factory=list)


def read_talk(text: str, on: date) -> list[Said]:
    """The messages of a pasted conversation in the order of the text; on: the day it was copied.

    Understood: names with a date and time before or after them in Chinese or English (desktop WeChat, WeCom),
    bars with a date over names with a time (forwarded by mail from a phone), `name:` where no header tells a time.
    A time after that day is no header but something that was said.
    """
    return list(_said(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), on))


def speakers_of(talk: Sequence[Said]) -> list[str]:
    """Who spoke, in the order of their first words."""
    return list(dict.fromkeys(said.speaker for said in talk if said.speaker is not None))


def _said(lines: Sequence[str], on: date) -> Iterator[Said]:
    timed = _timed_names(lines, on)
    alone = set() if timed else _names_alone(lines)
    day, draft = on, _Draft()
    for before, raw in zip(["", *lines], lines, strict=False):
        line = _plain(raw)
        head = _header(line, on, day, timed, alone)
        if head is not None:
            yield from _done(draft)
            draft = head
            if head.at is not None:
                day = head.at.astimezone(BUSINESS_ZONE).date()
            continue
        moved = _bar(line, on, below_blank=not _plain(before))
        if moved is not None:
            # A bar ends what was said above it; who speaks below it has a header of his own.
            yield from _done(draft)
            day, draft = moved, _Draft()
            continue
        draft.lines.append(raw.rstrip())
    yield from _done(draft)


def _done(draft: _Draft) -> Iterator[Said]:
    text = "\n".join(draft.lines).strip("\n \t\u3000")
    if text or draft.speaker is not None:
        yield Said(draft.speaker, draft.at, text)


def _header(line: str, on: date, day: date, timed: Counter[str], alone: set[str]) -> _Draft | None:
    """The beginning of a message."""
    found = _dated(line, on)
    if found is not None:
        return found
    if match := _short(line) and _NAME_TIME.fullmatch(line):
        at = _moment(match, day)
        # One blank parts words, too: "see you 14:30" is a header only of somebody who speaks elsewhere.
        sure = len(match["gap"]) > 1 or timed[match["who"]] > 1
        if at is not None and sure:
            return _Draft(match["who"], at)
    match = _NAME_ALONE.fullmatch(line) if alone else None
    if match and match["who"].strip() in alone:
        return _Draft(match["who"].strip(), None, [match["said"]] if match["said"] else [])
    return None


def _dated(line: str, on: date) -> _Draft | None:
    if not _short(line):
        match = _WHEN_SAID.match(line)
    else:
        match = _WHEN_SAID.fullmatch(line) or _NAME_WHEN.fullmatch(line) or _WHEN_NAME.fullmatch(line)
    if match is None:
        return None
    day = _day(match, on)
    at = None if day is None else _moment(match, day)
    if at is None or at.astimezone(BUSINESS_ZONE).date() > on:
        return None
    said = match.groupdict().get("said")
    return _Draft(match["who"].strip(" :："), at, [said] if said else [])


def _bar(line: str, on: date, *, below_blank: bool) -> date | None:
    """The day that a line with nothing but a date tells; without strokes only below a blank line, else it answers."""
    match = _BAR.fullmatch(line) if _short(line) else None
    if match is None or not (below_blank or _DRAWN.search(line)):
        return None
    found = _day(match, on)
    return found if found is not None and found <= on else None


def _timed_names(lines: Sequence[str], on: date) -> Counter[str]:
    """How often each name stands in a header with a time."""
    names: Counter[str] = Counter()
    for line in map(_plain, lines):
        if (head := _dated(line, on)) is not None:
            names[head.speaker or ""] += 2  # a date makes it sure
        elif _short(line) and (match := _NAME_TIME.fullmatch(line)) and _moment(match, on) is not None:
            names[match["who"]] += 2 if len(match["gap"]) > 1 else 1
    return Counter({name: count for name, count in names.items() if count > 1})


def _names_alone(lines: Sequence[str]) -> set[str]:
    """Names before a colon in a text without times: those that stand alone on a line, or more than once."""
    found: Counter[str] = Counter()
    for line in map(_plain, lines):
        match = _NAME_ALONE.fullmatch(line)
        if match and not _is_link(match["who"], match["said"]) and not match["who"].strip().isdigit():
            found[match["who"].strip()] += 1 if match["said"] else 2
    return {name for name, count in found.items() if count > 1}


def _is_link(before: str, after: str) -> bool:
    return before.lower().endswith(("http", "https")) or after.startswith("//")


def _short(line: str) -> bool:
    return 0 < len(line) <= LONGEST_LINE


def _plain(raw: str) -> str:
    return (
        raw.replace("\u3000", " ").replace("\u00a0", " ").replace("\u202f", " ").replace("\ufeff", "").strip()
    )


def _day(match: re.Match[str], on: date) -> date | None:
    part = match.groupdict()
    if part["ago"]:
        return on - timedelta(days=_DAYS_AGO[part["ago"].lower()])
    if part["week"]:
        key = part["week"].lower()
        back = (on.weekday() - _WEEKDAYS[key if key in _WEEKDAYS else key[:3]]) % 7
        return on - timedelta(days=back)
    name = part["name"] or part["bname"]
    month = _MONTHS.index(name.lower()[:3]) + 1 if name else int(part["m"] or part["em"] or part["m2"])
    number = int(part["d"] or part["ed"] or part["d2"] or part["nd"] or part["bd"])
    year = part["y"] or part["ey"] or part["ny"] or part["by"]
    try:
        if year:
            return date(int(year), month, number)
        this = date(on.year, month, number)
        return this if this <= on else date(on.year - 1, month, number)
    except ValueError:
        return None


def _moment(match: re.Match[str], day: date) -> datetime | None:
    hour, minute, second = int(match["h"]), int(match["min"]), int(match["s"] or 0)
    half = (match["half"] or match["after"] or "").lower()
    if hour < _AFTERNOON.get(half, 0):
        hour += 12
    elif half in {"am", "凌晨"} and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    try:
        wall = datetime.combine(day, time(hour, minute, second), BUSINESS_ZONE)
        return wall.astimezone(UTC)
    except OverflowError:
        return None
